"""Questions to national systems: asked by the clock, tried again, and answered or given up; never taken for clear."""

import datetime
import logging
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.tasks import wake
from brandcert.enterprises.enums import Origin
from brandcert.enterprises.models import Enterprise, IntegrityInquiry, IntegrityRecord
from brandcert.enterprises.services.records import (
    Particulars,
    change_end,
    end_removed,
    put_record,
    same_records,
)
from brandcert.enterprises.sources import name_of
from brandcert.enterprises.systems import Answer, Entry, NationalSystem, NotAsked, systems

logger = logging.getLogger(__name__)
MAX_ATTEMPTS: Final = 3
PAUSE: Final = datetime.timedelta(minutes=1)
# As many questions in one go: the systems are slow, and others wait for the worker as well.
MOST_AT_ONCE: Final = 50


class NothingToAsk(BusinessError):
    """No national system is connected, or the enterprise has no code by which it could be asked."""


@transaction.atomic
def ask_systems(enterprise: Enterprise, *, by: Any, now: datetime.datetime) -> list[IntegrityInquiry]:
    """Have every connected system asked about the enterprise; the answers come by the clock, within minutes.

    A question that is open already is not asked twice. Raises NothingToAsk, Refused.
    """
    policies.require(by, "enterprises.enterprise.check_integrity", enterprise)
    connected = systems()
    if not connected:
        raise NothingToAsk(_("No national system is connected. Look the enterprise up by hand."))
    if not enterprise.credit_code:
        raise NothingToAsk(_("The enterprise has no credit code, by which alone the systems are asked."))
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    open_ones = set(
        IntegrityInquiry.objects.filter(enterprise=enterprise, answered_at=None, failed_at=None).values_list(
            "system", flat=True
        )
    )
    made = [
        IntegrityInquiry.objects.create(
            enterprise=enterprise, system=key, asked_by=by, asked_at=now, not_before=now
        )
        for key in connected
        if key not in open_ones
    ]
    if made:
        events.record("ask_systems", enterprise, by=by, payload={"inquiries": [one.pk for one in made]})
        wake("enterprises.ask_systems")
    return made


@sweeper
def work_on_inquiries() -> None:
    """Ask what waits to be asked."""
    ask_waiting(now=timezone.now())


def ask_waiting(*, now: datetime.datetime) -> int:
    """Ask every system that is due; return how many questions were settled, by an answer or by giving up.

    Each question is claimed before it is asked, so that two workers ask it once, and asked outside a transaction.
    """
    due = IntegrityInquiry.objects.filter(answered_at=None, failed_at=None, not_before__lte=now)
    keys = list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_ask(key, now) for key in keys)


def _ask(key: int, now: datetime.datetime) -> bool:
    inquiry = _claim(key, now)
    if inquiry is None:
        return False
    system, code = systems().get(inquiry.system), inquiry.enterprise.credit_code or ""
    try:
        answer = _answer_of(system, code, timezone.localdate(now))
    except NotAsked as fault:
        return _note_failure(key, str(fault), now)
    return _note_answer(key, answer, now)


def _answer_of(system: NationalSystem | None, code: str, today: datetime.date) -> Answer:
    if system is None:
        raise NotAsked("the system is not connected any more")
    try:
        return system.ask(code, today=today)
    except NotAsked:
        raise
    except (
        Exception
    ) as fault:  # an answer that breaks our reading is no answer, and hinders no other question
        logger.exception("the answer of %s could not be read", system.key)
        raise NotAsked(f"the answer could not be read: {type(fault).__name__}") from fault


def _claim(key: int, now: datetime.datetime) -> IntegrityInquiry | None:
    with transaction.atomic():
        row = (
            IntegrityInquiry.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=key)
        )
        if row.answered_at or row.failed_at or row.not_before > now:
            return None
        row.attempts += 1
        # A worker that dies in between leaves the question to the next one, after this.
        row.not_before = now + datetime.timedelta(seconds=4 * settings.NATIONAL_SECONDS) + PAUSE
        row.save(update_fields=["attempts", "not_before"])
    return row


def _note_failure(key: int, fault: str, now: datetime.datetime) -> bool:
    with transaction.atomic():
        row = IntegrityInquiry.objects.select_for_update(of=("self",)).get(pk=key)
        if row.answered_at or row.failed_at:
            return False
        row.fault = fault[:200]
        row.not_before = now + PAUSE * 2 ** (row.attempts - 1)
        is_over = row.attempts >= MAX_ATTEMPTS
        row.failed_at = now if is_over else None
        row.save(update_fields=["fault", "not_before", "failed_at"])
        if is_over:
            payload = {"inquiry": row.pk, "system": row.system}
            events.record("fail_inquiry", row.enterprise, by=SYSTEM, payload=payload)
            logger.error("%s could not be asked: %s", row.system, fault)
    return is_over


def _note_answer(key: int, answer: Answer, now: datetime.datetime) -> bool:
    with transaction.atomic():
        row = (
            IntegrityInquiry.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=key)
        )
        if row.answered_at or row.failed_at:
            return False
        row.answered_at, row.as_of, row.sha256, row.fault = now, answer.as_of, answer.sha256, ""
        row.entries = [_stored(entry) for entry in answer.entries]
        row.save(update_fields=["answered_at", "as_of", "sha256", "fault", "entries"])
        _take_over(row, answer)
        payload = {"inquiry": row.pk, "system": row.system, "entries": len(answer.entries)}
        events.record("answer_inquiry", row.enterprise, by=SYSTEM, payload={**payload, "sha256": row.sha256})
    return True


def _stored(entry: Entry) -> dict[str, Any]:
    return {
        "list": entry.kind,
        "since": entry.since.isoformat(),
        "until": entry.until.isoformat() if entry.until else None,
        "reference": entry.reference,
        "concerns": entry.concerns,
    }


def _take_over(row: IntegrityInquiry, answer: Answer) -> None:
    """Enter what is new, and end what the same system listed before and lists no longer."""
    enterprise, source = row.enterprise, name_of(row.system)
    listed = set()
    for entry in answer.entries:
        said = Particulars(
            kind=entry.kind,
            since=entry.since,
            until=entry.until,
            source=source,
            concerns=entry.concerns,
            reference=entry.reference,
            listed_on=answer.as_of,
            origin=Origin.SYSTEM.value,
        )
        known = same_records(enterprise, said).first()
        if known is None:
            known = put_record(enterprise, said, by=SYSTEM)
        elif known.until != entry.until and known.ended_by_id is None:
            change_end(known, entry.until, by=SYSTEM)
        listed.add(known.pk)
    gone = IntegrityRecord.objects.filter(enterprise=enterprise, source=source, origin=Origin.SYSTEM)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("No longer in the answer of %(system)s of %(date)s.") % {
            "system": source,
            "date": answer.as_of,
        }
    for record in gone.in_force(answer.as_of).exclude(pk__in=listed):
        end_removed(record, as_of=answer.as_of, reason=reason)
