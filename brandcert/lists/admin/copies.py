"""Lists as files: asked for above the list, made with a mark, read in a log."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.core.errors import BusinessError
from brandcert.lists import services, tables
from brandcert.lists.admin.selection import UnfitFilter, list_url, page_of, selected
from brandcert.lists.enums import FileKind
from brandcert.lists.forms import CopyForm
from brandcert.lists.models import ListCopy

TYPES: Final = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.PDF: "application/pdf",
}
name_act("lists.listcopy.make", gettext_lazy("List taken as a file"))


@admin.register(ListCopy)
class ListCopyAdmin(PolicyAdmin):
    """The log of lists that left the house: one's own for everybody, all for the auditor."""

    change_action = add_action = "write"
    list_display = ("number", "list_title", "kind", "rows", "purpose", "chosen_words", "made_by", "made_at")
    list_filter = ("kind", "purpose", "is_personal", "made_at")
    list_select_related = ("made_by",)
    search_fields = ("number", "sha256", "made_by__name")
    search_help_text = gettext_lazy("Copy number, hash of the file, or who made it")
    ordering = ("-id",)
    fields = (
        "number",
        "list_title",
        "kind",
        "chosen_words",
        "rows",
        "purpose",
        "note",
        "is_personal",
        "made_by",
        "made_at",
        "sha256",
    )
    readonly_fields = ("list_title",)

    @admin.display(description=gettext_lazy("list"), ordering="model")
    def list_title(self, row: ListCopy) -> str:
        """Return which list it was."""
        table = tables.registered().get(row.model)
        return str(table.title) if table else row.model

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a list is taken."""
        view = self.admin_site.admin_view(self.make_view)
        own = path("make/<slug:app>/<slug:model>/", view, name="lists_listcopy_make")
        return [own, *super().get_urls()]

    def make_view(self, request: HttpRequest, app: str, model: str) -> HttpResponse:
        """Ask for format and purpose; answer with the file."""
        table = tables.registered().get(f"{app}.{model}")
        if table is None:
            raise Http404
        if not policies.allowed(request.user, table.action):
            raise PermissionDenied
        try:
            found = selected(self.admin_site, request, table.model)
        except UnfitFilter as fault:
            self.tell(request, str(fault), failed=True)
            return HttpResponseRedirect(list_url(page_of(self.admin_site, table.model)))
        form = CopyForm(request.POST if request.method == "POST" else None, is_personal=table.is_personal)
        if request.method == "POST" and form.is_valid():
            try:
                return self._file(request, table, found, form.cleaned_data)
            except BusinessError as fault:
                form.add_error(None, str(fault))
        context = {
            "title": _("Take as a file: %(list)s") % {"list": table.title},
            "table": table,
            "form": form,
            "has_errors": form.is_bound and not form.is_valid(),
            "rows": found.rows.count(),
            "words": found.words,
            "masked": " · ".join(str(one.title) for one in table.columns if one.kind is not None),
            "back_url": found.url,
            "log_url": reverse("admin:lists_listcopy_changelist"),
        }
        return self.page(request, "admin/lists/copy.html", context)

    @staticmethod
    def _file(request: HttpRequest, table: tables.Table, found: Any, asked: dict[str, Any]) -> HttpResponse:
        kind = FileKind(asked["kind"])
        data, copy = services.make_copy(
            table,
            found.rows,
            kind=kind,
            purpose=asked["purpose"],
            note=asked["note"],
            chosen_by=found.query,
            chosen_words=found.words,
            by=request.user,
            now=timezone.now(),
        )
        answer = HttpResponse(data, content_type=TYPES[kind])
        name = f"{table.model.rpartition('.')[2]}-{copy.number}.{kind}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
