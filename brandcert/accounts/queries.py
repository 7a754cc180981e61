"""Questions to appointments, and by which contacts a person is known."""

import datetime
from typing import Any, Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, Unit, User
from brandcert.accounts.phones import read_phone
from brandcert.core import actors
from brandcert.core.models import Event

SHOWN_FOR: Final = datetime.timedelta(minutes=30)
# 三员分立: three people, none of whom deals with cases.
ADMINISTRATORS: Final = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})


def grant_fault(*, user: User, role: str, unit: Unit | None, by: Any) -> str:
    """Return why the person may not be appointed to the role, or nothing."""
    if user.pk == by.pk:
        return _("Nobody appoints himself.")
    if role == Role.RECOMMENDER and unit is None:
        return _("A recommender acts for a unit: choose one.")
    if role != Role.RECOMMENDER and unit is not None:
        return _("Only a recommender acts for a unit.")
    held = set(
        RoleGrant.objects.filter(user=user).in_force(timezone.localdate()).values_list("role", flat=True)
    )
    others = held - {role}
    if role in ADMINISTRATORS and others:
        return _("An administrator or auditor holds no other role.")
    if others & ADMINISTRATORS:
        return _("This person is an administrator or auditor and can hold no other role.")
    return ""


def may_see_contact(user: Any, person: User) -> bool:
    """Say whether the address and telephone of the account were shown to the user, on the record, in the last half hour."""
    acts = Event.objects.about(person).filter(name="accounts.user.reveal_contact")
    return acts.filter(actor=actors.code_of(user), at__gt=timezone.now() - SHOWN_FOR).exists()


def confirmed_contacts(user: User) -> frozenset[str]:
    """Return the addresses and the number the person has confirmed by a code."""
    from allauth.account.models import EmailAddress  # its model points to ours, so it is loaded later

    mails = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    phones = [user.phone] if user.phone_confirmed else []
    return frozenset([*mails, *phones])


def person_by_contact(contact: str) -> User | None:
    """Return the active person who has confirmed the address or number, if there is one."""
    from allauth.account.models import EmailAddress  # as above

    phone = read_phone(contact)
    if phone:
        found = User.objects.by_phone(phone)
    else:
        mails = EmailAddress.objects.filter(email=contact.strip().lower(), verified=True)
        found = User.objects.filter(emailaddress__in=mails).first()
    return found if found is not None and found.is_active else None


def unfinished_registrations(*, before: datetime.datetime) -> QuerySet[User]:
    """Return who registered before the instant, has confirmed nothing and never signed in."""
    from allauth.account.models import EmailAddress  # as above

    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    # A number that staff wrote down for somebody without a password is no registration.
    has_none = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    by_phone = Q(email=None) & ~Q(phone="") & ~has_none
    waiting = Q(Exists(addresses.filter(verified=False))) | by_phone
    return User.objects.filter(
        waiting,
        ~Exists(addresses.filter(verified=True)),
        date_joined__lt=before,
        last_login=None,
        phone_confirmed=False,
        is_staff=False,
        is_superuser=False,
    ).order_by("pk")
