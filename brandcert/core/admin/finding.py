"""Looking rows up by a few letters, for people who enter them somewhere without being shown their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from brandcert.core import policies

if TYPE_CHECKING:
    from django.db.models import Model


class FoundRows(AutocompleteJsonView):
    """Django's answer to a few letters, also for whoever may `find` a row by name and no more.

    Such a person is told of each row only what `found_as` of its page says; the page itself stays closed.
    """

    def has_perm(self, request: Any, obj: Any = None) -> bool:
        """Ask the policy `find` where the list is not open to the person."""
        return self._may_find() or bool(super().has_perm(request, obj))

    def get_queryset(self) -> Any:
        """Search all rows for whoever may find them, else those in the person's sight."""
        if not self._may_find():
            return super().get_queryset()
        rows = self.model_admin.model._default_manager.complex_filter(
            self.source_field.get_limit_choices_to()
        )
        found, repeats = self.model_admin.get_search_results(self.request, rows, self.term)
        return (found.distinct() if repeats else found).order_by("pk")

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Name the row as its page wants it named."""
        return {
            "id": str(getattr(obj, to_field_name)),
            "text": str(self._page().found_as(obj)),
        }

    def _page(self) -> Any:
        return self.model_admin

    def _may_find(self) -> bool:
        action = self._page().action_name("find")
        return policies.is_declared(action) and policies.allowed(self.request.user, action)
