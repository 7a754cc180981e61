"""The places of the province at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import Unit
from brandcert.core.admin import PolicyAdmin, name_act

name_act("accounts.unit.create", gettext_lazy("Unit entered"))
name_act("accounts.unit.edit", gettext_lazy("Unit changed"))


@admin.register(Unit)
class UnitAdmin(PolicyAdmin):
    """The recommending units."""

    add_action = "create"
    change_action = "edit"
    list_display = ("name", "kind", "division", "parent")
    list_select_related = ("division", "parent")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("key", "name", "kind", "division", "parent")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the key: imports and links rely on it."""
        return ("key",) if obj is not None else ()
