"""What requests about personal data hold themselves, and who cannot be forgotten yet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, Text, hold, obstacle
from brandcert.privacy.models import PersonalRequest

hold(
    Holding(
        model="privacy.personalrequest",
        title=_("Your requests about personal data"),
        whose=_("whoever signs in"),
        fields={"person": Kind.NAME},
        labels={"person": _("number of the account")},
        purpose=_("To answer in time, and to be able to show it."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: PersonalRequest.objects.filter(person=person),
        tells=lambda row: {"kind": row.get_wish_display(), "since": row.asked_at, "until": row.decided_at},
        kept=_("The row names only a number."),
    )
)


@obstacle
def office_held(person: Any) -> Text | None:
    """Refuse while the person holds an office: it is ended by who gave it."""
    if person.roles:
        return _("You hold an office here. The security administrator ends your appointment first.")
    return None
