"""Tags of the desk's own pages."""

from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def contents_of(context: Context, field: Any) -> SafeString:
    """Draw what a field holds; another row is a link only for whoever may open its page, else its name."""

    def named(remote_field: Any, row: Any) -> SafeString | str:
        is_open = _opens(context["request"], field.model_admin.admin_site, row)
        return AdminReadonlyField.get_admin_url(field, remote_field, row) if is_open else str(row)

    field.get_admin_url = named
    drawn: SafeString = field.contents()
    return drawn


def _opens(request: Any, site: Any, row: Any) -> bool:
    """Say whether the row's page answers to the person; asked once for each row of a page."""
    page = site._registry.get(type(row))
    if page is None:
        return False
    known = request.__dict__.setdefault("_rows_that_open", {})
    key = (type(row), row.pk)
    if key not in known:
        known[key] = page.has_view_permission(request, row) and _in_sight(page, request, row)
    return bool(known[key])


def _in_sight(page: Any, request: Any, row: Any) -> bool:
    """Say whether the row is among those the person sees, for a model that tells them apart."""
    rows = type(row)._default_manager.all()
    return not hasattr(rows, "visible_to") or page.get_queryset(request).filter(pk=row.pk).exists()
