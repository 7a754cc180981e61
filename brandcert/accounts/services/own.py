"""One's own account, who looked at contact data, and the places of the province."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import Division, Unit, User
from brandcert.accounts.queries import unfinished_registrations
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.core.models import Event

DATA = Path(__file__).parents[1] / "data"
CONTACT_GROUNDS = ("change", "asked", "incident")
# How long a registration waits for its code: whoever comes back on the next working day can still finish it.
UNFINISHED_FOR: Final = datetime.timedelta(days=7)


class UnknownGround(BusinessError):
    """Contact data is shown for one of the listed purposes only."""


@transaction.atomic
def reveal_contact(person: User, *, ground: str, by: Any) -> Event:
    """Show address and telephone of an account to the administrator for half an hour; who, when and what for is recorded.

    Raises UnknownGround, Refused.
    """
    policies.require(by, "accounts.user.reveal_contact", person)
    if ground not in CONTACT_GROUNDS:
        raise UnknownGround(_("Say what the contact data is needed for."))
    return events.record("reveal_contact", person, by=by, payload={"ground": ground})


def load_reference_data(*, divisions: Any = Division, units: Any = Unit) -> int:
    """Bring divisions (行政区划) and recommending units (推荐单位) up to the lists delivered with the product.

    Rows that staff added stay, nothing is deleted, a second run changes nothing. A migration passes its own
    versions of the two models. Returns how many rows were created or changed.
    """
    with transaction.atomic():
        changed = sum(_load_division(divisions, row) for row in _rows("divisions.csv"))
        return changed + sum(_load_unit(units, divisions, row) for row in _rows("units.csv"))


class UnknownLanguage(BusinessError):
    """The site does not speak the language."""


def choose_language(user: User, *, language: str) -> User:
    """Keep the language in which the person wants messages and mails; raises UnknownLanguage."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(_("Choose one of the languages of the site."))
    user.language = language
    user.save(update_fields=["language"])
    return user


def keep_phone(user: User, *, phone: str, confirmed: bool) -> User:
    """Keep the number the person gave; a confirmed one opens the account from now on."""
    policies.require(user, "accounts.user.keep_phone", user)
    with transaction.atomic():
        user.phone, user.phone_confirmed = phone, confirmed
        user.save(update_fields=["phone", "phone_confirmed"])
        events.record("keep_phone", user, by=user, payload={"confirmed": confirmed})
    return user


class BadPersonName(BusinessError):
    """What was entered is no name."""


def change_name(user: User, *, name: str, by: Any) -> User:
    """Change how the person is called from now on; what was signed before keeps the old name.

    Raises BadPersonName for an empty one, Refused for others' names and for staff.
    """
    policies.require(by, "accounts.user.change_name", user)
    clean = " ".join(name.split())
    if not clean:
        raise BadPersonName(_("Enter your name."))
    with transaction.atomic():
        user.name = clean
        user.save(update_fields=["name"])
        events.record("change_name", user, by=by)
    return user


def forget_unfinished(*, now: datetime.datetime) -> int:
    """Delete registrations whose address or number was never confirmed; both are free again.

    Whoever signed in once, is of the staff, or has left any trace in the house stays. Returns how many went.
    """
    gone = 0
    for row in unfinished_registrations(before=now - UNFINISHED_FOR):
        try:
            with transaction.atomic():
                events.record("forget_unfinished", row, by=SYSTEM)
                row.delete()
        except ProtectedError:
            continue
        gone += 1
    return gone


@sweeper
def sweep_unfinished() -> None:
    """Free the addresses of registrations that nobody finished."""
    forget_unfinished(now=timezone.now())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _load_division(divisions: Any, row: dict[str, str]) -> bool:
    parent = divisions.objects.get(code=row["parent"]) if row["parent"] else None
    facts = {
        "name": row["name"],
        "parent_id": parent.pk if parent else None,
        "block": row["block"],
        "former_codes": row["former_codes"].split(),
    }
    return _keep(divisions, {"code": row["code"]}, facts)


def _load_unit(units: Any, divisions: Any, row: dict[str, str]) -> bool:
    division = divisions.objects.get(code=row["division_code"]) if row["division_code"] else None
    facts = {"name": row["name"], "division_id": division.pk if division else None}
    return _keep(units, {"key": row["key"]}, facts)


def _keep(model: Any, key: dict[str, str], facts: dict[str, Any]) -> bool:
    """Create the row, or set what differs; say whether anything had to be done."""
    found = model.objects.filter(**key).first()
    if found is None:
        model.objects.create(**key, **facts)
        return True
    different = [name for name, value in facts.items() if getattr(found, name) != value]
    for name in different:
        setattr(found, name, facts[name])
    if different:
        found.save(update_fields=different)
    return bool(different)
