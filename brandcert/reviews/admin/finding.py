"""Pages on which an enterprise is entered by people who may look it up but not open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brandcert.core.admin import ServiceAdmin
from brandcert.enterprises.forms import EnterpriseField
from brandcert.enterprises.models import Enterprise

if TYPE_CHECKING:
    from django.forms import ModelChoiceField
    from django.http import HttpRequest


class FindsEnterprise(ServiceAdmin):
    """A page whose enterprise is found by name or credit code."""

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Ask for the enterprise by name or code, for every other row as the base does."""
        if db_field.related_model is not Enterprise:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        return EnterpriseField(db_field, label=db_field.verbose_name, required=not db_field.blank)
