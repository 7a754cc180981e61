"""Objections and appeals: what is said, who hears it, what is proposed and who decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.admin.records import HearingAdmin, case_link
from brandcert.awards.enums import Outcome
from brandcert.awards.forms import AdmitForm, DecideForm, FindingForm, RevealForm
from brandcert.awards.models import Appeal, Objection
from brandcert.awards.queries import is_revealed
from brandcert.core import pii, policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.terms import calendar_days_left

OBJECTION, APPEAL = "awards.objection", "awards.appeal"
TONES = {Outcome.UPHELD: "red", Outcome.DISMISSED: "grey", Outcome.REFUSED: "grey"}


def _propose_on_objection(row: Objection, *, outcome: str, finding: str, by: Any) -> Approval:
    return services.propose_objection_decision(
        row, is_upheld=outcome == Outcome.UPHELD, finding=finding, by=by
    )


def _propose_on_appeal(row: Appeal, *, outcome: str, finding: str, by: Any) -> Approval:
    return services.propose_appeal_decision(row, is_upheld=outcome == Outcome.UPHELD, finding=finding, by=by)


def finding_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return what the second person reads: the written finding."""
    return [{"label": _("Written finding"), "value": approval.details.get("finding", "")}]


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
    f"{APPEAL}.propose_decide",
    run=_propose_on_appeal,
    form=DecideForm,
    label=gettext_lazy("Propose a decision"),
    tone="primary",
    when=lambda row: not row.outcome,
)
register_step(f"{APPEAL}.decide", describe=finding_lines)
name_act(f"{APPEAL}.decide", gettext_lazy("Dismiss the appeal"))
name_act(f"{APPEAL}.file", gettext_lazy("Filed"))
name_act("awards.publicnotice.recount", gettext_lazy("Deadline counted again by the new calendar"))
name_act(f"{OBJECTION}.state", gettext_lazy("Statement of the enterprise"))
name_act(f"{OBJECTION}.file", gettext_lazy("Filed"))
name_act(f"{OBJECTION}.decide", gettext_lazy("Decided"))


def _evidence(row: Any, user: Any) -> list[dict[str, Any]] | None:
    """Return the evidence as a file list for those who may open it, None when there is none to show."""
    if row.evidence is None or not policies.allowed(user, "documents.upload.view", row.evidence):
        return None
    kind = "pdf" if row.evidence.kind == row.evidence.Kind.PDF else "image"
    url = reverse("documents:download", args=[row.evidence.pk])
    return [{"title": row.evidence.name, "url": url, "kind": kind}]


def _moment(instant: Any) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}" if instant else "–"


def _outcome(row: Any) -> list[dict[str, Any]]:
    """Return how the matter ended as a section, nothing before."""
    if not row.outcome:
        return []
    rows = [
        {"label": _("Decision"), "value": row.get_outcome_display()},
        {"label": _("Written finding"), "value": row.finding},
        {"label": _("Decided"), "value": _moment(row.decided_at)},
    ]
    return [{"title": _("Decision"), "rows": rows}]


def _statements(row: Objection, user: Any) -> list[dict[str, Any]]:
    """Return what the enterprise said, each statement with its files, or until when it may."""
    if row.admitted_at is None:
        return []
    given = row.statements.select_related("handed_in_by").prefetch_related("files")
    found: list[dict[str, Any]] = [
        {
            "title": _("Statement of the enterprise"),
            "rows": [
                {"label": _moment(one.handed_in_at), "value": one.text, "note": str(one.handed_in_by)},
            ],
            "files": _files(one.files.all(), user),
        }
        for one in given
    ]
    if not found and row.statement_due_on is not None:
        until = {"label": _("Possible until"), "value": row.statement_due_on.isoformat()}
        found = [{"title": _("Statement of the enterprise"), "rows": [until]}]
    return found


def _files(uploads: Any, user: Any) -> list[dict[str, Any]] | None:
    return [
        {
            "title": upload.name,
            "url": reverse("documents:download", args=[upload.pk]),
            "kind": "pdf" if upload.kind == upload.Kind.PDF else "image",
        }
        for upload in uploads
        if policies.allowed(user, "documents.upload.view", upload)
    ] or None


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
        return [row.item.notice.number, _("filed %(at)s") % {"at": _moment(row.filed_at)}]

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
        return _evidence(row, request.user)

    def case_sections(self, request: HttpRequest, row: Objection) -> list[dict[str, Any]]:
        """Return what is said, about what, and the outcome."""
        rows = [
            {"label": _("Application"), "value": case_link(row.item.application, request.user)},
            {"label": _("Facts"), "value": row.facts},
            {"label": _("Admitted"), "value": _moment(row.admitted_at)},
        ]
        if row.admitted_at is not None:
            rows.append({"label": _("Facts as the enterprise reads them"), "value": row.told_facts})
        return [{"title": _("Objection"), "rows": rows}, *_statements(row, request.user), *_outcome(row)]


@admin.register(Appeal)
class AppealAdmin(HearingAdmin):
    """All appeals; decided by people who had no hand in the refusal."""

    detail: ClassVar[str] = "appeal"
    list_display = ("application", "enterprise", "state", "filed_at", "due_on")
    list_filter = ("outcome",)
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
        """Return the number of the application."""
        return row.application.receipt_number or ""

    def case_state(self, row: Appeal) -> tuple[str, str]:
        """Return the outcome, or that it waits."""
        if row.outcome:
            return row.get_outcome_display(), "green" if row.outcome == Outcome.UPHELD else "grey"
        return _("waits for its decision"), "amber"

    def case_facts(self, row: Appeal) -> list[str]:
        """Return the product and the time."""
        return [str(row.application.product or ""), _("filed %(at)s") % {"at": _moment(row.filed_at)}]

    def case_clock(self, row: Appeal) -> dict[str, Any] | None:
        """Return the day by which it is decided: calendar days, so there is nothing to count."""
        if row.outcome:
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
        return _evidence(row, request.user)

    def case_sections(self, request: HttpRequest, row: Appeal) -> list[dict[str, Any]]:
        """Return the grounds, what was refused, and the outcome."""
        case = row.application
        rows = [
            {"label": _("Application"), "value": case_link(case, request.user)},
            {"label": _("State"), "value": case.get_status_display()},
            {"label": _("Reason of the refusal"), "value": case.reason},
            {"label": _("Grounds"), "value": row.grounds},
        ]
        return [{"title": _("Appeal"), "rows": rows}, *_outcome(row)]
