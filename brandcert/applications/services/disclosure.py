"""Showing contact data to staff: masked by default, revealed on the record."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Event

GROUNDS: Final = ("correction", "inspection", "service")


class UnknownGround(BusinessError):
    """Contact data is revealed for one of the listed purposes only."""


@transaction.atomic
def reveal_contact(application: Application, *, ground: str, by: User) -> Event:
    """Show the contact data of the enterprise to the person for thirty minutes; who, when and what for is recorded.

    Raises UnknownGround or Refused.
    """
    policies.require(by, "applications.application.reveal_contact", application)
    if ground not in GROUNDS:
        raise UnknownGround(_("Say what the contact data is needed for."))
    return events.record("reveal_contact", application, by=by, payload={"ground": ground})
