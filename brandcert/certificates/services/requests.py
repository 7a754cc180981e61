"""What a holder asks for: changes of the face and cancellation, their decision and their withdrawal."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates import guards, queries, validity
from brandcert.certificates.enums import FACE_CHANGES, CertificateStatus, ChangeKind, RequestOutcome
from brandcert.certificates.models import Certificate, ChangeRequest, IssueBatch
from brandcert.certificates.services.intervals import LABEL
from brandcert.certificates.services.replacing import allowed, propose_supersede
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked
from brandcert.documents.models import Upload

LIVE = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED)


class RequestClosed(BusinessError):
    """The request was decided or withdrawn."""


def request_change(
    certificate: Certificate,
    *,
    kind: str,
    values: Mapping[str, str],
    by: Any,
    now: datetime.datetime,
    changed_on: datetime.date | None = None,
    statement: str = "",
    evidence: Sequence[Upload] = (),
) -> ChangeRequest:
    """File the holder's request for a change of the face, or for cancellation.

    A change is reported within the months of the programme, with evidence and with what differs from
    the face. One change is open at a time; a renewal is asked for by an application. Raises Refused,
    GuardFailed.
    """
    wanted = ChangeKind(kind)
    action = "request_cancel" if wanted == ChangeKind.CANCEL else "request_change"
    today = validity.beijing_date(now)
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.{action}", row)
        require_askable(row, kind=wanted, today=today, by=by)
        told = {} if action == "request_cancel" else _change(row, wanted, values)
        if action == "request_change":
            require_in_time(row, changed_on=changed_on, today=today)
            _require_evidence(evidence, by)
        asked = ChangeRequest.objects.create(
            certificate=row,
            kind=wanted,
            values=told,
            changed_on=changed_on,
            statement=statement.strip(),
            requested_by=by,
            requested_at=now,
        )
        asked.evidence.set(evidence)
        events.record(action, row, by=by, payload={"request": asked.pk, "kind": str(wanted)})
    return asked


def require_askable(row: Certificate, *, kind: ChangeKind, today: datetime.date, by: Any) -> None:
    """Raise GuardFailed unless a change of this kind, or the cancellation, may be asked for today."""
    if row.status not in LIVE or today > row.valid_to:
        raise GuardFailed(_("The certificate has ended."))
    if kind == ChangeKind.CANCEL:
        guards.ask("cancel", row, by)
    _require_none_open(row, kind)


def _require_none_open(row: Certificate, kind: ChangeKind) -> None:
    kinds = FACE_CHANGES if kind in FACE_CHANGES else (kind,)
    if row.change_requests.waiting().filter(kind__in=kinds).exists():
        raise GuardFailed(_("The same request is open already."))
    if kind in FACE_CHANGES and Certificate.objects.filter(replaces=row).exists():
        raise GuardFailed(_("A successor of this certificate is being made; ask for the change on that one."))


def _change(row: Certificate, kind: ChangeKind, values: Mapping[str, str]) -> dict[str, str]:
    if kind not in FACE_CHANGES:
        raise GuardFailed(_("A renewal is asked for by a new application."))
    told = {name: value for name, value in allowed(values).items() if value != row.facts.get(name, "")}
    if not told:
        raise GuardFailed(_("Nothing differs from the certificate. Enter what has changed."))
    return told


def require_in_time(row: Certificate, *, changed_on: datetime.date | None, today: datetime.date) -> None:
    """Raise GuardFailed for a change that has not happened yet, or that is reported too late."""
    months = row.category.program.change_months
    if changed_on is None:
        raise GuardFailed(_("Say on which date the change took effect."))
    if changed_on > today:
        raise GuardFailed(_("This date is in the future. A change is reported once it has taken effect."))
    last = validity.add_months(changed_on, months)
    if last < today:
        raise GuardFailed(
            _("A change is reported within %(months)s months; for this one the last day was %(date)s.")
            % {"months": months, "date": last}
        )


def _require_evidence(evidence: Sequence[Upload], by: Any) -> None:
    if not evidence:
        raise GuardFailed(_("Add at least one file that shows the change."))
    for upload in evidence:
        policies.require(by, "documents.upload.view", upload)


def withdraw_request(asked: ChangeRequest, *, by: Any, now: datetime.datetime) -> ChangeRequest:
    """Take a request back before it is decided. Raises Refused, RequestClosed, GuardFailed for a renewal."""
    with transaction.atomic():
        row, certificate = _open(asked)
        action = "request_cancel" if row.kind == ChangeKind.CANCEL else "request_change"
        policies.require(by, f"{LABEL}.{action}", certificate)
        if row.kind == ChangeKind.RENEWAL:
            raise GuardFailed(_("A renewal ends with its application."))
        _close(row, RequestOutcome.WITHDRAWN, by=by, now=now)
        events.record("withdraw_request", certificate, by=by, payload={"request": row.pk, "kind": row.kind})
    return row


def refuse_request(asked: ChangeRequest, *, reason: str, by: Any, now: datetime.datetime) -> ChangeRequest:
    """Refuse a request with a reason the holder reads. Raises Refused, RequestClosed, GuardFailed."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        row, certificate = _open(asked)
        policies.require(by, f"{LABEL}.refuse_{_side(row)}", certificate)
        _close(row, RequestOutcome.REFUSED, by=by, now=now, reason=reason.strip())
        events.record(f"refuse_{_side(row)}", certificate, by=by, payload={"request": row.pk})
    return row


