"""The conversation with the enterprise on the page of a case, and answering it."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import User
from brandcert.applications import services
from brandcert.applications.enums import BEFORE_AWARD, DEAD_ENDS, Side, Status
from brandcert.applications.forms import MessageForm
from brandcert.applications.models import Application, Conversation, ConversationMessage
from brandcert.applications.queries import conversation_of, messages_of, office_of, unread_messages
from brandcert.core import policies
from brandcert.core.admin import name_act, register_panel, register_step
from brandcert.documents.models import Upload
from brandcert.documents.services import store_upload

MODEL = "applications.application"


def panel(row: Application, user: Any) -> dict[str, Any] | None:
    """Return what was written; None for those who may not read it, and while nobody wrote and nobody could."""
    if not policies.allowed(user, f"{MODEL}.read_conversation", row):
        return None
    conversation = conversation_of(row)
    may_answer = policies.allowed(user, f"{MODEL}.answer", row)
    if conversation is None and not may_answer:
        return None
    thread = [_shown(message, conversation, row, user) for message in messages_of(conversation)]
    return {"thread": thread, "unread": sum(message["is_new"] for message in thread)}


def _shown(message: ConversationMessage, conversation: Any, row: Application, user: Any) -> dict[str, Any]:
    is_staff = message.side == Side.STAFF
    who = f"{office_of(message, row)} · {message.written_by}" if is_staff else str(message.written_by)
    is_seen = message.pk <= conversation.read_by_enterprise
    return {
        "is_mine": is_staff,
        "who": who,
        "at": timezone.localtime(message.written_at),
        "text": message.text,
        "files": [_file(upload, user) for upload in message.files.all()],
        "is_new": not is_staff and message.pk > conversation.read_by_staff,
        "note": (_("Read") if is_seen else _("Not read yet")) if is_staff else "",
    }


def _file(upload: Upload, user: Any) -> dict[str, Any]:
    may_read = policies.allowed(user, "documents.upload.view", upload)
    return {
        "title": upload.name,
        "url": reverse("documents:download", args=[upload.pk]) if may_read else "",
        "kind": "pdf" if upload.kind == Upload.Kind.PDF else "image",
    }


def answer(
    row: Application,
    *,
    text: str,
    by: User,
    now: datetime.datetime,
    attachments: Sequence[Any] = (),
    key: str = "",
) -> ConversationMessage:
    """Keep the chosen files and send the message; a file that is refused sends nothing."""
    uploads = [store_upload(file=file, name=file.name, by=by) for file in attachments]
    return services.answer_enterprise(
        row, text=text, files=uploads, key=key or uuid.uuid4().hex, by=by, now=now
    )


def _may_be_written_to(row: Application) -> bool:
    return row.status in (*BEFORE_AWARD, *DEAD_ENDS)


def _is_waiting(row: Application) -> bool:
    conversation: Conversation | None = conversation_of(row) if row.status != Status.DRAFT else None
    return unread_messages(conversation, Side.STAFF) > 0


register_step(
    f"{MODEL}.answer",
    run=answer,
    form=MessageForm,
    label=gettext_lazy("Write to the enterprise"),
    when=_may_be_written_to,
)
register_step(
    f"{MODEL}.mark_read",
    run=services.mark_read,
    label=gettext_lazy("Mark messages as read"),
    when=_is_waiting,
)
name_act(f"{MODEL}.converse", gettext_lazy("Message of the enterprise"))
register_panel(MODEL, "applications/conversation.html", panel)
