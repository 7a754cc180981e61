"""Objections: what is said, who hears it, what is proposed and who decides."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.admin.hearings import TONES, evidence, files, moment, outcome
from brandcert.awards.admin.records import HearingAdmin, case_link
from brandcert.awards.enums import Outcome
from brandcert.awards.forms import AdmitForm, DecideForm, FindingForm, RevealForm
from brandcert.awards.models import Objection
from brandcert.awards.queries import is_revealed
from brandcert.core import pii, policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag

OBJECTION = "awards.objection"


def _propose_on_objection(row: Objection, *, outcome: str, finding: str, by: Any) -> Approval:
    return services.propose_objection_decision(
        row, is_upheld=outcome == Outcome.UPHELD, finding=finding, by=by
    )


def _is_waiting(row: Objection) -> bool:
    return not row.outcome and row.admitted_at is None


register_step(
    f"{OBJECTION}.admit",
    run=services.admit_objection,
    form=AdmitForm,
    label=gettext_lazy("Admit the objection"),
    tone="primary",
    when=_is_waiting,
)
register_step(
    f"{OBJECTION}.reveal_objector",
    run=services.reveal_objector,
    form=RevealForm,
    label=gettext_lazy("Show who objected"),
)
register_step(
    f"{OBJECTION}.refuse",
    run=services.refuse_objection,
    form=FindingForm,
    label=gettext_lazy("Refuse to admit it"),
    tone="danger",
    when=_is_waiting,
)
register_step(
    f"{OBJECTION}.propose_decide",
    run=_propose_on_objection,
    form=DecideForm,
    label=gettext_lazy("Propose a decision"),
    tone="primary",
    when=lambda row: not row.outcome and row.admitted_at is not None,
)
name_act("awards.publicnotice.recount", gettext_lazy("Deadline counted again by the new calendar"))
name_act(f"{OBJECTION}.state", gettext_lazy("Statement of the enterprise"))
name_act(f"{OBJECTION}.file", gettext_lazy("Filed"))
name_act(f"{OBJECTION}.decide", gettext_lazy("Decided"))


def _statements(row: Objection, user: Any) -> list[dict[str, Any]]:
    """Return what the enterprise said, each statement with its files, or until when it may."""
    if row.admitted_at is None:
        return []
    given = row.statements.select_related("handed_in_by").prefetch_related("files")
    found: list[dict[str, Any]] = [
        {
            "title": _("Statement of the enterprise"),
            "rows": [
                {"label": moment(one.handed_in_at), "value": one.text, "note": str(one.handed_in_by)},
            ],
            "files": files(one.files.all(), user),
        }
        for one in given
    ]
    if not found and row.statement_due_on is not None:
        until = {"label": _("Possible until"), "value": row.statement_due_on.isoformat()}
        found = [{"title": _("Statement of the enterprise"), "rows": [until]}]
    return found


@admin.register(Objection)
class ObjectionAdmin(HearingAdmin):
    """All objections; who objected is shown to the handler and the auditor only."""

    detail = "objection"
    list_display = ("receipt_number", "item", "state", "filed_at", "handled_by")
    list_filter = ("outcome", "item__notice")
    list_select_related = ("item", "handled_by")
    search_fields = ("receipt_number", "item__enterprise_name", "item__product_name")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring item and case with the objection."""
        rows = super().get_queryset(request)
        return rows.select_related("item__notice__batch", "item__application", "handled_by", "evidence")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Let a notice lead to the objections of one of its items."""
        return lookup == "item__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type] # the request may be missing in old calls

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Objection) -> SafeString:
        """Draw where the objection stands."""
        return draw_tag(*self.case_state(row))

    def application_of(self, row: Objection) -> Application:
        """Return the application objected to."""
        return row.item.application

    def case_title(self, row: Objection) -> str:
        """Return what is objected to."""
        return _("Objection to %(item)s") % {"item": row.item}

    def case_number(self, row: Objection) -> str:
        """Return the receipt number."""
        return row.receipt_number

    def case_state(self, row: Objection) -> tuple[str, str]:
        """Return outcome, or how far the hearing is."""
        if row.outcome:
            return row.get_outcome_display(), TONES[Outcome(row.outcome)]
        return (
            (_("waits for admission"), "amber") if row.admitted_at is None else (_("being examined"), "blue")
        )

    def case_facts(self, row: Objection) -> list[str]:
        """Return notice and time."""
        return [row.item.notice.number, _("filed %(at)s") % {"at": moment(row.filed_at)}]

    def case_people(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]]:
        """Return the handler, and the objector to those who may know him."""
        found = [{"role": _("Handled by"), "name": str(row.handled_by)}] if row.handled_by else []
        if policies.allowed(request.user, f"{OBJECTION}.view_objector", row):
            name, contact = row.objector_name, row.objector_contact
            if not is_revealed(row, request.user):
                name, contact = pii.masked(pii.Kind.NAME, name), pii.masked(pii.Kind.CONTACT, contact)
            return [{"role": _("Objector"), "name": name, "note": contact}, *found]
        return [{"role": _("Objector"), "name": _("secret")}, *found]

    def case_documents(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]] | None:
        """Return the evidence."""
        return evidence(row, request.user)

    def case_sections(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]]:
        """Return what is said, about what, and the outcome."""
        rows = [
            {"label": _("Application"), "value": case_link(row.item.application, request.user)},
            {"label": _("Facts"), "value": row.facts},
            {"label": _("Admitted"), "value": moment(row.admitted_at)},
        ]
        if row.admitted_at is not None:
            rows.append({"label": _("Facts as the enterprise reads them"), "value": row.told_facts})
        return [{"title": _("Objection"), "rows": rows}, *_statements(row, request.user), *outcome(row)]
