"""Filters of the pool: by category, field and standing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.models import Absence, Expert


def _known(request: HttpRequest) -> list[tuple[int, list[str], list[str]]]:
    """Return who knows what, read once for a page: the databases search lists of Chinese words each in its own way."""
    if not hasattr(request, "_known_of_experts"):
        rows = Expert.objects.values_list("pk", "categories", "fields")
        request._known_of_experts = list(rows)  # type: ignore[attr-defined] # kept for one request
    found: list[tuple[int, list[str], list[str]]] = request._known_of_experts  # type: ignore[attr-defined] # set above
    return found


class CategoryFilter(admin.SimpleListFilter):
    """Experts of a category."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the categories."""
        return list(CategoryKey.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list."""
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(pk__in=[pk for pk, keys, _fields in _known(request) if value in keys])


class FieldFilter(admin.SimpleListFilter):
    """Experts of a field."""

    title = _("field")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer every field somebody knows."""
        return [(one, one) for one in sorted({one for row in _known(request) for one in row[2]})]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list."""
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(pk__in=[pk for pk, _keys, fields in _known(request) if value in fields])


class StandingFilter(admin.SimpleListFilter):
    """Who can be drawn today, and why others cannot."""

    title = _("may be drawn")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the ways to be in or out."""
        return [
            ("free", _("may be drawn today")),
            ("paused", _("not available")),
            ("away", _("away today")),
            ("unappointed", _("no valid appointment")),
            ("unchecked", _("employer without credit code")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list."""
        if self.value() is None:
            return queryset
        today = timezone.localdate()
        granted = RoleGrant.objects.in_force(today).filter(role=Role.EXPERT).values("user")
        is_appointed = Q(user__in=granted, user__is_active=True)
        is_away = Q(pk__in=Absence.objects.touching(today, today).values("expert"))
        standings = {
            "free": is_appointed & Q(is_available=True) & ~is_away,
            "paused": Q(is_available=False),
            "away": is_away,
            "unappointed": ~is_appointed,
            "unchecked": Q(employer_credit_code=""),
        }
        return queryset.filter(standings.get(str(self.value()), Q(pk__in=[])))
