"""The rows of a list as the person sees and filters it, wherever something is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.lists.queries import Pair


class UnfitFilter(BusinessError):
    """The filter names something the list no longer knows."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A list with the filter of the address: its page, its rows and the filter in words."""

    page: Any
    rows: Any
    words: str
    query: str

    @property
    def url(self) -> str:
        """Return the address of the list with the filter."""
        base = list_url(self.page)
        return f"{base}?{self.query}" if self.query else base


def list_url(page: Any) -> str:
    """Return the address of a list."""
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")


def page_of(site: admin.AdminSite, label: str) -> Any:
    """Return the page of a model; raises Http404 for one that has none."""
    for page in site._registry.values():
        if page.opts.label_lower == label:
            return page
    raise Http404


def selected(site: admin.AdminSite, request: HttpRequest, label: str) -> Selection:
    """Return the rows the person sees of a list under the filter of the address.

    Raises Http404 for an unknown list, PermissionDenied for a closed one, UnfitFilter.
    """
    page = page_of(site, label)
    if not page.has_view_permission(request):
        raise PermissionDenied
    try:
        found = page.get_changelist_instance(request)
        rows = found.get_queryset(request)
    except (IncorrectLookupParameters, SuspiciousOperation) as fault:
        raise UnfitFilter(_("This filter no longer fits the list.")) from fault
    return Selection(page, rows, _words(found), request.GET.urlencode())


def _words(found: Any) -> str:
    """Return what is filtered, as the list shows it."""
    told = [_("Search: %(words)s") % {"words": found.query}] if found.query else []
    for spec in found.filter_specs:
        shown = [str(one["display"]) for one in list(spec.choices(found))[1:] if one.get("selected")]
        told += [f"{spec.title}: {', '.join(shown)}"] if shown else []
    # A lookup that no filter of the list offers is told as it stands in the address.
    return "；".join(told) or "；".join(f"{name}: {value}" for name, value in found.params.items())


def words_under(page: Any, request: HttpRequest, pairs: Sequence[Pair]) -> str:
    """Return in words what the pairs ask of a list, which reads them as if they stood in the address.

    Raises UnfitFilter when the list does not know one of them, or cannot be asked so by this person.
    """
    given, request.GET = request.GET, QueryDict(urlencode(pairs))
    try:
        with transaction.atomic():
            return _words(page.get_changelist_instance(request))
    except (
        IncorrectLookupParameters,
        SuspiciousOperation,
        ValueError,
        OverflowError,
        DatabaseError,
    ) as fault:
        raise UnfitFilter(_("This filter no longer fits the list.")) from fault
    finally:
        request.GET = given
