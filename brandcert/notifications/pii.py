"""What messages hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.notifications.models import Dispatch, Message

hold(
    Holding(
        model="notifications.message",
        title=_("Messages written to you"),
        whose=_("whoever signs in"),
        fields={"recipient": Kind.NAME},
        labels={"recipient": _("number of the account")},
        purpose=_("To tell you of every step, with its reason, remedy and deadline."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: Message.objects.filter(recipient=person).order_by("id"),
        tells=lambda row: {
            "subject": row.subject,
            "text": row.body,
            "at": row.created_at,
            "read": row.read_at,
        },
        kept=_(
            "That a decision was told is part of the file; when your data is deleted, a number stands in the text in "
            "place of your name, addresses and telephone."
        ),
    )
)
hold(
    Holding(
        model="notifications.dispatch",
        title=_("Where messages were sent"),
        whose=_("whoever signs in"),
        fields={"address": Kind.CONTACT},
        labels={"address": _("address")},
        purpose=_("To know whether a message arrived."),
        basis=DUTY,
        retention=_("Until you ask for its deletion."),
        rows=lambda person: Dispatch.objects.filter(message__recipient=person).order_by("id"),
        tells=lambda row: {"address": row.address, "sent": row.sent_at, "given_up": row.failed_at},
    )
)
