"""Accounts of the staff: made, kept and closed by the system administrator, who gives nobody a role."""

import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.accounts.enums import ADMINISTRATORS, Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.accounts.phones import masked_email
from brandcert.accounts.queries import address_fault, duties_of
from brandcert.accounts.services.appointments import is_last
from brandcert.core import approvals, events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval

RESET: Final = "accounts.user.reset_factors"


class BadStaffAccount(BusinessError):
    """The account cannot be made or changed like this; the message says why."""


def create_person(*, email: str, name: str, phone: str = "", by: Any) -> User:
    """Make an account of the staff without role or password; the person gets a letter that leads to both password and factor.

    Raises BadStaffAccount for what is no address, an address somebody has, and without a name; Refused, StaleFactor.
    """
    policies.require(by, "accounts.user.create")
    return _made(email=email, name=name, phone=phone, by=by)


def _made(*, email: str, name: str, phone: str, by: Any) -> User:
    address, words = email.strip().lower(), " ".join(name.split())
    _refuse_particulars(address, words)
    with transaction.atomic():
        person = User.objects.create_user(address, name=words, phone=phone, is_staff=True)
        events.record("create", person, by=by)
    return person


def _refuse_particulars(address: str, name: str, *, but: User | None = None) -> None:
    try:
        validate_email(address)
    except ValidationError as fault:
        raise BadStaffAccount(_("Enter an e-mail address.")) from fault
    fault_of_address = address_fault(address, but=but)
    if fault_of_address:
        raise BadStaffAccount(fault_of_address)
    if not name:
        raise BadStaffAccount(_("Enter the name."))


def found_administrators(people: dict[Role, list[tuple[str, str]]]) -> list[User]:
    """Make the first administrators of an installation, {role: [(address, name)]}; done once, by whoever runs the machine.

    Raises BadStaffAccount when there are administrators already, and unless there are a system administrator, an auditor and
    two security administrators, without whom nobody else could ever be appointed.
    """
    if RoleGrant.objects.filter(role__in=ADMINISTRATORS).exists():
        raise BadStaffAccount(_("There are administrators already: they appoint the others."))
    least = {Role.SYSADMIN: 1, Role.SECADMIN: 2, Role.AUDITOR: 1}
    if set(people) != set(least) or any(len(people[role]) < count for role, count in least.items()):
        raise BadStaffAccount(_("Name a system administrator, an auditor and two security administrators."))
    made = []
    with transaction.atomic():
        for role, listed in people.items():
            for email, name in listed:
                person = _made(email=email, name=name, phone="", by=SYSTEM)
                grant = RoleGrant.objects.create(user=person, role=role, reason="founding")
                events.record("grant", grant, by=SYSTEM, payload={"role": str(role), "user": person.pk})
                made.append(person)
    return made


def invite_again(user: User, *, by: Any) -> User:
    """Send the letter that leads to a new password once more; raises BadStaffAccount for a closed account."""
    policies.require(by, "accounts.user.invite_again", user)
    if not (user.is_active and user.is_staff and user.email):
        raise BadStaffAccount(_("This account is closed, or not one of the staff."))
    with transaction.atomic():
        events.record("invite_again", user, by=by)
    return user


def change_particulars(user: User, *, name: str, email: str = "", phone: str = "", by: Any) -> User:
    """Change name, address and number of an account of the staff, those that are given; the address that opened it before is told.

    Raises BadStaffAccount, Refused, StaleFactor.
    """
    from allauth.account.models import EmailAddress  # its model points to ours, so it is loaded later

    policies.require(by, "accounts.user.edit", user)
    address, words = email.strip().lower() or user.email or "", " ".join(name.split())
    _refuse_particulars(address, words, but=user)
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        before = row.email or ""
        given = {"email": address, "name": words, "phone": phone.strip() or row.phone}
        changed = [field for field, value in given.items() if (getattr(row, field) or "") != value]
        for field in changed:
            setattr(row, field, given[field])
        if "phone" in changed:
            row.phone_confirmed = False
        row.save()
        if "email" in changed:
            EmailAddress.objects.filter(user=row).delete()
            EmailAddress.objects.create(user=row, email=address, verified=True, primary=True)
            transaction.on_commit(lambda: _tell_old_address(row, before))
        events.record("edit", row, by=by, payload={"fields": changed})
    return row


