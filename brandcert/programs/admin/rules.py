"""Programme and batches at the desk: opened, changed before the window, extended and closed by two persons afterwards."""

from typing import Any, Final

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.admin import CaseAdmin, ReasonForm, ServiceAdmin, name_act, register_step, steps
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag
from brandcert.programs import services
from brandcert.programs.admin.catalogue import CATALOGUE_STEPS, catalogue_sections, edit_catalogue
from brandcert.programs.admin.wording import consequences, label, moment, reopened, said, table_of
from brandcert.programs.forms import OpeningForm, RubricForm, RulesForm
from brandcert.programs.models import Batch, Program
from brandcert.programs.queries import revisions_of
from brandcert.programs.tables import told

BATCH: Final = "programs.batch"
PROGRAM: Final = "programs.program"
OPENING: Final = ("program", "name", "name_en", "year", "opens_at", "closes_at", "route")
IDENTITY: Final = {"id", "program", "key"}
for _action, _words in {
    f"{BATCH}.amend": gettext_lazy("Change of an open batch"),
    f"{BATCH}.close": gettext_lazy("Window closed before its last day"),
    f"{PROGRAM}.amend": gettext_lazy("Change of the programme"),
    f"{PROGRAM}.demonstrate": gettext_lazy("Demonstration data loaded"),
    f"{BATCH}.switch_rubric": gettext_lazy("Another version of a rubric"),
}.items():
    name_act(_action, _words)


def _editable(model: type[models.Model]) -> list[str]:
    return [
        field.name for field in model._meta.concrete_fields if field.editable and field.name not in IDENTITY
    ]


class BatchForm(RulesForm):
    """All rules of a batch that has not opened."""

    names = tuple(_editable(Batch))


class AmendBatchForm(RulesForm):
    """What may still move once the window is open."""

    names = services.AMENDABLE
    asks_reason = True

    def beforehand(self) -> list[dict[str, Any]]:
        """Say, where the round is over, what a later last day would do."""
        return reopened(self.row, self.names)

    def preview(self) -> dict[str, Any]:
        """Return what the change means, to be read before it is proposed."""
        return {
            "title": str(self.row),
            "lead": self.cleaned_data["reason"],
            "groups": consequences(self.row, self.cleaned_data["values"]),
        }


class ClosingForm(ReasonForm):
    """Why the window closes before its last day; what that means is read first."""

    def preview(self) -> dict[str, Any]:
        """Return whom the early end meets."""
        return {
            "title": str(self.row),
            "lead": self.cleaned_data["reason"],
            "groups": consequences(self.row, {"closes_at": timezone.now()}),
        }


class ProgramForm(RulesForm):
    """All rules of the programme."""

    names = tuple(_editable(Program))
    asks_reason = True


def _lines(approval: Approval) -> list[dict[str, Any]]:
    """Return what a proposal changes, each rule before and after, and why."""
    model: Any = Batch if approval.subject_type == BATCH else Program
    row = model.objects.get(pk=approval.subject_id)
    lines = [
        {
            "label": label(model, name),
            "value": f"{said(row, name, getattr(row, name))} → {said(row, name, after)}",
        }
        for name, after in approval.details.get("changes", {}).items()
    ]
    lines += reopened(row, approval.details.get("changes", {})) if isinstance(row, Batch) else []
    return [*lines, {"label": _("Reason"), "value": approval.details["reason"]}]


def _is_closed_to_one(row: Batch) -> bool:
    return not row.may_change_form(timezone.now())


register_step(
    f"{BATCH}.administer",
    run=services.change_batch,
    form=BatchForm,
    label=gettext_lazy("Change the rules"),
    when=lambda row: row.may_change_form(timezone.now()),
)
register_step(
    f"{BATCH}.propose_amend",
    run=services.propose_amendment,
    form=AmendBatchForm,
    label=gettext_lazy("Propose to extend or change"),
    when=_is_closed_to_one,
)
register_step(
    f"{BATCH}.propose_close",
    run=services.propose_closing,
    form=ClosingForm,
    label=gettext_lazy("Propose to close the window now"),
    tone="danger",
    when=lambda row: row.is_open(timezone.now()),
)
register_step(
    f"{BATCH}.choose_rubric",
    run=services.choose_rubric,
    form=RubricForm,
    label=gettext_lazy("Choose a version of a rubric"),
    when=lambda row: row.may_change_form(timezone.now()),
)
register_step(
    f"{PROGRAM}.propose_amend",
    run=services.propose_amendment,
    form=ProgramForm,
    label=gettext_lazy("Propose a change"),
)
register_step(f"{BATCH}.amend", describe=_lines)
register_step(f"{PROGRAM}.amend", describe=_lines)


