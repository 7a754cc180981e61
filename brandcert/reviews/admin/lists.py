"""Lists of experts at the desk: taken in after a trial."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from brandcert.core import policies
from brandcert.core.admin import name_act
from brandcert.core.errors import BusinessError
from brandcert.core.lettering import visible
from brandcert.enterprises.exporting import template_bytes
from brandcert.enterprises.services import ImportResult, Verdict, write_result
from brandcert.reviews import services
from brandcert.reviews.admin.pool_forms import ListForm
from brandcert.reviews.models import ExpertList
from brandcert.reviews.rows import EXPERT_COLUMNS

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# As many lines stand on the page; the result file has all.
MOST_LINES: Final = 200
VERDICTS: Final = {
    Verdict.BAD: (gettext_lazy("cannot be taken"), "red"),
    Verdict.NEW: (gettext_lazy("new expert"), "green"),
    Verdict.UPDATED: (gettext_lazy("changed"), "blue"),
    Verdict.SAME: (gettext_lazy("unchanged"), "grey"),
}
name_act("reviews.expertlist.receive", gettext_lazy("List of experts received and tried"))
name_act("reviews.expertlist.take", gettext_lazy("List of experts taken over"))


def _shown(result: ImportResult) -> list[dict[str, Any]]:
    """Return the lines in the order in which they need an eye: bad ones, warned ones, the others."""
    rows = sorted(
        result.rows, key=lambda one: (one.verdict is not Verdict.BAD, not one.is_warned, one.sheet, one.line)
    )
    return [
        {
            "place": visible(f"{one.sheet} {one.line}".strip()),
            "columns": one.columns or "–",
            "name": visible(one.name),
            "verdict": VERDICTS[one.verdict][0],
            "tone": VERDICTS[one.verdict][1],
            "changes": [visible(str(text)) for text in one.changes],
            "reasons": [visible(finding.text) for finding in one.findings],
        }
        for one in rows[:MOST_LINES]
    ]


def _guide() -> dict[str, str]:
    """Return what each column of a list of experts holds, in the words of the reader."""
    return {
        "name": _("Name of the expert; the only column that must be filled in."),
        "number": _("Number in the pool, of whoever is in it already."),
        "email": _("Address to which invitations go; a new expert gets his account by it."),
        "phone": _("Mobile telephone, as text."),
        "title": _("Professional title, such as 正高级工程师."),
        "post": _("Post at the employer."),
        "employer": _("Employer in full: by it conflicts of interest are found."),
        "employer_credit_code": _("Unified social credit code of the employer, 18 characters, as text."),
        "categories": _("Categories judged, one or several with 、 between them."),
        "fields": _("Fields of expertise, several with 、 between them."),
        "division": _("Code or name of county or prefecture."),
        "is_available": _("是 or 否."),
        "most_tasks": _("Most tasks at a time, a number; empty: no limit of his own."),
    }


class ListPages:
    """Lists coming in; a part of the admin of experts."""

    admin_site: Any
    tell: Callable[..., None]
    page: Callable[..., Any]

    def list_urls(self) -> list[URLPattern]:
        """Return the addresses."""
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name="reviews_expert_import"),
            path(
                "import/template.xlsx", wrap(require_safe(self.template_view)), name="reviews_expert_template"
            ),
            path("import/<int:key>/", wrap(self.trial_view), name="reviews_expert_trial"),
            path("import/<int:key>/result.xlsx", wrap(self.result_view), name="reviews_expert_result"),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a list, keep it and try it."""
        if not policies.allowed(request.user, "reviews.expertlist.receive"):
            raise PermissionDenied
        form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = services.receive_list(
                    name=file.name,
                    content=file.read(),
                    by=request.user,
                    now=timezone.now(),
                    today=timezone.localdate(),
                )
            except BusinessError as fault:
                form.add_error("file", str(fault))
            else:
                return HttpResponseRedirect(reverse("admin:reviews_expert_trial", args=[row.pk]))
        lists = ExpertList.objects.select_related("received_by").defer("content", "trial", "result")[:20]
        context = {"title": _("Take a list of experts in"), "form": form, "lists": lists}
        shown: HttpResponse = self.page(request, "admin/reviews/import.html", context)
        return shown

    @staticmethod
    def template_view(request: HttpRequest) -> HttpResponse:
        """Give an empty workbook with the titles a list of experts is read by."""
        if not policies.allowed(request.user, "reviews.expertlist.receive"):
            raise PermissionDenied
        return _file(template_bytes(EXPERT_COLUMNS, _guide(), title=_("Experts")), "experts-template.xlsx")

    def trial_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show what would come, or came, of a list; take it over on POST."""
        row = self._list(request, key)
        if request.method == "POST":
            if not policies.allowed(request.user, "reviews.expertlist.take", row):
                raise PermissionDenied
            try:
                services.take_list(row, by=request.user, now=timezone.now(), today=timezone.localdate())
            except BusinessError as fault:
                self.tell(request, str(fault), failed=True)
            else:
                self.tell(request, _("The list has been taken over."))
            return HttpResponseRedirect(request.path)
        result = ImportResult.from_json(row.result or row.trial)
        context = {
            "title": row.name,
            "list": row,
            "counts": result.counts,
            "good": result.counts["rows"] - result.counts["bad"],
            "lines": _shown(result),
            "more": max(0, len(result.rows) - MOST_LINES),
            "remarks": result.remarks,
            "may_take": row.taken_at is None
            and policies.allowed(request.user, "reviews.expertlist.take", row),
        }
        shown: HttpResponse = self.page(request, "admin/reviews/trial.html", context)
        return shown

    def result_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give the result of a list, every line of it, as a workbook."""
        row = self._list(request, key)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "result.xlsx"
            write_result(
                ImportResult.from_json(row.result or row.trial),
                target,
                subject=_("Expert"),
                code=_("Credit code of the employer"),
            )
            data = target.read_bytes()
        return _file(data, f"experts-{row.pk}-result.xlsx")

    @staticmethod
    def _list(request: HttpRequest, key: int) -> ExpertList:
        row = ExpertList.objects.filter(pk=key).first()
        if row is None or not policies.allowed(request.user, "reviews.expertlist.view", row):
            raise Http404
        return row


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
