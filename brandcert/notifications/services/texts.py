"""Editing the words of notices: versions, never overwritten; a preview and a trial mail before they count."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.notifications.catalogue import NOTICES
from brandcert.notifications.enums import Channel
from brandcert.notifications.models import MessageTemplate
from brandcert.notifications.queries import channels_with_words, examples, version_of
from brandcert.notifications.services.letters import letter
from brandcert.notifications.services.telling import worded
from brandcert.notifications.wording import (
    LONGEST_SMS,
    LONGEST_SUBJECT,
    fill,
    fill_line,
    missing,
    shipped,
    unknown,
)

EDIT: Final = "notifications.messagetemplate.edit"
LONGEST_BODY: Final = 5000


class UnusableText(BusinessError):
    """The text cannot be used; `field` is the part with the fault."""

    def __init__(self, words: str, *, field: str) -> None:
        """Keep the field beside the words."""
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Place:
    """Which text is meant: notice, channel and language."""

    kind: str
    channel: str
    language: str

    @property
    def exists(self) -> bool:
        """Say whether there is such a text."""
        notice = NOTICES.get(self.kind)
        if notice is None or not shipped(self.language):
            return False
        return self.channel in channels_with_words(notice)


def check(place: Place, *, subject: str, body: str) -> None:
    """Raise UnusableText for an empty or too long text, a placeholder the notice does not know, or a missing one it needs."""
    notice = NOTICES[place.kind]
    is_sms = place.channel == Channel.SMS
    parts = {"body": body} if is_sms else {"subject": subject, "body": body}
    for field, text in parts.items():
        if not text.strip():
            raise UnusableText(_("Write a text."), field=field)
        wrong = unknown([text], notice.uses)
        if wrong:
            names = "、".join("{" + name + "}" for name in wrong)
            raise UnusableText(
                _("This notice does not know the placeholder %(names)s.") % {"names": names}, field=field
            )
    longest = {"subject": LONGEST_SUBJECT, "body": LONGEST_SMS if is_sms else LONGEST_BODY}
    for field, text in parts.items():
        if len(text) > longest[field]:
            raise UnusableText(_("At most %(n)s characters.") % {"n": longest[field]}, field=field)
    lacking = [] if is_sms else missing(parts.values(), notice.needs)
    if lacking:
        names = "、".join("{" + name + "}" for name in lacking)
        raise UnusableText(
            _("The rules require this notice to state %(names)s; put it back.") % {"names": names},
            field="body",
        )


def save_text(place: Place, *, subject: str, body: str, seen: int, by: Any) -> MessageTemplate:
    """Keep a new version of the words; it counts from the next message on.

    `seen` is the version the writer started from. Raises Refused, UnusableText, or SomeoneWasFaster when somebody
    saved another version meanwhile.
    """
    policies.require(by, EDIT)
    check(place, subject=subject, body=body)
    subject = "" if place.channel == Channel.SMS else " ".join(subject.split())
    return _write(place, seen=seen, by=by, subject=subject, body=body.replace("\r\n", "\n").strip())


def use_shipped(place: Place, *, seen: int, by: Any) -> MessageTemplate:
    """Go back to the delivered words; the versions before stay in the history. Raises Refused, SomeoneWasFaster."""
    policies.require(by, EDIT)
    return _write(place, seen=seen, by=by, is_shipped=True)


def use_version(place: Place, *, version: int, seen: int, by: Any) -> MessageTemplate:
    """Write an earlier version anew as the last one. Raises Refused, SomeoneWasFaster, UnusableText."""
    policies.require(by, EDIT)
    old = MessageTemplate.objects.get(
        kind=place.kind, channel=place.channel, language=place.language, version=version
    )
    if old.is_shipped:
        return use_shipped(place, seen=seen, by=by)
    return save_text(place, subject=old.subject, body=old.body, seen=seen, by=by)


def _write(place: Place, *, seen: int, by: Any, **words: Any) -> MessageTemplate:
    late = SomeoneWasFaster(_("Somebody saved another version meanwhile. Nothing of yours was saved."))
    if version_of(place.kind, place.channel, place.language) != seen:
        raise late
    try:
        with transaction.atomic():
            row = MessageTemplate.objects.create(
                kind=place.kind,
                channel=place.channel,
                language=place.language,
                version=seen + 1,
                written_by=by,
                **words,
            )
            events.record(
                "edit",
                row,
                by=by,
                payload={
                    "kind": place.kind,
                    "channel": place.channel,
                    "language": place.language,
                    "version": seen + 1,
                },
            )
    except IntegrityError as error:
        raise late from error
    return row


def preview(place: Place, *, subject: str, body: str) -> tuple[str, str]:
    """Return subject and text as a reader would get them, with examples for the placeholders; nothing is kept.

    Raises UnusableText.
    """
    check(place, subject=subject, body=body)
    notice = NOTICES[place.kind]
    with translation.override(place.language):
        example = examples(notice)
        values = worded(example, notice, person=str(example["person"]), url=str(example["link"]))
    if place.channel == Channel.SMS:
        return "", fill_line(body, values, longest=LONGEST_SMS)
    return fill_line(subject, values, longest=LONGEST_SUBJECT), fill(body, values)


def send_trial(place: Place, *, subject: str, body: str, by: Any) -> None:
    """Send the preview to the writer's own address, marked as a trial. Raises Refused, UnusableText, or what the mail server raises."""
    policies.require(by, EDIT)
    title, text = preview(place, subject=subject, body=body)
    if not by.email:
        raise UnusableText(_("There is no e-mail address in your account."), field="body")
    with translation.override(place.language):
        marked = _("[Trial] %(subject)s") % {"subject": title or shipped(place.language)[place.kind].title}
    letter(
        marked, text, to=by.email, url="/portal/", language=place.language or settings.LANGUAGE_CODE
    ).send()
