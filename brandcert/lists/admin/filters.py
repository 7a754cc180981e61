"""Saved filters: links above every list, the small form that saves one, and the page on which one is changed or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin, name_act, register_bar, register_opening
from brandcert.core.admin.listing import ROWS, WHOLE_QUERY, take_rows
from brandcert.core.errors import BusinessError
from brandcert.core.templatetags.looks import draw_tag
from brandcert.lists import services
from brandcert.lists.admin.selection import UnfitFilter, list_url, page_of, words_under
from brandcert.lists.forms import FilterForm
from brandcert.lists.models import SavedFilter
from brandcert.lists.queries import Pair, asked_pairs, filters_in_sight, kept_pairs

for _name, _words in (
    ("save", gettext_lazy("Filter saved")),
    ("change", gettext_lazy("Filter changed")),
    ("remove", gettext_lazy("Filter deleted")),
):
    name_act(f"lists.savedfilter.{_name}", _words)


def _in_sight(page: Any, request: HttpRequest) -> list[SavedFilter]:
    """Return the filters of the list, asked once for one page."""
    cache = request.__dict__.setdefault("_filters_in_sight", {})
    if page.opts.label_lower not in cache:
        cache[page.opts.label_lower] = filters_in_sight(request.user, page.opts.label_lower)
    found: list[SavedFilter] = cache[page.opts.label_lower]
    return found


def _keeps(page: Any, request: HttpRequest) -> bool:
    """Say whether filters stand above this list: not where one row is chosen in a window of its own."""
    return IS_POPUP_VAR not in request.GET and policies.allowed(request.user, "lists.savedfilter.save")


def _address(page: Any, pairs: Sequence[Pair]) -> str:
    """Return the address of the list with these pairs; it never leads elsewhere."""
    return f"{list_url(page)}?{urlencode(pairs)}" if pairs else list_url(page)


# --- above the list ------------------------------------------------------------------------------
@register_opening
def opening(page: Any, request: HttpRequest) -> HttpResponse | None:
    """Lead from the address without a query to the person's default, and from `_rows=7` to that filter.

    A filter that no longer fits is told in words, and the whole list is shown.
    """
    if request.method not in {"GET", "HEAD"} or not _keeps(page, request):
        return None
    asked = take_rows(request)
    rows = _in_sight(page, request)
    mine = next((row for row in rows if row.is_default and row.owner_id == request.user.pk), None)
    # Read by the list, whose way to all rows has to say so.
    request.opens_filtered = mine is not None  # type: ignore[attr-defined] # set on this request only
    if asked is None:
        return _lead(page, request, mine) if mine is not None and not request.GET else None
    if not asked.isdecimal():
        return None
    row = next((row for row in rows if str(row.pk) == asked), None)
    if row is None:
        page.tell(
            request, _("This filter is gone or no longer shared with you. All rows are shown."), failed=True
        )
        return HttpResponseRedirect(list_url(page) + WHOLE_QUERY)
    return _lead(page, request, row)


def _lead(page: Any, request: HttpRequest, row: SavedFilter) -> HttpResponse:
    pairs = kept_pairs(row)
    try:
        words_under(page, request, pairs)
    except UnfitFilter:
        pairs = ()
    if pairs:
        return HttpResponseRedirect(_address(page, pairs))
    words = _(
        "The filter “%(name)s” no longer fits this list. All rows are shown; change or delete the filter."
    )
    page.tell(request, words % {"name": row}, failed=True)
    return HttpResponseRedirect(list_url(page) + WHOLE_QUERY)


@register_bar
def bar(page: Any, request: HttpRequest) -> str:
    """Draw the links to the filters in sight and, for what is filtered now and not saved yet, the small form."""
    if not _keeps(page, request):
        return ""
    pairs = asked_pairs(request.GET.lists())
    links = [_link(row, request, pairs) for row in _in_sight(page, request)]
    is_new = bool(pairs) and not any(link["is_used"] and link["is_mine"] for link in links)
    if not links and not is_new:
        return ""
    context = {
        "links": links,
        "whole_url": list_url(page) + WHOLE_QUERY,
        "is_whole": not pairs,
        "form": _form(request) if is_new else None,
        "save_url": f"{_save_url(page)}?{urlencode(pairs)}",
        "filters_url": reverse("admin:lists_savedfilter_changelist"),
    }
    return render_to_string("admin/lists/filters.html", context, request)


def _link(row: SavedFilter, request: HttpRequest, pairs: Sequence[Pair]) -> dict[str, Any]:
    is_mine = row.owner_id == request.user.pk
    return {
        "row": row,
        "query": f"?{ROWS}={row.pk}",
        "is_mine": is_mine,
        "is_used": kept_pairs(row) == tuple(pairs),
        "url": reverse("admin:lists_savedfilter_change", args=[row.pk]) if is_mine else "",
    }


def _save_url(page: Any) -> str:
    return reverse("admin:lists_savedfilter_save", args=[page.opts.app_label, page.opts.model_name])


def _form(request: HttpRequest, row: SavedFilter | None = None) -> FilterForm:
    user: Any = request.user
    initial = {"name": row.name, "share_with": row.shared_with, "is_default": row.is_default} if row else None
    given = request.POST if request.method == "POST" else None
    return FilterForm(given, roles=user.roles, initial=initial)


# --- the person's filters ------------------------------------------------------------------------
@admin.register(SavedFilter)
class SavedFilterAdmin(PolicyAdmin):
    """The person's filters of all lists, and those shared with the person; each with a page of its own."""

    change_action = add_action = "write"
    list_display = ("name", "list_title", "owner", "shared_with", "opens", "saved_at")
    list_select_related = ("owner",)
    ordering = ("model", "name", "id")

    @admin.display(description=gettext_lazy("list"), ordering="model")
    def list_title(self, row: SavedFilter) -> str:
        """Return which list it is for."""
        page = self._page_for(row)
        return capfirst(str(page.opts.verbose_name_plural)) if page is not None else row.model

    @admin.display(description=gettext_lazy("opens the list"), ordering="is_default")
    def opens(self, row: SavedFilter) -> SafeString | str:
        """Return a mark where the owner's list opens with it."""
        return draw_tag(_("opens the list"), "green") if row.is_default else ""

    def _page_for(self, row: SavedFilter) -> Any:
        try:
            return page_of(self.admin_site, row.model)
        except Http404:
            return None

    def get_urls(self) -> list[URLPattern]:
        """Add how a filter is saved from any list, changed and deleted."""
        wrap = self.admin_site.admin_view
        own = [
            path("save/<slug:app>/<slug:model>/", wrap(self.save_view), name="lists_savedfilter_save"),
            path("<int:key>/do/<slug:name>/", wrap(require_POST(self.do_view)), name="lists_savedfilter_do"),
        ]
        return own + super().get_urls()

    # --- saving ------------------------------------------------------------------------------
    def save_view(self, request: HttpRequest, app: str, model: str) -> HttpResponse:
        """Keep what the address asks of the list; ask for the name again when it does not do."""
        page = page_of(self.admin_site, f"{app}.{model}")
        if not page.has_view_permission(request) or not policies.allowed(
            request.user, "lists.savedfilter.save"
        ):
            raise PermissionDenied
        pairs = asked_pairs(request.GET.lists())
        try:
            words = words_under(page, request, pairs)
        except UnfitFilter as fault:
            self.tell(request, str(fault), failed=True)
            return HttpResponseRedirect(list_url(page) + WHOLE_QUERY)
        form = _form(request)
        if form.is_bound and form.is_valid():
            try:
                services.save_filter(
                    model=page.opts.label_lower,
                    pairs=pairs,
                    by=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except BusinessError as fault:
                _add(form, fault)
            else:
                self.tell(request, _("The filter is saved."))
                return HttpResponseRedirect(_address(page, pairs))
        return self._form_page(request, page, form, words=words, pairs=pairs)

    def _form_page(
        self,
        request: HttpRequest,
        page: Any,
        form: FilterForm,
        *,
        words: str,
        pairs: Sequence[Pair],
        row: SavedFilter | None = None,
    ) -> HttpResponse:
        context = {
            "title": str(row) if row else _("Save this filter"),
            "row": row,
            "form": form,
            "has_errors": form.is_bound and not form.is_valid(),
            "words": words,
            "list_title": capfirst(str(page.opts.verbose_name_plural))
            if page is not None
            else row and row.model,
            "list_url": _address(page, pairs) if page is not None else "",
            "whole_url": list_url(page) + WHOLE_QUERY if page is not None else "",
            "filters_url": reverse("admin:lists_savedfilter_changelist"),
            "save_url": f"{request.path}?{urlencode(pairs)}",
            "may_change": row is None or policies.allowed(request.user, "lists.savedfilter.change", row),
            "may_remove": row is not None and policies.allowed(request.user, "lists.savedfilter.remove", row),
        }
        return self.page(request, "admin/lists/filter.html", context)

    # --- one filter --------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what the filter asks and, to its owner, how it is changed and deleted; nothing is written here."""
        shown: HttpResponse = require_GET(self._filter_page)(request, object_id)
        return shown

    def _filter_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row_or_404(request, object_id)
        return self._page_of(request, row, _form(request, row))

    def _page_of(self, request: HttpRequest, row: SavedFilter, form: FilterForm) -> HttpResponse:
        page, pairs = self._page_for(row), kept_pairs(row)
        if page is None or not page.has_view_permission(request):
            return self._form_page(
                request, None, form, words=_("You can no longer open this list."), pairs=(), row=row
            )
        try:
            words = words_under(page, request, pairs)
        except UnfitFilter as fault:
            words, pairs = str(fault), ()
        return self._form_page(request, page, form, words=words, pairs=pairs, row=row)

    def do_view(self, request: HttpRequest, key: int, name: str) -> HttpResponse:
        """Change or delete a filter; each one service call."""
        row = self.row_or_404(request, key)
        if name == "change":
            return self._change(request, row)
        if name != "remove":
            raise Http404
        try:
            services.remove_filter(row, by=request.user)
        except BusinessError as fault:
            self.tell(request, str(fault), failed=True)
        else:
            self.tell(request, _("The filter is deleted."))
        return HttpResponseRedirect(reverse("admin:lists_savedfilter_changelist"))

    def _change(self, request: HttpRequest, row: SavedFilter) -> HttpResponse:
        form = _form(request, row)
        if form.is_valid():
            try:
                services.change_filter(row, by=request.user, **form.cleaned_data)
            except BusinessError as fault:
                _add(form, fault)
            else:
                self.tell(request, _("The filter is changed."))
                return HttpResponseRedirect(reverse("admin:lists_savedfilter_change", args=[row.pk]))
        return self._page_of(request, row, form)


def _add(form: FilterForm, fault: BusinessError) -> None:
    """Tell why the service refused, beside the field it is about."""
    form.add_error("name" if isinstance(fault, services.NameTaken) else None, str(fault))
