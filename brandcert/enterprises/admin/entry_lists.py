"""Lists of entries at the desk: taken in after a trial."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django import forms
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
from brandcert.enterprises import services
from brandcert.enterprises.entries import ENTRY_COLUMNS, KIND_NAMES
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.exporting import template_bytes
from brandcert.enterprises.models import IntegrityList
from brandcert.enterprises.services import ImportResult, Verdict, write_result

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_LIST_BYTES: Final = 20 * 1024 * 1024
# As many lines stand on the page; the result file has all.
MOST_LINES: Final = 200
VERDICTS: Final = {
    Verdict.BAD: (gettext_lazy("cannot be taken"), "red"),
    Verdict.NEW: (gettext_lazy("new entry"), "green"),
    Verdict.UPDATED: (gettext_lazy("changed"), "blue"),
    Verdict.SAME: (gettext_lazy("nothing to enter"), "grey"),
}
name_act("enterprises.integritylist.receive", gettext_lazy("List of entries received and tried"))
name_act("enterprises.integritylist.take", gettext_lazy("List of entries taken over"))


def _guide() -> dict[str, str]:
    """Return what each column of a list of entries holds, in the words of the reader."""
    kinds = " / ".join(f"{names[0]}" for names in KIND_NAMES.values())
    return {
        "name": _("Name of the enterprise as registered. The credit code alone tells who is meant."),
        "credit_code": _("18 digits and letters, as text. A line without it enters nothing."),
        "kind": _("One of: %(kinds)s. May be left out where one list is chosen for all lines.")
        % {"kinds": kinds},
        "concerns": _("企业 or 法定代表人; empty: the enterprise."),
        "since": _("Day it was listed, such as 2026-03-05."),
        "until": _("Day it was taken off the list; empty: it still stands."),
        "reference": _("Number of the document, at most 120 characters."),
    }


class EntryListForm(forms.Form):
    """A published list, who published it and of which day it is."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy(
            "XLSX or CSV with a line of titles: enterprise name, credit code, list, names, since, until, number of the document."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy(
            "Who published it, always in the same words: by them a later list of the same source is compared."
        ),
    )
    listed_on = forms.DateField(
        label=gettext_lazy("Date of the list"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("List of all lines"),
        required=False,
        choices=[("", gettext_lazy("as each line says")), *IntegrityKind.choices],
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any list is."""
        file = self.cleaned_data["file"]
        if file.size > MAX_LIST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


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
            "code": one.credit_code,
            "verdict": VERDICTS[one.verdict][0],
            "tone": VERDICTS[one.verdict][1],
            "changes": [visible(str(text)) for text in one.changes],
            "reasons": [visible(finding.text) for finding in one.findings],
        }
        for one in rows[:MOST_LINES]
    ]


class EntryListPages:
    """Lists coming in; a part of the admin of entries."""

    admin_site: Any
    tell: Callable[..., None]
    page: Callable[..., Any]

    def list_urls(self) -> list[URLPattern]:
        """Return the addresses."""
        wrap, name = self.admin_site.admin_view, "enterprises_integrityrecord"
        return [
            path("import/", wrap(self.import_view), name=f"{name}_import"),
            path("import/template.xlsx", wrap(require_safe(self.template_view)), name=f"{name}_template"),
            path("import/<int:key>/", wrap(self.trial_view), name=f"{name}_trial"),
            path("import/<int:key>/result.xlsx", wrap(self.result_view), name=f"{name}_result"),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a list, keep it and try it."""
        if not policies.allowed(request.user, "enterprises.integritylist.receive"):
            raise PermissionDenied
        form = EntryListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            row = self._received(request, form)
            if row is not None:
                return HttpResponseRedirect(reverse("admin:enterprises_integrityrecord_trial", args=[row.pk]))
        lists = IntegrityList.objects.select_related("received_by").defer("content", "trial", "result")[:20]
        context = {"title": _("Take a list of entries in"), "form": form, "lists": lists}
        shown: HttpResponse = self.page(request, "admin/enterprises/import.html", context)
        return shown

    @staticmethod
    def template_view(request: HttpRequest) -> HttpResponse:
        """Give an empty workbook with the titles a list of entries is read by."""
        if not policies.allowed(request.user, "enterprises.integritylist.receive"):
            raise PermissionDenied
        data = template_bytes(ENTRY_COLUMNS, _guide(), title=_("Integrity records"))
        answer = HttpResponse(data, content_type=XLSX)
        answer["Content-Disposition"] = 'attachment; filename="entries-template.xlsx"'
        return answer

    @staticmethod
    def _received(request: HttpRequest, form: EntryListForm) -> IntegrityList | None:
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            return services.receive_entries(
                name=file.name,
                content=file.read(),
                **said,
                by=request.user,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except BusinessError as fault:
            form.add_error(None if isinstance(fault, services.ListRefused) else "file", str(fault))
            return None

    def trial_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show what would come, or came, of a list; take it over on POST."""
        row = self._list(request, key)
        may = policies.allowed(request.user, "enterprises.integritylist.take", row)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            try:
                services.take_entries(row, by=request.user, now=timezone.now(), today=timezone.localdate())
            except BusinessError as fault:
                self.tell(request, str(fault), failed=True)
            else:
                self.tell(request, _("The list has been taken over. Open cases it concerns are flagged."))
            return HttpResponseRedirect(request.path)
        result = ImportResult.from_json(row.result or row.trial)
        context = {
            "title": row.name,
            "list": row,
            "counts": result.counts,
            "good": result.counts["new"] + result.counts["updated"],
            "lines": _shown(result),
            "more": max(0, len(result.rows) - MOST_LINES),
            "remarks": result.remarks,
            "may_take": row.taken_at is None and may,
        }
        shown: HttpResponse = self.page(request, "admin/enterprises/trial.html", context)
        return shown

    def result_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give the result of a list, every line of it, as a workbook."""
        row = self._list(request, key)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "result.xlsx"
            write_result(ImportResult.from_json(row.result or row.trial), target)
            answer = HttpResponse(target.read_bytes(), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="entries-{row.pk}-result.xlsx"'
        answer["Cache-Control"] = "no-store"
        return answer

    @staticmethod
    def _list(request: HttpRequest, key: int) -> IntegrityList:
        row = IntegrityList.objects.filter(pk=key).first()
        if row is None or not policies.allowed(request.user, "enterprises.integritylist.view", row):
            raise Http404
        return row
