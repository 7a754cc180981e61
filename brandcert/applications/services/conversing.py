"""Writing about an application: the enterprise to the staff, the staff to the enterprise."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Side
from brandcert.applications.models import Application, Conversation, ConversationMessage
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.transitions import locked
from brandcert.documents.models import Upload

LONGEST: Final = 2000
MOST_FILES: Final = 5
MOST_A_DAY: Final = 30


class EmptyMessage(BusinessError):
    """A message needs words."""


class MessageTooLong(BusinessError):
    """A message, or the pile of its files, is longer than anybody reads."""


class TooManyMessages(BusinessError):
    """One side wrote as many messages about the case today as are taken in a day."""


def write_message(
    application: Application,
    *,
    text: str,
    by: User,
    now: datetime.datetime,
    files: Sequence[Upload] = (),
    key: str = "",
) -> ConversationMessage:
    """Write, as a member of the enterprise, to the staff who handle the case.

    `key` is what the form was drawn with: the same key again returns the message that is there. Raises
    EmptyMessage, MessageTooLong, TooManyMessages, Refused for a case that has ended or a file of somebody else.
    """
    return _write(application, Side.ENTERPRISE, "converse", text=text, files=files, by=by, now=now, key=key)


def answer_enterprise(
    application: Application,
    *,
    text: str,
    by: User,
    now: datetime.datetime,
    files: Sequence[Upload] = (),
    key: str = "",
) -> ConversationMessage:
    """Write to the enterprise in the name of one's office; everything before counts as read by the staff.

    Raises as `write_message` does.
    """
    return _write(application, Side.STAFF, "answer", text=text, files=files, by=by, now=now, key=key)


def _write(
    application: Application,
    side: Side,
    action: str,
    *,
    text: str,
    files: Sequence[Upload],
    by: User,
    now: datetime.datetime,
    key: str,
) -> ConversationMessage:
    with transaction.atomic():
        row = locked(application)
        policies.require(by, f"applications.application.{action}", row)
        conversation, _made = Conversation.objects.get_or_create(application=row)
        twin = conversation.messages.filter(key=key).first() if key else None
        if twin is not None:
            return twin
        _check(conversation, side, text=text, files=files, by=by, now=now)
        message = ConversationMessage.objects.create(
            conversation=conversation,
            side=side,
            unit_id=_office(row, by) if side == Side.STAFF else None,
            written_by=by,
            written_at=now,
            text=text.strip(),
            key=key or uuid.uuid4().hex,
        )
        message.files.set(files)
        _advance(conversation, side, message.pk)
        events.record(action, row, by=by, payload={"message": message.pk})
    return message


def _check(
    conversation: Conversation,
    side: Side,
    *,
    text: str,
    files: Sequence[Upload],
    by: User,
    now: datetime.datetime,
) -> None:
    if not text.strip():
        raise EmptyMessage(_("Write something first."))
    if len(text) > LONGEST or len(files) > MOST_FILES:
        raise MessageTooLong(
            _("A message has at most %(length)s characters and %(files)s files.")
            % {"length": LONGEST, "files": MOST_FILES}
        )
    for file in files:
        policies.require(by, "documents.upload.view", file)
    since = now - datetime.timedelta(days=1)
    if conversation.messages.filter(side=side, written_at__gt=since).count() >= MOST_A_DAY:
        raise TooManyMessages(
            _("%(most)s messages were written within a day. Please put the rest into one tomorrow, or call.")
            % {"most": MOST_A_DAY}
        )


def _office(application: Application, by: User) -> int | None:
    """Return the unit the person writes for; none stands for the province."""
    is_unit = Role.RECOMMENDER in by.roles and application.unit_id in by.unit_ids
    return application.unit_id if is_unit and not by.roles & {Role.CLERK, Role.SECRETARY} else None


def mark_conversation_read(application: Application, *, by: User, side: Side) -> Conversation | None:
    """Note that the side has read everything written so far; without a conversation nothing happens. Repeatable.

    Raises Refused for whoever does not belong to the side.
    """
    action = "read_conversation" if side == Side.ENTERPRISE else "mark_read"
    policies.require(by, f"applications.application.{action}", application)
    conversation = Conversation.objects.filter(application=application).first()
    last = conversation.messages.order_by("-id").first() if conversation else None
    if conversation is not None and last is not None and conversation.read_up_to(side) < last.pk:
        _advance(conversation, side, last.pk)
    return conversation


def mark_read(application: Application, *, by: User) -> Conversation | None:
    """Note, as staff, that the enterprise's messages were read; the enterprise sees it. Raises Refused."""
    with transaction.atomic():
        conversation = mark_conversation_read(application, by=by, side=Side.STAFF)
        events.record("mark_read", application, by=by)
    return conversation


def _advance(conversation: Conversation, side: Side, last: int) -> None:
    field = "read_by_enterprise" if side == Side.ENTERPRISE else "read_by_staff"
    # Never back: two people of one side may read at the same time.
    Conversation.objects.filter(pk=conversation.pk, **{f"{field}__lt": last}).update(**{field: last})
