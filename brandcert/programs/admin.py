"""The programme, its batches and rubrics at the desk of staff."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import PolicyAdmin, ReadOnlyInline
from brandcert.programs.models import Batch, Criterion, Dimension, DocumentRequirement, Program, Rubric
from brandcert.programs.services import open_batch

RULES = "programs.batch"
OPENING = ("program", "name", "year", "opens_at", "closes_at", "route")


class ProgramPage(PolicyAdmin):
    """A page judged by the rules about batches: everyone of staff reads, the secretary administers."""

    rules = RULES
    change_action = add_action = "administer"


@admin.register(Program)
class ProgramAdmin(ProgramPage):
    """The programme and what its certificates say."""

    add_action = "found"
    list_display = ("name", "title", "issuing_body", "validity_years")


class RequirementInline(ReadOnlyInline):
    """The documents a batch asks for."""

    model = DocumentRequirement
    fields = ("category", "title", "is_required")


@admin.register(Batch)
class BatchAdmin(ProgramPage):
    """Batches with their window, route, terms and thresholds."""

    list_display = ("name", "year", "opens_at", "closes_at", "route", "quota")
    list_filter = ("year", "route")
    search_fields = ("name",)
    ordering = ("-year", "-id")
    inlines: ClassVar = [RequirementInline]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the window first; the terms have their defaults and are set afterwards."""
        return super().get_fields(request, obj) if obj is not None else OPENING

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show the documents once the batch exists."""
        return self.inlines if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Batch, form: Any, change: bool) -> None:
        """Open a new batch by the service, which gives it the list of documents."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = open_batch(
            obj.program,
            name=obj.name,
            year=obj.year,
            opens_at=obj.opens_at,
            closes_at=obj.closes_at,
            by=request.user,
            route=obj.route,
        )
        obj.pk = made.pk


@admin.register(DocumentRequirement)
class DocumentRequirementAdmin(ProgramPage):
    """The documents asked of applications, by batch and category."""

    list_display = ("title", "batch", "category", "is_required", "position")
    list_filter = ("category", "is_required", ("batch", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("batch", "category")
    search_fields = ("title", "title_en")
    ordering = ("batch", "category", "position", "id")


class DimensionInline(ReadOnlyInline):
    """The dimensions of a rubric."""

    model = Dimension
    fields = ("title", "maximum")


@admin.register(Rubric)
class RubricAdmin(ProgramPage):
    """Scoring tables: versioned, so nobody rewrites one here."""

    change_action = add_action = "rewrite"
    list_display = ("category", "version", "decides_ties")
    list_select_related = ("category",)
    inlines: ClassVar = [DimensionInline]

    @admin.display(description=_("dimension that decides ties"))
    def decides_ties(self, row: Rubric) -> str:
        """Return the title of the dimension."""
        return next(
            (str(one.title) for one in row.dimensions.all() if one.key == row.tie_break), row.tie_break
        )


@admin.register(Criterion)
class CriterionAdmin(ProgramPage):
    """The lines of the scoring tables."""

    change_action = add_action = "rewrite"
    list_display = ("code", "title", "dimension", "maximum", "stage", "kind")
    list_filter = ("dimension__rubric__category", "stage", "kind")
    list_select_related = ("dimension",)
    search_fields = ("code", "title", "title_en")
