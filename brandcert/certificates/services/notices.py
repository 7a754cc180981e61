"""What must precede an adverse act: the announcement, the answer, the legal opinion, the minutes."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates.enums import NoticeAction, RevocationGround, SuspensionGround
from brandcert.certificates.models import Certificate, PriorNotice
from brandcert.core import events, policies, workdays
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked
from brandcert.documents.models import Upload

LABEL = "certificates.certificate"
_GROUNDS = {NoticeAction.SUSPEND: SuspensionGround, NoticeAction.REVOKE: RevocationGround}


class NoticeOpen(BusinessError):
    """The same act is announced already."""


class NoticeClosed(BusinessError):
    """The case this notice belongs to is over."""


def serve_notice(
    certificate: Certificate,
    *,
    action: str,
    ground: str,
    facts: str,
    basis: str,
    by: Any,
    today: datetime.date,
) -> PriorNotice:
    """Announce a suspension or revocation with its facts and basis; the holder may answer for some working days.

    Raises Refused, GuardFailed for a ground outside the closed list or missing facts, NoticeOpen.
    """
    if action not in _GROUNDS or ground not in _GROUNDS[NoticeAction(action)].values:
        raise GuardFailed(_("Choose a ground from the list."))
    if not facts.strip() or not basis.strip():
        raise GuardFailed(_("A notice states its facts and its legal basis."))
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.serve_notice", row)
        if row.prior_notices.filter(action=action, closed_at=None).exists():
            raise NoticeOpen(_("A notice for this act is open already."))
        due = workdays.add_workdays(today, row.category.program.hearing_days)
        notice = PriorNotice.objects.create(
            certificate=row,
            action=action,
            ground=ground,
            facts=facts,
            basis=basis,
            served_by=by,
            served_on=today,
            answer_by=due.on,
        )
        events.record(
            "serve_notice", row, by=by, payload={"notice": notice.pk, "act": action, "ground": ground}
        )
    return notice


def answer_notice(
    notice: PriorNotice,
    *,
    answer: str,
    by: Any,
    now: datetime.datetime,
    evidence: Sequence[Upload] = (),
) -> PriorNotice:
    """Take down the holder's answer with its files; a later answer replaces nothing.

    Also after the last day, as long as the case is open. Raises Refused, NoticeClosed, GuardFailed.
    """
    if not answer.strip():
        raise GuardFailed(_("Please write your answer."))
    with transaction.atomic():
        row = _open(notice)
        policies.require(by, f"{LABEL}.answer_notice", row.certificate)
        if row.answered_at:
            raise NoticeClosed(_("This notice was answered already."))
        for upload in evidence:
            policies.require(by, "documents.upload.view", upload)
        row.answer, row.answered_at, row.answered_by = answer, now, by
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        row.evidence.set(evidence)
        events.record("answer_notice", row.certificate, by=by, payload={"notice": row.pk})
    return row


def review_legally(notice: PriorNotice, *, opinion: str, by: Any) -> PriorNotice:
    """Write the legal reviewer's opinion. Raises Refused, NoticeClosed, GuardFailed for the person who served it."""
    if not opinion.strip():
        raise GuardFailed(_("Please write the opinion."))
    with transaction.atomic():
        row = _open(notice)
        policies.require(by, f"{LABEL}.review_legally", row.certificate)
        if row.served_by_id == by.pk:
            raise GuardFailed(_("Whoever served the notice does not review it."))
        row.legal_opinion, row.legal_by = opinion, by
        row.save(update_fields=["legal_opinion", "legal_by"])
        events.record("review_legally", row.certificate, by=by, payload={"notice": row.pk})
    return row


def record_minutes(notice: PriorNotice, *, minutes: str, by: Any) -> PriorNotice:
    """Write down the collective discussion. Raises Refused, NoticeClosed, GuardFailed without text."""
    if not minutes.strip():
        raise GuardFailed(_("Please write the minutes."))
    with transaction.atomic():
        row = _open(notice)
        policies.require(by, f"{LABEL}.record_minutes", row.certificate)
        row.minutes = minutes
        row.save(update_fields=["minutes"])
        events.record("record_minutes", row.certificate, by=by, payload={"notice": row.pk})
    return row


def drop_notice(notice: PriorNotice, *, reason: str, by: Any, now: datetime.datetime) -> PriorNotice:
    """Close a case without the announced act, with a reason. Raises Refused, NoticeClosed, GuardFailed."""
    if not reason.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        row = _open(notice)
        policies.require(by, f"{LABEL}.drop_notice", row.certificate)
        row.closed_at, row.outcome = now, reason
        row.save(update_fields=["closed_at", "outcome"])
        events.record("drop_notice", row.certificate, by=by, payload={"notice": row.pk})
    return row


def close_notices(certificate: Certificate, *actions: str, now: datetime.datetime) -> None:
    """Close the open notices of the acts, in the transaction that carries one of them out."""
    certificate.prior_notices.filter(action__in=actions, closed_at=None).update(closed_at=now)


def _open(notice: PriorNotice) -> PriorNotice:
    row = PriorNotice.objects.select_for_update(of=("self",)).select_related("certificate").get(pk=notice.pk)
    if row.closed_at:
        raise NoticeClosed(_("This case is closed."))
    return row
