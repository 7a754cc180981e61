"""Questions to appointments, and by which contacts a person is known."""

import datetime
from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import ADMINISTRATORS, Role
from brandcert.accounts.models import RoleGrant, Unit, User
from brandcert.accounts.phones import read_phone
from brandcert.core import actors
from brandcert.core.models import Approval, Event

# Codes on paper help somebody who lost the phone to a new factor; they open no desk.
FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SHOWN_FOR: Final = datetime.timedelta(minutes=30)
Text = str | Promise
Duty = Callable[[User], tuple[Text, int]]
_duties: Final[list[Duty]] = []


def duty(function: Duty) -> Duty:
    """Register a kind of work that waits for one person by name: `function(person)` returns its name and how much of it is open.

    The apps that own the work register it; whoever leaves hands it over.
    """
    _duties.append(function)
    return function


def duties_of(person: User) -> list[tuple[Text, int]]:
    """Return what waits for the person by name, with how much of each; empty when nothing is left behind."""
    return [(title, count) for title, count in (ask(person) for ask in _duties) if count]


@duty
def open_proposals(person: User) -> tuple[Text, int]:
    """Count what the person has proposed and nobody has decided."""
    rows = Approval.objects.filter(
        outcome="", proposed_by=actors.code_of(person), expires_at__gt=timezone.now()
    )
    return gettext_lazy("Proposals that wait for a second person"), rows.count()


def grant_fault(
    *,
    user: User,
    role: str,
    unit: Unit | None,
    by: Any,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> str:
    """Return why the person may not be appointed to the role for the term, or nothing."""
    today = timezone.localdate()
    since = since or today
    checks = (
        (user.pk == getattr(by, "pk", None), _("Nobody appoints himself.")),
        (not (user.is_active and user.is_staff), _("Only an active account of the staff can hold a role.")),
        (role == Role.RECOMMENDER and unit is None, _("A recommender acts for a unit: choose one.")),
        (role != Role.RECOMMENDER and unit is not None, _("Only a recommender acts for a unit.")),
        (since < today, _("An appointment does not begin in the past.")),
        (until is not None and until < since, _("The last day lies before the first.")),
    )
    found = next((reason for is_wrong, reason in checks if is_wrong), "")
    return found or _separation_fault(user, role, unit, since, until)


def _separation_fault(
    user: User, role: str, unit: Unit | None, since: datetime.date, until: datetime.date | None
) -> str:
    """Return what stands against the role beside those the person holds on any day of the term."""
    held = RoleGrant.objects.filter(user=user).overlapping(since, until)
    if held.filter(role=role, unit=unit).exists():
        return _("This person holds the role already in these days.")
    others = set(held.values_list("role", flat=True)) - {role}
    if role in ADMINISTRATORS and others:
        return _("An administrator or auditor holds no other role.")
    if others & ADMINISTRATORS:
        return _("This person is an administrator or auditor and can hold no other role.")
    return ""


def acts_under(grant: RoleGrant) -> list[Event]:
    """Return what was done under a deputy's appointment or an emergency access, in the order in which it happened."""
    rows = Event.objects.filter(actor=actors.code_of(grant.user), at__date__gte=grant.since)
    if grant.expires_at is not None:
        rows = rows.filter(at__lte=grant.expires_at)
    marked = rows.filter(payload__has_key="under").order_by("id")
    return [event for event in marked if grant.code() in event.payload["under"]]


def address_fault(email: str, *, but: User | None = None) -> str:
    """Return why the address cannot open a new account, or nothing."""
    taken = User.objects.filter(email__iexact=email.strip())
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    return _("Somebody has an account with this address already.") if taken.exists() else ""


def separation_faults() -> list[str]:
    """Return where the three administrators are not three people apart from business (R-83), in words for whoever runs the site."""
    faults = [f"{row} is a superuser" for row in User.objects.filter(is_superuser=True)]
    today = timezone.localdate()
    held: dict[int, set[str]] = {}
    for grant in RoleGrant.objects.in_force(today).filter(user__is_active=True).select_related("user"):
        held.setdefault(grant.user_id, set()).add(grant.role)
        if not grant.user.is_staff:
            faults.append(f"user {grant.user_id} holds a role without an account of the staff")
    faults += [
        f"user {key} holds {', '.join(sorted(roles))}"
        for key, roles in sorted(held.items())
        if roles & ADMINISTRATORS and len(roles) > 1
    ]
    return faults


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


def factors_of(user: Any) -> set[str]:
    """Return which kinds of second factor the person holds; recovery codes are none."""
    held = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)
    return set(held.values_list("type", flat=True))
