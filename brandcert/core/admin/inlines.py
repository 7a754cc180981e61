"""Rows shown on the page of the row they belong to."""

from typing import Any

from django.contrib import admin
from django.forms import Media
from django.http import HttpRequest


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg] # one base for all models
    """A table of dependent rows: seen by whoever sees the page, written by nobody."""

    extra = 0
    can_delete = False
    show_change_link = False
    template = "admin/read_only_inline.html"

    @property
    def media(self) -> Media:
        """Return no script: nothing is added or removed here."""
        return Media()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show the rows to whoever was shown the page."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse everyone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse everyone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse everyone."""
        return False
