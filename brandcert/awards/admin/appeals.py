"""Appeals: what the enterprise says against a refusal, what other people propose and decide."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.admin.hearings import evidence, files, finding_lines, moment, outcome
from brandcert.awards.admin.records import HearingAdmin, case_link
from brandcert.awards.enums import Outcome
from brandcert.awards.forms import AdmissionForm, DecideForm, HearingForm
from brandcert.awards.models import Appeal
from brandcert.awards.services.appeals import appeal_deadline
from brandcert.core import policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.admin.history import label_of_act
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.terms import calendar_days_left

APPEAL = "awards.appeal"


def _propose_on_appeal(row: Appeal, *, outcome: str, finding: str, by: Any) -> Approval:
    return services.propose_appeal_decision(row, is_upheld=outcome == Outcome.UPHELD, finding=finding, by=by)


register_step(
    f"{APPEAL}.propose_decide",
    run=_propose_on_appeal,
    form=DecideForm,
    label=gettext_lazy("Propose a decision"),
    tone="primary",
    when=lambda row: not row.outcome and not row.waits_for_admission,
)
register_step(
    f"{APPEAL}.hear",
    run=services.record_hearing,
    form=HearingForm,
    label=gettext_lazy("Record a hearing"),
    when=lambda row: not row.outcome and not row.waits_for_admission,
)
register_step(
    f"{APPEAL}.admit_late",
    run=services.admit_late_appeal,
    form=AdmissionForm,
    label=gettext_lazy("Hear the late appeal"),
    tone="primary",
    when=lambda row: row.waits_for_admission,
)
register_step(
    f"{APPEAL}.refuse_late",
    run=services.refuse_late_appeal,
    form=AdmissionForm,
    label=gettext_lazy("Refuse the late appeal"),
    tone="danger",
    when=lambda row: row.waits_for_admission,
)
register_step(f"{APPEAL}.decide", describe=finding_lines)
name_act(f"{APPEAL}.decide", gettext_lazy("Dismiss the appeal"))
name_act(f"{APPEAL}.file", gettext_lazy("Filed"))
name_act(f"{APPEAL}.withdraw", gettext_lazy("Withdrawn"))
name_act(f"{APPEAL}.flag_overdue", gettext_lazy("Not decided in time"))


@admin.register(Appeal)
class AppealAdmin(HearingAdmin):
    """All appeals; decided by people who had no hand in the refusal."""

    detail: ClassVar[str] = "appeal"
    list_display = ("receipt_number", "application", "enterprise", "state", "filed_at", "due_on")
    list_filter = ("outcome", "against")
    search_fields = ("receipt_number", "application__receipt_number", "application__enterprise__name")
    ordering = ("due_on", "id")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the case with the appeal."""
        rows = super().get_queryset(request)
        return rows.select_related("application__enterprise", "application__product", "filed_by", "evidence")

    @admin.display(description=gettext_lazy("enterprise"))
    def enterprise(self, row: Appeal) -> str:
        """Return who appeals."""
        return str(row.application.enterprise)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Appeal) -> SafeString:
        """Draw where the appeal stands."""
        return draw_tag(*self.case_state(row))

    def application_of(self, row: Appeal) -> Application:
        """Return the refused application."""
        return row.application

    def may_approve(self, request_user: Any, row: Appeal) -> Any:
        """Return why the person may not decide: he refused before, or is no director."""
        return policies.refusal(request_user, f"{APPEAL}.decide", row)

    def case_title(self, row: Appeal) -> str:
        """Return whose appeal it is."""
        return _("Appeal of %(enterprise)s") % {"enterprise": row.application.enterprise}

    def case_number(self, row: Appeal) -> str:
        """Return the receipt number, of older appeals that of the application."""
        return row.receipt_number or row.application.receipt_number or ""

    def case_state(self, row: Appeal) -> tuple[str, str]:
        """Return the outcome, or that it waits."""
        if row.outcome:
            return row.get_outcome_display(), "green" if row.outcome == Outcome.UPHELD else "grey"
        if row.waits_for_admission:
            return _("late, waits for admission"), "red"
        return _("waits for its decision"), "amber"

    def case_facts(self, row: Appeal) -> list[str]:
        """Return the product and the time."""
        return [str(row.application.product or ""), _("filed %(at)s") % {"at": moment(row.filed_at)}]

    def case_clock(self, row: Appeal) -> dict[str, Any] | None:
        """Return the day by which it is decided: calendar days, so there is nothing to count."""
        if row.outcome or row.due_on is None:
            return None
        today = timezone.localdate()
        words = calendar_days_left(row.due_on, today)
        return {
            "label": _("Due on"),
            "due": row.due_on,
            "left": words,
            "tone": "red" if row.due_on < today else "",
        }

    def case_people(self, request: HttpRequest, row: Appeal) -> list[dict[str, Any]]:
        """Return who filed and who decided."""
        found = [{"role": _("Filed by"), "name": str(row.filed_by)}]
        return found + ([{"role": _("Decided by"), "name": str(row.decided_by)}] if row.decided_by else [])

    def case_documents(self, request: HttpRequest, row: Appeal) -> list[dict[str, Any]] | None:
        """Return the evidence."""
        return (evidence(row, request.user) or []) + (files(row.files.all(), request.user) or []) or None

    def case_sections(self, request: HttpRequest, row: Appeal) -> list[dict[str, Any]]:
        """Return the grounds, what was refused, and the outcome."""
        case = row.application
        rows = [
            {"label": _("Application"), "value": case_link(case, request.user)},
            {"label": _("State"), "value": case.get_status_display()},
            {"label": _("Appealed against"), "value": _refused_by(row)},
            {"label": _("Reason of the refusal"), "value": case.reason},
            {"label": _("Last day to appeal"), "value": _last_day(row)},
            {"label": _("Grounds"), "value": row.grounds},
        ]
        if row.late_reason:
            rows.append({"label": _("Why it comes late"), "value": row.late_reason})
        heard = [
            {
                "title": _("Hearing"),
                "rows": [
                    {"label": _("Held on"), "value": one.held_on.isoformat()},
                    {"label": _("Who was present"), "value": one.present},
                    {"label": _("What was said"), "value": one.record, "note": str(one.recorded_by)},
                ],
            }
            for one in row.hearings.select_related("recorded_by")
        ]
        return [{"title": _("Appeal"), "rows": rows}, *heard, *outcome(row)]


def _refused_by(row: Appeal) -> str:
    """Return the step of the refusal in words; older appeals do not name it."""
    return str(label_of_act(f"applications.application.{row.against}")) if row.against else "–"


def _last_day(row: Appeal) -> str:
    """Return the last day to appeal while the refusal stands, a dash afterwards."""
    deadline = appeal_deadline(row.application)
    return deadline.isoformat() if deadline else "–"
