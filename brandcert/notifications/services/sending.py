"""Sending what waits: under a lease, with growing pauses, given up with an alarm.

A dispatch is sent exactly once as far as this side can know: one row per message and channel, and one worker at a
time by its lease. A worker that dies after the server took the letter and before the row says so leaves one doubt;
then, and only then, the same letter goes out a second time under the same Message-ID (a text under the same
reference), by which a receiver folds the two into one.
"""

import datetime
import logging
import smtplib
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import events, faults, policies, sms, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import SomeoneWasFaster
from brandcert.notifications.enums import Channel
from brandcert.notifications.models import Dispatch
from brandcert.notifications.services.letters import mail_of
from brandcert.notifications.services.telling import address_of, earliest

logger = logging.getLogger(__name__)
MOST_ATTEMPTS: Final = 6
FIRST_PAUSE: Final = datetime.timedelta(minutes=1)
PER_SWEEP: Final = 200
# A server that refuses so many in a row is left alone until the next sweep.
MOST_IN_A_ROW: Final = 3
PERMANENT: Final = 500


def send(dispatch_id: int, *, now: datetime.datetime) -> bool:
    """Send one dispatch unless it was sent, is not due, or somebody is sending it; say whether it went out.

    A failure is tried again with growing pauses and given up in the end, at once when the server says that the
    address will never do.
    """
    lease = now + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    taken = Dispatch.objects.waiting(now).filter(pk=dispatch_id)
    if not taken.update(lease_until=lease, attempts=F("attempts") + 1):
        return False
    row = Dispatch.objects.select_related("message__recipient").get(pk=dispatch_id)
    if not row.address:
        # The person asked for the deletion of their data while this was waiting.
        Dispatch.objects.filter(pk=row.pk).update(failed_at=now, lease_until=None, error="address deleted")
        return False
    due = earliest(row.channel, now)
    if due > now:
        Dispatch.objects.filter(pk=row.pk).update(
            not_before=due, lease_until=None, attempts=F("attempts") - 1
        )
        return False
    if row.attempts > MOST_ATTEMPTS:
        _give_up(row, "interrupted at every attempt", now)
        return False
    try:
        _hand_over(row)
    except Exception as fault:  # noqa: BLE001 - a server may fail in any way; the message is in the portal all the same
        logger.warning("dispatch %s failed: %s", row.pk, type(fault).__name__)
        _note_failure(row, fault, now)
        return False
    faults.hit("notifications.handed_over")
    Dispatch.objects.filter(pk=row.pk, failed_at=None).update(sent_at=now, lease_until=None, error="")
    return True


def _hand_over(row: Dispatch) -> None:
    if row.channel == Channel.SMS:
        sms.send(to=row.address, text=row.body, reference=f"{row.message.event_id}-{row.message_id}")
    else:
        mail_of(row).send()


def _note_failure(row: Dispatch, fault: Exception, now: datetime.datetime) -> None:
    if row.attempts >= MOST_ATTEMPTS or is_permanent(fault):
        _give_up(row, reason_of(fault), now)
        return
    pause = FIRST_PAUSE * 2 ** (row.attempts - 1)
    Dispatch.objects.filter(pk=row.pk).update(
        error=reason_of(fault), lease_until=None, not_before=now + pause
    )


def is_permanent(fault: Exception) -> bool:
    """Say whether the server refused the address for good."""
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= PERMANENT for code, _words in fault.recipients.values())


def reason_of(fault: Exception) -> str:
    """Return what staff read about a failure: kind and code, never an address, which errors of servers repeat."""
    if isinstance(fault, sms.Undelivered):
        return str(fault)[:300]
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _words in fault.recipients.values()})
        return f"{type(fault).__name__} {', '.join(str(code) for code in codes)}"
    code = getattr(fault, "smtp_code", None) or getattr(fault, "errno", None)
    return f"{type(fault).__name__} {code}" if code else type(fault).__name__


def _give_up(row: Dispatch, reason: str, now: datetime.datetime) -> None:
    """End the attempts and let staff know, both or neither."""
    with transaction.atomic():
        changed = Dispatch.objects.filter(pk=row.pk, sent_at=None, failed_at=None).update(
            error=reason, lease_until=None, failed_at=now
        )
        if changed:
            events.record(
                "give_up", row, by=SYSTEM, payload={"channel": row.channel, "kind": row.message.kind}
            )
    logger.error("dispatch %s is given up after %s attempts", row.pk, row.attempts)


def retry(dispatch: Dispatch, *, by: Any, now: datetime.datetime) -> Dispatch:
    """Put a dispatch that was given up back into the queue, to the address the person has now.

    Raises Refused, or SomeoneWasFaster when it is not given up any more.
    """
    policies.require(by, "notifications.dispatch.retry", dispatch)
    with transaction.atomic():
        rows = Dispatch.objects.select_for_update(of=("self",)).select_related("message__recipient")
        row = rows.get(pk=dispatch.pk)
        if row.failed_at is None:
            raise SomeoneWasFaster(_("This dispatch is not given up any more."))
        row.address = address_of(row.message.recipient, row.channel) or row.address
        row.failed_at, row.lease_until, row.attempts = None, None, 0
        row.not_before = earliest(row.channel, now)
        row.save(update_fields=["address", "failed_at", "lease_until", "attempts", "not_before"])
        events.record("retry", row, by=by)
        tasks.wake("notifications.send", row.pk)
    return row


def note_past(*, after: int, now: datetime.datetime) -> int:
    """Note dispatches behind the key `after` as sent when they were due, sending nothing; return how many.

    For a demonstration, which tells of the past: its letters would only keep those waiting that people cause now.
    """
    rows = Dispatch.objects.waiting(now).filter(pk__gt=after)
    return rows.update(sent_at=F("not_before"), attempts=1)


@sweeper
def send_waiting() -> None:
    """Send what no worker was woken for, what a worker left behind, and what has become due."""
    now = timezone.now()
    refused = dict.fromkeys(Channel.values, 0)
    waiting = Dispatch.objects.waiting(now).values_list("pk", "channel")[:PER_SWEEP]
    for key, channel in list(waiting):
        if refused[channel] < MOST_IN_A_ROW:
            refused[channel] = 0 if send(key, now=now) else refused[channel] + 1
