"""The steps and acts on a certificate, each one service call."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.certificates import forms, queries, services
from brandcert.certificates.enums import FACE_CHANGES, ChangeKind
from brandcert.certificates.models import Certificate, ChangeRequest, IssueBatch
from brandcert.core.admin import name_act, register_step

LABEL = "certificates.certificate"


def _propose_one(row: Certificate, *, by: Any, today: Any) -> IssueBatch:
    return services.propose_issue([row], by=by, today=today)


def _is_quashable(row: Certificate) -> bool:
    return row.status == "revoked" and queries.successor_draft_of(row) is None


def _waits_for_ratification(row: Certificate) -> bool:
    return row.intervals.filter(ends_at=None, is_to_ratify=True, ratified_at=None).exists()


def _is_proposable(row: Certificate) -> bool:
    return row.status == "draft" and queries.open_item(row) is None


def _open_request(row: Certificate, *kinds: str) -> ChangeRequest:
    request: ChangeRequest | None = row.change_requests.waiting().filter(kind__in=kinds).first()
    if request is None:
        raise services.RequestClosed(_("No request is open."))
    return request


def _has_open_change(row: Certificate) -> bool:
    return row.change_requests.waiting().filter(kind__in=FACE_CHANGES).exists()


def _has_open_cancel(row: Certificate) -> bool:
    return row.change_requests.waiting().filter(kind=ChangeKind.CANCEL).exists()


def _grant(row: Certificate, *, by: Any, now: Any, today: Any) -> IssueBatch:
    return services.grant_change(_open_request(row, *FACE_CHANGES), by=by, now=now, today=today)


def _refuse_change(row: Certificate, *, by: Any, reason: str, now: Any) -> ChangeRequest:
    return services.refuse_request(_open_request(row, *FACE_CHANGES), reason=reason, by=by, now=now)


def _refuse_cancel(row: Certificate, *, by: Any, reason: str, now: Any) -> ChangeRequest:
    return services.refuse_request(_open_request(row, ChangeKind.CANCEL), reason=reason, by=by, now=now)


register_step(f"{LABEL}.suspend_at_once", run=services.suspend_at_once, form=forms.PrintedReason)
register_step(f"{LABEL}.reinstate", form=forms.ReinstateForm, propose=services.propose_reinstate)
register_step(f"{LABEL}.cancel", form=forms.CancelForm, propose=services.propose_cancel)
register_step(f"{LABEL}.void", propose=services.propose_void, form=forms.PrintedReason)
register_step(f"{LABEL}.supersede", run=services.propose_supersede, form=forms.SupersedeForm)
register_step(f"{LABEL}.quash", form=forms.QuashForm)
register_step(
    f"{LABEL}.propose_quash",
    run=services.propose_quash,
    form=forms.QuashForm,
    label=gettext_lazy("Propose: quash the revocation"),
    tone="warning",
    when=_is_quashable,
)
register_step(
    f"{LABEL}.propose_issue",
    run=_propose_one,
    label=gettext_lazy("Propose issue"),
    tone="primary",
    when=_is_proposable,
)
register_step(
    f"{LABEL}.retry_issue",
    run=services.retry_issue,
    label=gettext_lazy("Try again to make the document"),
    when=lambda row: row.is_parked,
)
register_step(
    f"{LABEL}.leave_out",
    run=services.leave_out,
    form=forms.PrintedReason,
    label=gettext_lazy("Leave out of the list"),
    when=lambda row: row.status == "draft" and not row.number and queries.open_item(row) is not None,
)
register_step(
    f"{LABEL}.grant_change",
    run=_grant,
    form=forms.GrantForm,
    label=gettext_lazy("Grant the change: propose the successor"),
    tone="primary",
    when=_has_open_change,
)
register_step(
    f"{LABEL}.refuse_change",
    run=_refuse_change,
    form=forms.RefuseChangeForm,
    label=gettext_lazy("Refuse the change"),
    when=_has_open_change,
)
register_step(
    f"{LABEL}.refuse_cancel",
    run=_refuse_cancel,
    form=forms.RefuseCancelForm,
    label=gettext_lazy("Refuse the cancellation"),
    when=_has_open_cancel,
)
register_step(
    f"{LABEL}.give_up_successor",
    run=services.give_up_successor,
    form=forms.PrintedReason,
    label=gettext_lazy("Give up this draft"),
    when=services.is_to_be_given_up,
)
register_step(
    f"{LABEL}.return_mending",
    run=services.return_mending,
    form=forms.ReturnMendingForm,
    label=gettext_lazy("The mending does not hold yet"),
    when=queries.has_waiting_mending,
)
register_step(
    f"{LABEL}.ratify",
    run=services.ratify,
    label=gettext_lazy("Ratify suspension"),
    when=_waits_for_ratification,
)
for act, words in {
    "create": gettext_lazy("Draft created"),
    "quash": gettext_lazy("Revocation quashed"),
    "approve_issue": gettext_lazy("Issue approved"),
    "decline_issue": gettext_lazy("Issue declined"),
    "number": gettext_lazy("Number taken"),
    # Of cases that were kept here before they were cases of supervision.
    "serve_notice": gettext_lazy("Serve prior notice"),
    "answer_notice": gettext_lazy("Holder answered"),
    "review_legally": gettext_lazy("Give legal opinion"),
    "record_minutes": gettext_lazy("Record minutes"),
    "drop_notice": gettext_lazy("Close the case without the act"),
    "show_mending": gettext_lazy("Proof of mending handed in"),
    "request_cancel": gettext_lazy("Cancellation asked for"),
    "request_change": gettext_lazy("Change asked for"),
    "withdraw_request": gettext_lazy("Request withdrawn"),
    "renew": gettext_lazy("Renewal begun"),
    "confirm_copied": gettext_lazy("Copied answers confirmed"),
    "propose_supersede": gettext_lazy("Successor proposed"),
    "flag_unratified": gettext_lazy("Not ratified in time"),
}.items():
    name_act(f"{LABEL}.{act}", words)
name_act("certificates.signingkey.keep", gettext_lazy("Signing key kept"))
name_act("certificates.publishedkey.keep", gettext_lazy("Key published"))
