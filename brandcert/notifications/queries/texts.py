"""Which words a notice has now: those staff wrote, else the delivered ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import get_language

from brandcert.notifications.catalogue import NOTICES, PLACEHOLDERS, STAFF, Notice
from brandcert.notifications.enums import Channel, Group
from brandcert.notifications.models import MessageTemplate
from brandcert.notifications.wording import Text, shipped

Versions = Mapping[tuple[str, str], MessageTemplate]


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text of one notice by one channel in one language, and the version they come from (0: delivered)."""

    subject: str
    body: str
    version: int = 0


def speech(language: str) -> str:
    """Return the language itself when there are texts in it, else the one of the site."""
    return language if shipped(language) else settings.LANGUAGE_CODE


def delivered(kind: str, channel: str, language: str) -> Words:
    """Return the delivered words; a text message has no subject."""
    text: Text = shipped(speech(language))[kind]
    return Words("", text.sms) if channel == Channel.SMS else Words(text.subject, text.body)


def versions_of(kind: str) -> Versions:
    """Return the present version by channel and language, in one query; what was never edited is missing."""
    found: dict[tuple[str, str], MessageTemplate] = {}
    for row in MessageTemplate.objects.filter(kind=kind).order_by("version"):
        found[row.channel, row.language] = row
    return found


def words_of(kind: str, channel: str, language: str, versions: Versions) -> Words:
    """Return the words that count now; a mail without words of its own says what the portal says."""
    tongue = speech(language)
    for way in (channel, Channel.PORTAL) if channel == Channel.EMAIL else (channel,):
        row = versions.get((way, tongue))
        if row is not None and not row.is_shipped:
            return Words(row.subject, row.body, row.version)
    return delivered(kind, channel, tongue)


def version_of(kind: str, channel: str, language: str) -> int:
    """Return the number of the last version, 0 when nobody has edited the text."""
    rows = MessageTemplate.objects.filter(kind=kind, channel=channel, language=language)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)


def history_of(kind: str, channel: str, language: str) -> QuerySet[MessageTemplate]:
    """Return all versions of a text, the last first."""
    rows = MessageTemplate.objects.filter(kind=kind, channel=channel, language=language)
    return rows.select_related("written_by").order_by("-version")


def edited() -> dict[tuple[str, str, str], MessageTemplate]:
    """Return the last version of every text that was ever edited, in one query."""
    rows = MessageTemplate.objects.order_by("version").defer("body")
    return {(row.kind, row.channel, row.language): row for row in rows}


def channels_with_words(notice: Notice) -> tuple[Channel, ...]:
    """Return the channels for which the notice has a text: always the portal, and those it goes by."""
    extra = [channel for channel in (Channel.EMAIL, Channel.SMS) if channel in notice.channels]
    return (Channel.PORTAL, *extra)


def examples(notice: Notice) -> dict[str, Any]:
    """Return example values for every placeholder of the notice."""
    return {name: PLACEHOLDERS[name].example for name in notice.uses}


def label_of_kind(kind: str, language: str) -> str:
    """Return the short name of a notice in the language, its key for one that no longer exists."""
    return shipped(speech(language))[kind].title if kind in NOTICES else kind


def table_of_notices(*, is_staff: bool) -> list[dict[str, Any]]:
    """Return by group what a person can be told and by which channels, those that the rules require marked."""
    language = get_language() or ""
    shown = [notice for notice in NOTICES.values() if is_staff or notice not in STAFF]
    return [
        {
            "title": group.label,
            "notices": [
                {
                    "title": label_of_kind(notice.key, language),
                    "by_email": Channel.EMAIL in notice.channels,
                    "by_sms": Channel.SMS in notice.channels,
                    "is_required": notice.is_required,
                }
                for notice in shown
                if notice.group == group
            ],
        }
        for group in Group
        if any(notice.group == group for notice in shown)
    ]
