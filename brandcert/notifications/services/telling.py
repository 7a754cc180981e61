"""Telling people: a message in the portal, and a dispatch for each channel that is tried until it went out."""

import datetime
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation

from brandcert.accounts.models import User
from brandcert.accounts.phones import read_phone
from brandcert.core import sms, tasks
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.notifications import channels
from brandcert.notifications.catalogue import NOTICES, Notice
from brandcert.notifications.enums import Channel
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.queries import Facts, versions_of, wishes_of, words_of
from brandcert.notifications.queries.texts import Versions
from brandcert.notifications.wording import LONGEST_SMS, LONGEST_SUBJECT, Value, fill, fill_line

logger = logging.getLogger(__name__)


class Letter:
    """The words of one notice about one event, written once for each language and channel."""

    def __init__(self, notice: Notice, facts: Facts, *, url: str) -> None:
        """Look the texts of the notice up; what a person's name does to them is decided in `compose`."""
        self.notice, self.facts, self.url = notice, facts, url
        self.versions: Versions = versions_of(notice.key)

    def compose(self, channel: str, person: User) -> tuple[str, str]:
        """Return subject and text for the person by the channel."""
        language = person.language or settings.LANGUAGE_CODE
        words = words_of(self.notice.key, channel, language, self.versions)
        with translation.override(language):
            values = worded(self.facts, self.notice, person=person.name, url=self.url)
        if channel == Channel.SMS:
            return "", fill_line(words.body, values, longest=LONGEST_SMS)
        return fill_line(words.subject, values, longest=LONGEST_SUBJECT), fill(words.body, values)


def worded(facts: Facts, notice: Notice, *, person: str, url: str) -> dict[str, Value]:
    """Return the values the notice knows as plain strings, in the language that is active now."""
    given: Mapping[str, Any] = {**facts, "person": person, "link": settings.BASE_URL + url}
    values: dict[str, Value] = {}
    for name in notice.uses:
        fact = given.get(name, "")
        values[name] = [str(entry) for entry in fact] if isinstance(fact, list | tuple) else str(fact)
    return values


def tell(
    event: Event,
    recipients: Iterable[User],
    *,
    notice: str,
    facts: Facts,
    url: str,
    enterprise: Enterprise | None = None,
    case: models.Model | None = None,
    now: datetime.datetime | None = None,
) -> int:
    """Write one message per person about the event, in the person's language, and queue what goes out beside it.

    `notice` is a key of the catalogue, `case` the row on whose page the message is listed. Told again of the same
    event nobody gets a second message or mail. Returns how many messages were written.
    """
    row, people = NOTICES[notice], list(recipients)
    letter = Letter(row, facts, url=url)
    wishes = wishes_of(people)
    written = 0
    with transaction.atomic():
        for person in people:
            subject, body = letter.compose(Channel.PORTAL, person)
            has_unread = row.folds and Message.objects.filter(recipient=person, kind=notice).unread().exists()
            message, is_new = Message.objects.get_or_create(
                event=event,
                recipient=person,
                defaults={
                    "kind": notice,
                    "enterprise": enterprise,
                    "subject": subject,
                    "body": body,
                    "url": url,
                    # When it happened; a worker that comes to it later does not make it later.
                    "created_at": event.at,
                    **({"case_type": case._meta.label_lower, "case_id": case.pk} if case else {}),
                },
            )
            written += is_new
            if is_new and not has_unread:
                _queue(message, letter, person, wishes[person.pk], now or timezone.now())
    return written


def _queue(
    message: Message, letter: Letter, person: User, wishes: frozenset[Channel], now: datetime.datetime
) -> None:
    """Write a dispatch for each channel that reaches the person, and wake a worker for those that are due."""
    notice = letter.notice
    for channel in channels.ways(notice.channels, wants=wishes, is_required=notice.is_required):
        address = address_of(person, channel)
        if not address:
            continue
        subject, body = letter.compose(channel, person)
        dispatch = Dispatch.objects.create(
            message=message,
            channel=channel,
            address=address,
            subject=subject,
            body=body,
            not_before=earliest(channel, now),
        )
        if dispatch.not_before <= now:
            tasks.wake("notifications.send", dispatch.pk)


def address_of(person: User, channel: str) -> str:
    """Return where the person is reached by the channel; nothing where they are not.

    Texts go to a confirmed number only: one that was merely typed in may be a stranger's.
    """
    if channel == Channel.EMAIL:
        return person.email or ""
    if not sms.is_offered() or not person.phone_confirmed:
        return ""
    return read_phone(person.phone)


def earliest(channel: str, now: datetime.datetime) -> datetime.datetime:
    """Return when a dispatch may go out: text messages wait for the end of the quiet hours."""
    if channel != Channel.SMS:
        return now
    try:
        hours = channels.quiet_hours(settings.SMS_QUIET_HOURS)
    except ValueError:  # `manage.py check` says so; what people have to know is not held back for it
        logger.exception("text messages are sent at every hour")
        return now
    return channels.after_quiet(timezone.localtime(now), hours)
