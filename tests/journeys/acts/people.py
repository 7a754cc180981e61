"""Who acts, and on what; what stands before anybody applies."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.certificates.models import Certificate
from brandcert.core.actors import SYSTEM
from brandcert.core.workdays import seed_calendar
from brandcert.desk.demo.cast import Cast
from brandcert.enterprises.models import Enterprise
from brandcert.programs.services import open_batch, set_up_program
from tests.journeys import cast

if TYPE_CHECKING:
    from brandcert.accounts.enums import Role

PEOPLE = Cast()
SHARE = Decimal("0.90")


def person(role: Role, number: int = 0) -> User:
    """Find one of the staff."""
    return PEOPLE.one(role, number)


def owner() -> User:
    """Find who acts for the enterprise."""
    return User.objects.get(email=cast.OWNER)


def enterprise() -> Enterprise:
    """Find the enterprise of the walk."""
    return Enterprise.objects.get(credit_code=cast.CREDIT_CODE)


def case() -> Application:
    """Find the one application."""
    return Application.objects.get()


def certificate() -> Certificate:
    """Find the one certificate."""
    return Certificate.objects.get()


def today() -> datetime.date:
    """Return the date in the time zone of the site."""
    return timezone.localdate()


def set_the_stage() -> None:
    """Appoint the staff, set the programme up and open a batch: what stands before anybody applies."""
    program = set_up_program()
    seed_calendar()
    PEOPLE.appear()
    now = timezone.now()
    open_batch(
        program,
        name=cast.BATCH,
        year=now.year,
        opens_at=now - datetime.timedelta(days=1),
        closes_at=now + datetime.timedelta(days=30),
        by=SYSTEM,
    )


def points(maximum: Decimal) -> Decimal:
    """Give a good mark."""
    return (maximum * SHARE).quantize(Decimal("0.1"))
