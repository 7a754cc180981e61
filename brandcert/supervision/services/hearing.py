"""The holder is heard, in writing or in person, or lets the time pass; then another person checks the case."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates.validity import beijing_date
from brandcert.core import policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import GuardFailed, SomeoneWasFaster
from brandcert.core.transitions import perform
from brandcert.documents.models import Upload
from brandcert.supervision.enums import ANSWERABLE, SanctionStatus
from brandcert.supervision.models import SanctionCase, Statement
from brandcert.supervision.services.cases import CaseClosed, term


def answer_notice(
    case: SanctionCase,
    *,
    answer: str,
    by: Any,
    now: datetime.datetime,
    evidence: Sequence[Upload] = (),
) -> Statement:
    """Take down the holder's statement with its files; a further one replaces nothing.

    Also after the last day, as long as nothing is decided: what was checked is then checked again.
    Raises Refused, CaseClosed, GuardFailed.
    """
    return _state(case, "answer", answer=answer, by=by, now=now, evidence=evidence)


def ask_hearing(
    case: SanctionCase,
    *,
    answer: str,
    by: Any,
    now: datetime.datetime,
    evidence: Sequence[Upload] = (),
) -> Statement:
    """Ask to be heard in person, in the time to answer; nothing is decided before. Raises Refused, CaseClosed, GuardFailed."""
    if beijing_date(now) > (case.answer_by or beijing_date(now)):
        raise GuardFailed(_("A hearing had to be asked for by %(date)s.") % {"date": case.answer_by})
    return _state(case, "ask_hearing", answer=answer, by=by, now=now, evidence=evidence)


def _state(
    case: SanctionCase,
    step: str,
    *,
    answer: str,
    by: Any,
    now: datetime.datetime,
    evidence: Sequence[Upload],
) -> Statement:
    if not answer.strip():
        raise GuardFailed(_("Please write your answer."))
    sources = ANSWERABLE if step == "answer" else (SanctionStatus.ANNOUNCED,)
    with transaction.atomic():
        if case.status not in sources:
            raise CaseClosed(_("This case is closed."))
        for upload in evidence:
            policies.require(by, "documents.upload.view", upload)
        row: SanctionCase = perform(getattr(case, step), by=by, **term(case, beijing_date(now)))
        statement = Statement.objects.create(
            case=row,
            text=answer.strip(),
            stated_by=by,
            stated_at=now,
            wants_hearing=step == "ask_hearing",
        )
        statement.evidence.set(evidence)
    return statement


def hold_hearing(
    case: SanctionCase, *, held_on: datetime.date, record: str, by: Any, today: datetime.date
) -> SanctionCase:
    """Write down the hearing the holder asked for. Raises Refused, GuardFailed, SomeoneWasFaster."""
    with transaction.atomic():
        row: SanctionCase = perform(
            case.hold_hearing, by=by, held_on=held_on, record=record, **term(case, today)
        )
    return row


def end_terms(*, today: datetime.date) -> int:
    """Go on with the cases whose last day to answer is over without an answer; return how many. Repeatable."""
    count = 0
    for case in SanctionCase.objects.unanswered().filter(answer_by__lt=today).order_by("pk"):
        with transaction.atomic():
            try:
                perform(case.end_term, by=SYSTEM, today=today, **term(case, today))
            except SomeoneWasFaster:
                continue
            count += 1
    return count


def check_legally(case: SanctionCase, *, opinion: str, by: Any, today: datetime.date) -> SanctionCase:
    """Find facts, basis and procedure in order, in writing; never by somebody who investigated.

    Raises Refused, GuardFailed, SomeoneWasFaster.
    """
    with transaction.atomic():
        row: SanctionCase = perform(
            case.check_legally, by=by, opinion=opinion.strip(), legal_by=by, **term(case, today)
        )
    return row


def return_to_facts(case: SanctionCase, *, reason: str, by: Any, today: datetime.date) -> SanctionCase:
    """Send the case back because facts or basis do not hold; a new notice with a new time follows.

    Raises Refused, GuardFailed, SomeoneWasFaster.
    """
    with transaction.atomic():
        row: SanctionCase = perform(case.return_to_facts, by=by, reason=reason, **term(case, today))
    return row
