"""What batches ask, and their scoring tables, at the desk of staff."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.core.admin.history import timeline_of
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.admin.wording import table_of
from brandcert.programs.forms import AskedForm, BodiesForm, QuestionForm
from brandcert.programs.models import (
    Category,
    Criterion,
    DocumentRequirement,
    Question,
)
from brandcert.programs.policies import is_before_opening
from brandcert.programs.queries import revisions_of
from brandcert.programs.services import keep_asked

RULES = "programs.batch"
for _model in ("batch", "category", "question", "documentrequirement"):
    name_act(f"programs.{_model}.set_form", _("What is asked was changed"))


class ProgramPage(PolicyAdmin):
    """A page judged by the rules about batches: everyone of staff reads, the secretary administers."""

    rules = RULES
    change_action = add_action = "administer"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the row by the service, which asks once more and writes the trail."""
        keep_asked(obj, fields=list(form.changed_data), by=request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the trail says, and what stood in each field before."""
        row = self.row_or_404(request, object_id)
        changes = list(revisions_of(row))
        context = {
            "title": str(row),
            "history": timeline_of(row),
            "changes": table_of(row, changes) if changes else None,
        }
        return self.page(request, "admin/history.html", context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""


class AskedPage(ProgramPage):
    """What a batch asks: changed before its window opens, read-only afterwards."""

    change_action = add_action = "set_form"
    identity: ClassVar[tuple[str, ...]] = ("batch", "category", "key")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let a row stay what it is: answers and files are kept under its key."""
        return self.identity if obj is not None else ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or change a row; say why nothing can be changed any more."""
        row = self.get_object(request, object_id) if object_id else None
        if row is not None and not is_before_opening.test(request.user, row):
            messages.info(
                request,
                gettext("“%(batch)s” has opened: what it asks cannot be changed any more.")
                % {"batch": row.batch},
            )
        return super().changeform_view(request, object_id, form_url, extra_context)

    @admin.display(description=_("for whom"))
    def bodies(self, row: Any) -> str:
        """Return the kinds of bodies the row is meant for."""
        words = dict(OrganisationType.choices)
        return gettext(", ").join(str(words.get(kind, kind)) for kind in row.organisation_types) or gettext(
            "all"
        )


@admin.register(Category)
class CategoryAdmin(ProgramPage):
    """The categories and the kinds of bodies each admits."""

    change_action = "set_form"
    add_action = "rewrite"
    form = BodiesForm
    fields = ("key", "letter", "character", "organisation_types")
    readonly_fields = ("key", "letter", "character")
    list_display = ("__str__", "letter", "character")


@admin.register(Question)
class QuestionAdmin(AskedPage):
    """The questions of applications, by batch and category."""

    form = QuestionForm
    identity = ("batch", "category", "section", "key", "kind")
    exclude = ("settings",)
    list_display = ("title", "section", "category", "batch", "kind", "is_asked", "is_required", "bodies")
    list_filter = (
        "category",
        "section",
        "is_asked",
        "is_required",
        ("batch", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("batch", "category")
    search_fields = ("title", "title_en", "key")
    ordering = ("-batch", "category", "position", "id")


@admin.register(DocumentRequirement)
class DocumentRequirementAdmin(AskedPage):
    """The documents asked of applications, by batch and category."""

    form = AskedForm
    list_display = ("title", "batch", "category", "is_required", "bodies", "position")
    list_filter = ("category", "is_required", ("batch", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("batch", "category")
    search_fields = ("title", "title_en")
    ordering = ("batch", "category", "position", "id")


@admin.register(Criterion)
class CriterionAdmin(ProgramPage):
    """The lines of the scoring tables."""

    change_action = add_action = "rewrite"
    list_display = ("code", "title", "dimension", "maximum", "stage", "kind")
    list_filter = ("dimension__rubric__category", "stage", "kind")
    list_select_related = ("dimension",)
    search_fields = ("code", "title", "title_en")
