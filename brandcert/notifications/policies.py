"""Who may read a message: the person it was written to."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.core.policies import predicate, register
from brandcert.notifications.models import Message


@predicate(_("This message was written to someone else."))
def is_recipient(user: Any, message: Message | None) -> bool:
    """Say whether the message is the person's own."""
    return message is not None and message.recipient_id == user.pk


register("notifications.message", {"view": is_recipient})