def _tell_old_address(person: User, before: str) -> None:
    """Tell the address that opened the account that it does so no more."""
    if not before:
        return
    facts = {"to": masked_email(person.email or "")}
    with translation.override(person.language or None):
        subject = " ".join(render_to_string("accounts/moved.subject.txt", facts).split())
        EmailMessage(subject, render_to_string("accounts/moved.txt", facts), to=[before]).send()


def leave(user: User, *, reason: str, successor: User | None = None, by: Any, now: datetime.datetime) -> User:
    """Close the account of somebody who leaves: all appointments and sessions end at once, the open work is named to who goes on.

    Nothing is deleted: acts stand under the name. Raises BadStaffAccount for oneself, for the last holder of an
    administration, without a reason; Refused, StaleFactor.
    """
    policies.require(by, "accounts.user.leave", user)
    _refuse_leaving(user, reason, successor, by)
    left = sum(count for _title, count in duties_of(user))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        open_grants = RoleGrant.objects.filter(user=row).overlapping(timezone.localdate(now), None)
        roles = sorted(set(open_grants.values_list("role", flat=True)))
        open_grants.update(until=timezone.localdate(now), expires_at=now, end_reason=reason.strip())
        row.is_active, row.left_at = False, now
        _end_sessions(row)
        row.save()
        for proposal in Approval.objects.select_for_update().filter(
            subject_type="accounts.user", subject_id=row.pk, outcome=""
        ):
            approvals.withdraw(proposal, reason=reason, by=by)
        payload = {"roles": roles, "open": left, "successor": successor.pk if successor else None}
        events.record("leave", row, by=by, payload=payload)
    return row


def _refuse_leaving(user: User, reason: str, successor: User | None, by: Any) -> None:
    grants = RoleGrant.objects.filter(user=user).in_force(timezone.localdate())
    checks = (
        (user.pk == getattr(by, "pk", None), _("Nobody closes the own account.")),
        (not user.is_active, _("This account is closed already.")),
        (not reason.strip(), _("Please give a reason.")),
        (
            successor is not None and (successor.pk == user.pk or not successor.is_active),
            _("Choose somebody who stays."),
        ),
        (
            any(is_last(grant) for grant in grants),
            _("Nobody else holds this administration: appoint a successor first."),
        ),
    )
    fault = next((words for is_wrong, words in checks if is_wrong), "")
    if fault:
        raise BadStaffAccount(fault)


def _end_sessions(person: User) -> None:
    """End every session: each carries a hash of the password, and there is another one now."""
    person.set_unusable_password()


def readmit(user: User, *, reason: str, by: Any) -> User:
    """Open the account of somebody who comes back, without a role and without the old ways in; a letter leads to new ones.

    Raises BadStaffAccount for an open account and without a reason.
    """
    policies.require(by, "accounts.user.readmit", user)
    if user.is_active or not user.is_staff:
        raise BadStaffAccount(_("This account is open, or not one of the staff."))
    if not reason.strip():
        raise BadStaffAccount(_("Please give a reason."))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.is_active, row.left_at = True, None
        _forget_factors(row)
        _end_sessions(row)
        row.save()
        events.record("readmit", row, by=by)
    return row


def propose_reset_factors(user: User, *, reason: str, by: Any) -> Approval:
    """Propose to take a lost or stolen factor off an account; the security administrator carries it out.

    Raises BadStaffAccount when there is none, AlreadyProposed, Refused.
    """
    from allauth.mfa.models import Authenticator  # as above

    policies.require(by, "accounts.user.propose_reset_factors", user)
    if not reason.strip():
        raise BadStaffAccount(_("Please give a reason."))
    if not Authenticator.objects.filter(user=user).exists():
        raise BadStaffAccount(_("This account has no second factor."))
    return approvals.propose("reset_factors", user, by=by, details={"reason": reason.strip()})


@approvals.executes(RESET)
def reset_factors(approval: Approval, *, by: Any) -> User:
    """Take all factors and the password off an account and end its sessions; its owner gets a letter and begins anew.

    The password goes too: whoever knew it could otherwise set up a factor of their own before the owner does.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=approval.subject_id)
        policies.require(by, RESET, row)
        approvals.use(approval, row, RESET, by=by)
        _forget_factors(row)
        _end_sessions(row)
        row.save()
        events.record("reset_factors", row, by=by, payload={"approval": approval.pk})
    return row


def _forget_factors(person: User) -> None:
    from allauth.mfa.models import Authenticator  # as above

    Authenticator.objects.filter(user=person).delete()
