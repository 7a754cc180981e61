"""What was delivered, as staff see it: addresses masked unless the person may see them."""

from typing import Any

from django.utils.translation import get_language

from brandcert.accounts.phones import masked_email, masked_phone
from brandcert.applications.models import Application
from brandcert.applications.queries import may_see_contact
from brandcert.notifications.enums import Channel, Result
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.queries.texts import label_of_kind

MOST_SHOWN = 50
TONES = {Result.SENT: "green", Result.WAITING: "grey", Result.FAILED: "red"}


def masked_address(address: str, channel: str) -> str:
    """Return the address with the part hidden that names a person."""
    return masked_email(address) if channel == Channel.EMAIL else masked_phone(address)


def masked_name(name: str) -> str:
    """Return the first character of a name."""
    return f"{name[:1]}**" if name else ""


def told_of(row: Any, user: Any) -> dict[str, Any]:
    """Return what the enterprise was told of a case: what, to whom, by which channel, when, with what result; three queries.

    Messages to staff and experts are left out: who judges or handles a case is not told by its deliveries.
    """
    found = Message.objects.about(row).exclude(enterprise=None)
    rows = found.select_related("recipient").prefetch_related("dispatches").defer("body")[: MOST_SHOWN + 1]
    reveals = _reveals(row, user)
    return {
        "told": [_line(message, reveals=reveals) for message in rows[:MOST_SHOWN]],
        "more": len(rows) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "reveals": reveals,
    }


def _reveals(row: Any, user: Any) -> bool:
    case = row if isinstance(row, Application) else row.application
    return may_see_contact(user, case)


def _line(message: Message, *, reveals: bool) -> dict[str, Any]:
    name = message.recipient.name
    return {
        "row": message,
        "title": label_of_kind(message.kind, get_language() or "") if message.kind else message.subject,
        "to": str(message.recipient) if reveals else masked_name(name),
        "ways": [_way(dispatch, reveals=reveals) for dispatch in message.dispatches.all()],
    }


def _way(dispatch: Dispatch, *, reveals: bool) -> dict[str, Any]:
    shown = dispatch.address if reveals else masked_address(dispatch.address, dispatch.channel)
    return {
        "row": dispatch,
        "channel": dispatch.get_channel_display(),
        "address": shown,
        "at": dispatch.sent_at or dispatch.failed_at,
        "result": dispatch.result.label,
        "tone": TONES[dispatch.result],
    }
