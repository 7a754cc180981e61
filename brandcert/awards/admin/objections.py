"""Objections: what is said, who hears it, what is proposed and who decides."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.admin.hearings import TONES, files, moment, outcome
from brandcert.awards.admin.records import HearingAdmin, case_link
from brandcert.awards.enums import Outcome
from brandcert.awards.forms import AdmitForm, DecideForm, FindingForm, HandOverForm, RevealForm
from brandcert.awards.models import Objection
from brandcert.awards.queries import is_revealed
from brandcert.core import pii, policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.admin.clock import clock_of
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
register_step(
    f"{OBJECTION}.take",
    run=services.take_objection,
    label=gettext_lazy("Handle it myself"),
    tone="primary",
    when=lambda row: not row.outcome and row.handled_by_id is None,
)
register_step(
    f"{OBJECTION}.hand_over",
    run=services.hand_over,
    form=HandOverForm,
    label=gettext_lazy("Hand over"),
    when=lambda row: not row.outcome,
)
name_act("awards.publicnotice.recount", gettext_lazy("Deadline counted again by the new calendar"))
name_act(f"{OBJECTION}.state", gettext_lazy("Statement of the enterprise"))
name_act(f"{OBJECTION}.file", gettext_lazy("Filed"))
name_act(f"{OBJECTION}.decide", gettext_lazy("Decided"))
name_act(f"{OBJECTION}.add_evidence", gettext_lazy("Evidence added by the objector"))
name_act(f"{OBJECTION}.verify_contact", gettext_lazy("Contact of the objector verified"))
name_act(f"{OBJECTION}.take_back", gettext_lazy("Taken back by the objector"))
name_act(f"{OBJECTION}.recount", gettext_lazy("Deadline counted again by the new calendar"))
name_act(
    f"{OBJECTION}.recount_statement", gettext_lazy("Term for the statement counted again by the new calendar")
)
name_act(f"{OBJECTION}.flag_overdue", gettext_lazy("Not dealt with in time"))
name_act(f"{OBJECTION}.reopen", gettext_lazy("Open again after an appeal"))
name_act(f"{OBJECTION}.remind_objection", gettext_lazy("Reminded: objection due"))


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
    list_display = ("receipt_number", "item", "state", "filed_at", "due_on", "handled_by")
    list_filter = ("outcome", "item__notice")
    list_select_related = ("item", "handled_by")
    search_fields = ("receipt_number", "item__enterprise_name", "item__product_name")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring item and case with the objection."""
        rows = super().get_queryset(request)
        return rows.select_related("item__notice__batch", "item__application", "handled_by")

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
        late = row.due_on is not None and row.due_on < timezone.localdate()
        words = _("waits for admission") if row.admitted_at is None else _("being examined")
        if late:
            return _("%(state)s, overdue") % {"state": words}, "red"
        return words, "amber" if row.admitted_at is None else "blue"

    def case_facts(self, row: Objection) -> list[str]:
        """Return notice and time."""
        return [row.item.notice.number, _("filed %(at)s") % {"at": moment(row.filed_at)}]

    def case_alerts(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return that it was taken back, or is late."""
        found = []
        if row.withdrawn_at and not row.outcome:
            found.append(
                {
                    "tone": "warning",
                    "title": _("The objector took it back."),
                    "text": _("The case stays held until the director has decided."),
                }
            )
        if row.due_on is not None and row.due_on < timezone.localdate():
            found.append({"tone": "error", "title": _("The day by which this was due is over.")})
        return found

    def case_clock(self, row: Objection) -> dict[str, Any] | None:
        """Return until when it is admitted or not, and then decided, line by line."""
        clock = clock_of(row, today=timezone.localdate(), since=row.admitted_at or row.filed_at)
        if clock is None:
            return None
        words = _("To be admitted or not by") if row.admitted_at is None else _("To be decided by")
        return clock | {"label": words}

    def case_people(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]]:
        """Return the handler, and the objector to those who may know him."""
        found = [{"role": _("Handled by"), "name": str(row.handled_by)}] if row.handled_by else []
        if policies.allowed(request.user, f"{OBJECTION}.view_objector", row):
            name, contact = row.objector_name, row.objector_contact
            if not is_revealed(row, request.user):
                name, contact = pii.masked(pii.Kind.NAME, name), pii.masked(pii.Kind.CONTACT, contact)
            proof = _("verified") if row.contact_verified_at else _("not verified")
            note = f"{contact} · {proof}"
            return [{"role": row.get_objector_kind_display(), "name": name, "note": note}, *found]
        return [{"role": _("Objector"), "name": _("secret")}, *found]

    def case_documents(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]] | None:
        """Return the evidence."""
        return files([paper.upload for paper in row.papers.select_related("upload")], request.user)

    def case_sections(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]]:
        """Return what is said, about what, and the outcome."""
        knows = policies.allowed(request.user, f"{OBJECTION}.view_objector", row)
        # What somebody wrote in his own words may say who he is.
        facts = row.facts if knows else services.told_words(row)
        rows = [
            {"label": _("Application"), "value": case_link(row.item.application, request.user)},
            {"label": _("Facts"), "value": facts},
            {"label": _("Evidence"), "value": _("%(n)s files") % {"n": row.papers.count()}},
            {"label": _("Came"), "value": _("on paper") if row.entered_by_id else _("by the website")},
            {"label": _("Admitted"), "value": moment(row.admitted_at)},
        ]
        if knows and row.relation:
            rows.insert(2, {"label": _("Relation to the matter"), "value": row.get_relation_display()})
        if row.admitted_at is not None:
            rows.append({"label": _("Facts as the enterprise reads them"), "value": row.told_facts})
        return [{"title": _("Objection"), "rows": rows}, *_statements(row, request.user), *outcome(row)]