def grant_change(
    asked: ChangeRequest, *, by: Any, now: datetime.datetime, today: datetime.date
) -> IssueBatch:
    """Grant a change by proposing the successor that carries it; the director approves the list it is in.

    Raises Refused, RequestClosed, GuardFailed, Unissuable: then the request stays open.
    """
    with transaction.atomic():
        row, certificate = _open(asked)
        if row.kind not in FACE_CHANGES:
            raise GuardFailed(_("This request is not granted by a successor."))
        batch = propose_supersede(certificate, kind=row.kind, values=row.values, by=by, today=today)
        row.successor = batch.certificates.get()
        _close(row, RequestOutcome.GRANTED, by=by, now=now)
    return batch


def give_up_successor(
    certificate: Certificate, *, reason: str, by: Any, now: datetime.datetime
) -> Certificate:
    """Give up the draft of a successor whose list was declined; the request it came from is open again.

    Raises Refused, GuardFailed for a draft that has its number or is in a list.
    """
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        old = locked(certificate.replaces) if certificate.replaces else None
        row = locked(certificate)
        if old is None or not is_to_be_given_up(row):
            raise GuardFailed(_("Only the draft of a change that is in no list can be given up."))
        policies.require(by, f"{LABEL}.give_up_successor", row)
        ChangeRequest.objects.filter(successor=row).update(
            successor=None, outcome="", decided_by=None, decided_at=None
        )
        events.record("give_up_successor", old, by=by, payload={"draft": row.pk})
        row.issue_batches.clear()
        row.delete()
    return old


def is_to_be_given_up(row: Certificate) -> bool:
    """Say whether the row is the draft of a change, without number, that waits in no list."""
    return (
        row.status == CertificateStatus.DRAFT
        and not row.number
        and row.change_kind in FACE_CHANGES
        and queries.open_item(row) is None
    )


def _side(asked: ChangeRequest) -> str:
    return "cancel" if asked.kind == ChangeKind.CANCEL else "change"


def _open(asked: ChangeRequest) -> tuple[ChangeRequest, Certificate]:
    """Return request and certificate locked, the certificate first as everywhere; raises RequestClosed."""
    certificate = locked(asked.certificate)
    row = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if row.outcome:
        raise RequestClosed(_("This request was decided or withdrawn already."))
    return row, certificate


def _close(
    row: ChangeRequest, outcome: RequestOutcome, *, by: Any, now: datetime.datetime, reason: str = ""
) -> None:
    row.outcome, row.decided_by, row.decided_at, row.reason = outcome, by, now, reason
    row.save(update_fields=["outcome", "decided_by", "decided_at", "reason", "successor"])
