"""Telling people: a message in the portal, and a mail that is tried until it went out."""

import datetime
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from brandcert.accounts.models import User
from brandcert.core import policies, tasks
from brandcert.core.delivery import sweeper
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.queries import waiting_dispatches

logger = logging.getLogger(__name__)
MOST_ATTEMPTS: Final = 6
FIRST_PAUSE: Final = datetime.timedelta(minutes=1)
LONGEST_SUBJECT: Final = 200
PER_SWEEP: Final = 200


def tell(
    event: Event,
    recipients: Iterable[User],
    *,
    template: str,
    facts: Mapping[str, Any],
    url: str,
    enterprise: Enterprise | None = None,
    by_mail: bool = True,
) -> int:
    """Write one message per person about the event, in the person's language, and queue its mail.

    The texts are `notifications/<template>.subject.txt` and `.body.txt`. Told again of the same event nobody gets
    a second message. Returns how many messages were written.
    """
    written = 0
    with transaction.atomic():
        for person in recipients:
            subject, body = compose(template, facts, url=url, language=person.language)
            message, is_new = Message.objects.get_or_create(
                event=event,
                recipient=person,
                defaults={"enterprise": enterprise, "subject": subject, "body": body, "url": url},
            )
            written += is_new
            if is_new and by_mail and person.email:
                dispatch = Dispatch.objects.create(message=message, address=person.email)
                tasks.wake("notifications.send", dispatch.pk)
    return written


def compose(template: str, facts: Mapping[str, Any], *, url: str, language: str) -> tuple[str, str]:
    """Return subject and body in the language, the default one when the person has chosen none."""
    values = {**facts, "url": settings.BASE_URL + url}
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = render_to_string(f"notifications/{template}.subject.txt", values)
        body = render_to_string(f"notifications/{template}.body.txt", values)
    lines = [line.rstrip() for line in body.strip().splitlines()]
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return " ".join(subject.split())[:LONGEST_SUBJECT], text


def send(dispatch_id: int, *, now: datetime.datetime) -> bool:
    """Send one queued mail unless it was sent or somebody is sending it; say whether it went out.

    The lease keeps two workers apart. A worker that dies between sending and noting it sends once more, under
    the same Message-ID; a failure is tried again with growing pauses and given up in the end.
    """
    lease = now + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    taken = waiting_dispatches(now).filter(pk=dispatch_id)
    if not taken.update(lease_until=lease, attempts=F("attempts") + 1):
        return False
    row = Dispatch.objects.select_related("message__event").get(pk=dispatch_id)
    try:
        mail_of(row).send()
    except Exception as fault:  # noqa: BLE001 - a mail server may fail in any way; the message is in the portal all the same
        logger.warning("mail of dispatch %s failed: %s", row.pk, type(fault).__name__)
        _note_failure(row, fault, now)
        return False
    Dispatch.objects.filter(pk=row.pk).update(sent_at=now, lease_until=None, error="")
    return True


def mail_of(dispatch: Dispatch) -> EmailMessage:
    """Return the mail of a message; its Message-ID is made of event and message, the same at every attempt."""
    message = dispatch.message
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[dispatch.address],
        headers={
            "Message-ID": f"<event-{message.event_id}-{message.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _note_failure(row: Dispatch, fault: Exception, now: datetime.datetime) -> None:
    pause = FIRST_PAUSE * 2 ** (row.attempts - 1)
    has_ended = row.attempts >= MOST_ATTEMPTS
    Dispatch.objects.filter(pk=row.pk).update(
        error=f"{type(fault).__name__}: {fault}"[:300],
        lease_until=None if has_ended else now + pause,
        failed_at=now if has_ended else None,
    )
    if has_ended:
        logger.error("mail of dispatch %s is given up after %s attempts", row.pk, row.attempts)


@sweeper
def send_waiting() -> None:
    """Send what no worker was woken for, or what a worker left behind."""
    now = timezone.now()
    for key in list(waiting_dispatches(now).values_list("pk", flat=True)[:PER_SWEEP]):
        send(key, now=now)


def mark_read(message: Message, *, by: Any) -> Message:
    """Note that the recipient opened the message; the first time counts."""
    policies.require(by, "notifications.message.view", message)
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message
