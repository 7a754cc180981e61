"""How a case becomes what its page draws: who acts next and by when, and what was written about it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Side
from brandcert.applications.models import Application, Conversation, ConversationMessage
from brandcert.applications.queries import office_of
from brandcert.portal.presentation import file_line


def thread_of(
    application: Application,
    conversation: Conversation | None,
    messages: Sequence[ConversationMessage],
    *,
    side: Side = Side.ENTERPRISE,
) -> list[dict[str, Any]]:
    """Return the messages as the enterprise reads them: its own people by name, the staff by their office."""
    if conversation is None:
        return []
    seen, seen_there = conversation.read_up_to(side), conversation.read_up_to(_other(side))
    return [
        {
            "is_mine": row.side == side,
            "who": str(row.written_by) if row.side == side else office_of(row, application),
            "at": timezone.localtime(row.written_at),
            "text": row.text,
            "files": [file_line(upload) for upload in row.files.all()],
            "is_new": row.side != side and row.pk > seen,
            "note": _seen_words(row, side, seen_there),
        }
        for row in messages
    ]


def _other(side: Side) -> Side:
    return Side.STAFF if side == Side.ENTERPRISE else Side.ENTERPRISE


def _seen_words(row: ConversationMessage, side: Side, seen_there: int) -> str:
    if row.side != side:
        return ""
    return _("Read") if row.pk <= seen_there else _("Not read yet")