class RulesPage(CaseAdmin):
    """A page of rules: read by everyone of staff, changed by acts whose every value is kept."""

    rules = BATCH

    def case_state(self, row: Any) -> tuple[str, str]:
        """Return nothing of note: a programme has no states."""
        return _("in force"), "green"

    def case_version(self, row: Any) -> str:
        """Return the hash of the rules: whoever saw older ones is told."""
        return self.fingerprint(row)

    def case_clock(self, row: Any) -> None:
        """Return nothing: rules have no deadline."""

    def case_sections(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return the rules as they stand, and every change of them."""
        rows = [
            {"label": label(type(row), name), "value": said(row, name, getattr(row, name))}
            for name in _editable(type(row))
        ]
        found: list[dict[str, Any]] = [{"title": _("Rules"), "rows": rows}]
        changes = list(revisions_of(row))
        if changes:
            found.append({"title": _("Versions of the rules"), "table": table_of(row, changes)})
        return found


@admin.register(Program)
class ProgramAdmin(RulesPage):
    """The programme and what its certificates say."""

    add_action = "found"
    list_display = ("name", "title", "issuing_body", "validity_years")


@admin.register(Batch)
class BatchAdmin(ServiceAdmin, RulesPage):
    """Batches with their window, route, terms and thresholds."""

    add_action = "administer"
    form = OpeningForm
    list_display = ("name", "year", "opens_at", "closes_at", "route", "quota", "state")
    list_filter = ("year", "route")
    search_fields = ("name",)
    ordering = ("-year", "-id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the window first; the terms have their defaults and are set afterwards."""
        return OPENING

    @admin.display(description=gettext_lazy("status"))
    def state(self, row: Batch) -> Any:
        """Return where the window stands."""
        return draw_tag(*self.case_state(row))

    def case_state(self, row: Batch) -> tuple[str, str]:
        """Return whether the window is to come, open or closed."""
        now = timezone.now()
        if now < row.opens_at:
            return _("not yet open"), "blue"
        return (_("window open"), "green") if row.is_open(now) else (_("window closed"), "")

    def case_facts(self, row: Batch) -> list[str]:
        """Return year, window and route."""
        return [
            str(row.year),
            f"{moment(row.opens_at)} – {moment(row.closes_at)}",
            str(row.get_route_display()),
        ]

    def case_sections(self, request: HttpRequest, row: Batch) -> list[dict[str, Any]]:
        """Add the documents the batch asks for."""
        documents = row.requirements.select_related("category").order_by("category", "position", "id")
        lines = [
            [str(one.category), told(vars(one), "title"), _("required") if one.is_required else _("optional")]
            for one in documents
        ]
        table = {"head": [_("Category"), _("Document"), _("Required")], "rows": lines}
        return [
            *super().case_sections(request, row),
            {"title": _("Rubrics"), "rows": RubricForm(row=row, user=request.user).beforehand()},
            *catalogue_sections(row),
            {"title": _("Documents asked for"), "table": table},
        ]

    def step_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        """Edit the catalogue on a page of its own; every other step as everywhere."""
        row = self.row_or_404(request, object_id)
        if name in CATALOGUE_STEPS and any(act.name == name for act in steps.acts_for(row, request.user)):
            return edit_catalogue(self, request, row, name)
        return super().step_view(request, object_id, name)

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Announce a new batch by the service, which gives it the list of documents."""
        return services.announce_batch(
            row.program,
            name=row.name,
            name_en=row.name_en,
            year=row.year,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            route=row.route,
            now=timezone.now(),
            by=request.user,
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write the creation into the trail: the service does not."""
        return CaseAdmin.log_addition(self, request, obj, message)
