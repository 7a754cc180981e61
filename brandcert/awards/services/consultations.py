"""Departments are asked about a list; each answers by its link or on paper, and silence is noted at the deadline."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries
from brandcert.awards.enums import Stance
from brandcert.awards.models import Consultation, ConsultationAnswer
from brandcert.awards.models.consultations import new_nonce
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.sequences import next_number
from brandcert.core.workdays import add_workdays
from brandcert.programs.models import Batch

ANSWERS: Final = (Stance.AGREES, Stance.OBJECTS, Stance.NO_INFORMATION)


class NobodyToAsk(BusinessError):
    """No application waits, or no department is named."""


class AnswerRefused(BusinessError):
    """The request is closed, its link is void, or the answer is not complete."""


@transaction.atomic
def consult_departments(
    batch: Batch, *, departments: list[str], by: Any, today: datetime.date
) -> list[Consultation]:
    """Ask each department about every application in deliberation it was not asked about yet.

    Raises NobodyToAsk, Refused.
    """
    policies.require(by, "awards.consultation.ask", batch)
    names = [name.strip() for name in departments if name.strip()]
    made = [row for name in names if (row := _ask(batch, name, by=by, today=today)) is not None]
    if not made:
        raise NobodyToAsk(_("Every department was asked about every application in deliberation already."))
    return made


def _ask(batch: Batch, department: str, *, by: Any, today: datetime.date) -> Consultation | None:
    known = ConsultationAnswer.objects.filter(consultation__batch=batch, consultation__department=department)
    waiting = Application.objects.filter(batch=batch, status=Status.DELIBERATION)
    cases = list(waiting.exclude(pk__in=known.values("application")).order_by("receipt_number"))
    if not cases:
        return None
    end = add_workdays(today, batch.consultation_days)
    row = Consultation.objects.create(
        batch=batch,
        number=f"吉精品商〔{today.year}〕{next_number(f'awards.consultation.{today.year}')}号",
        department=department,
        asked_by=by,
        asked_on=today,
        due_on=end.on,
        is_due_provisional=end.is_provisional,
    )
    ConsultationAnswer.objects.bulk_create(
        ConsultationAnswer(consultation=row, application=case) for case in cases
    )
    events.record("ask", row, by=by, payload={"cases": len(cases), "due": str(end.on)})
    return row


@transaction.atomic
def answer_by_link(
    token: str, *, answers: Mapping[int, tuple[str, str]], now: datetime.datetime
) -> Consultation:
    """Take the answers of a department that came with its link, by key of the answer: (stance, reason).

    An answer can be changed until the deadline. Raises AnswerRefused; then nothing is kept.
    """
    found = queries.consultation_by_token(token)
    if found is None:
        raise AnswerRefused(_("This link is no longer valid."))
    row = Consultation.objects.select_for_update().get(pk=found.pk)
    if queries.consultation_by_token(token) is None or row.closed_at or timezone.localdate(now) > row.due_on:
        raise AnswerRefused(_("The time to answer is over."))
    count = 0
    for key, (stance, reason) in answers.items():
        count += _take(row, key, stance, reason, by=None, now=now)
    if count:
        events.record("answer", row, by=SYSTEM, payload={"answers": count})
    return row


@transaction.atomic
def record_answer(
    answer: ConsultationAnswer,
    *,
    stance: str,
    reason: str,
    by: Any,
    now: datetime.datetime,
    paper: Any = None,
) -> ConsultationAnswer:
    """Record what a department answered on paper, also after the deadline, with the scanned letter.

    Raises AnswerRefused, Refused.
    """
    policies.require(by, "awards.consultation.record", answer.consultation)
    row = Consultation.objects.select_for_update().get(pk=answer.consultation_id)
    _take(row, answer.pk, stance, reason, by=by, now=now, paper=paper)
    events.record("record", row, by=by, payload={"answer": answer.pk})
    return ConsultationAnswer.objects.get(pk=answer.pk)


def _take(
    row: Consultation,
    key: int,
    stance: str,
    reason: str,
    *,
    by: Any,
    now: datetime.datetime,
    paper: Any = None,
) -> int:
    answer = row.answers.select_related("application__enterprise").filter(pk=key).first()
    if answer is None or stance not in ANSWERS:
        raise AnswerRefused(_("Please answer with one of the three answers offered."))
    if stance == Stance.OBJECTS and not reason.strip():
        raise AnswerRefused(
            _("Please give the reason of the objection to %(enterprise)s.")
            % {"enterprise": answer.application.enterprise}
        )
    if answer.handled_at is not None:
        raise AnswerRefused(_("The objection has been dealt with: the answer stands as it is."))
    answer.stance, answer.reason, answer.answered_at = stance, reason.strip(), now
    answer.recorded_by = by
    answer.paper = paper or answer.paper
    answer.save()
    return 1


@transaction.atomic
def handle_objection(
    answer: ConsultationAnswer, *, handling: str, by: Any, now: datetime.datetime
) -> ConsultationAnswer:
    """Write down how a department's objection was dealt with: only then it no longer blocks. Raises AnswerRefused, Refused."""
    policies.require(by, "awards.consultation.handle", answer.consultation)
    row = ConsultationAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if row.stance != Stance.OBJECTS or row.handled_at is not None or not handling.strip():
        raise AnswerRefused(_("Only an open objection is dealt with, in writing."))
    row.handling, row.handled_by, row.handled_at = handling.strip(), by, now
    row.save(update_fields=["handling", "handled_by", "handled_at"])
    events.record("handle", row.consultation, by=by, payload={"answer": row.pk})
    return row


@transaction.atomic
def revoke_link(consultation: Consultation, *, by: Any, now: datetime.datetime) -> Consultation:
    """Make every link to the request void: the department answers on paper. Raises Refused."""
    policies.require(by, "awards.consultation.revoke", consultation)
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    row.nonce, row.revoked_at = new_nonce(), now
    row.save(update_fields=["nonce", "revoked_at"])
    events.record("revoke", row, by=by)
    return row


@transaction.atomic
def renew_link(consultation: Consultation, *, by: Any) -> Consultation:
    """Give the request a new link; the one before is void. Raises Refused."""
    policies.require(by, "awards.consultation.renew", consultation)
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    row.nonce, row.revoked_at = new_nonce(), None
    row.save(update_fields=["nonce", "revoked_at"])
    events.record("renew", row, by=by)
    return row


def note_silence(*, today: datetime.date, now: datetime.datetime) -> int:
    """Note the silence of every department whose deadline has passed, and close its request; return how many."""
    closed = 0
    late = Consultation.objects.filter(closed_at=None, due_on__lt=today)
    for key in list(late.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Consultation.objects.select_for_update().get(pk=key)
            if row.closed_at is not None:
                continue
            silent = row.answers.filter(stance="").update(stance=Stance.SILENT, answered_at=now)
            row.closed_at = now
            row.save(update_fields=["closed_at"])
            events.record("lapse", row, by=SYSTEM, payload={"silent": silent})
            closed += 1
    return closed


@sweeper
def watch_consultations() -> None:
    """The clock of consultations."""
    note_silence(today=timezone.localdate(), now=timezone.now())
