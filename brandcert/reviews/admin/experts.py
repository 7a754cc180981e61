"""The pool of experts and their conflicts of interest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import PolicyAdmin
from brandcert.core.errors import BusinessError
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.enums import LIVE
from brandcert.reviews.models import Conflict, Expert
from brandcert.reviews.services import declare_conflict


@admin.register(Expert)
class ExpertAdmin(PolicyAdmin):
    """The pool: who may be drawn, for which categories, and how busy they are."""

    change_action: ClassVar[str] = "edit"
    add_action: ClassVar[str] = "edit"
    list_display = ("user", "title", "employer", "category_names", "load", "is_available")
    list_filter = ("is_available",)
    search_fields = ("user__name", "employer")
    fields = (
        "user",
        "title",
        "employer",
        "employer_credit_code",
        "division",
        "categories",
        "fields",
        "is_available",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the present tasks with the rows."""
        from django.db.models import Count, Q

        rows = super().get_queryset(request).select_related("user")
        return rows.annotate(live=Count("assignments", filter=Q(assignments__status__in=LIVE)))

    @admin.display(description=_("categories"))
    def category_names(self, row: Any) -> str:
        """Return the categories in words."""
        return "、".join(str(CategoryKey(key).label) for key in row.categories if key in CategoryKey.values)

    @admin.display(description=_("present tasks"), ordering="live")
    def load(self, row: Any) -> int:
        """Return how many panels the expert sits on."""
        return int(row.live)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the person of an entry: another person is another entry."""
        return ("user",) if obj is not None else ()


@admin.register(Conflict)
class ConflictAdmin(PolicyAdmin):
    """Stated and detected conflicts; entered, never changed."""

    rules: ClassVar[str] = "reviews.expert"
    change_action: ClassVar[str] = "nothing"
    add_action: ClassVar[str] = "edit"
    list_display = ("expert", "enterprise", "kind", "is_detected", "stated_at")
    list_filter = ("kind", "is_detected")
    list_select_related = ("expert__user", "enterprise")
    search_fields = ("expert__user__name", "enterprise__name")
    raw_id_fields = ("enterprise",)
    fields = ("expert", "enterprise", "kind", "note")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """State the conflict by the service, which also ends open tasks; a known one stays as it is."""
        try:
            made = declare_conflict(
                obj.expert, enterprise=obj.enterprise, kind=obj.kind, note=obj.note, by=request.user
            )
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
            raise
        obj.pk = made.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave the trail to the service, which wrote it."""
        return None
