"""How an owner brings somebody in: an invitation by mail or text, good for one acceptance."""

import datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.accounts.phones import read_phone
from brandcert.accounts.queries import confirmed_contacts
from brandcert.core import events, policies, sms
from brandcert.core.errors import BusinessError
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Enterprise, Invitation, Membership

VALID_FOR: Final = datetime.timedelta(days=7)
MOST_OPEN: Final = 20
MOST_SENDINGS: Final = 3
BETWEEN_SENDINGS: Final = datetime.timedelta(minutes=2)


class BadContact(BusinessError):
    """What was entered is neither an address nor a mobile number that can be reached."""


class InvitationRefused(BusinessError):
    """The invitation cannot be sent or accepted; the message says why."""


class NotTheInvited(BusinessError):
    """The invitation went to a contact the person has not confirmed; accepting needs his explicit word."""


def invite(
    enterprise: Enterprise, *, contact: str, role: MemberRole, by: Any, now: datetime.datetime
) -> Invitation:
    """Invite whoever has the address or number; the message goes out after the commit, with a link for seven days.

    Raises BadContact; InvitationRefused for somebody invited already, one's own contact, and too many at a time.
    """
    policies.require(by, "enterprises.enterprise.invite", enterprise)
    email, phone = _read_contact(contact)
    if {email, phone} & confirmed_contacts(by):
        raise InvitationRefused(_("This is your own address or number."))
    try:
        with transaction.atomic():
            Enterprise.objects.select_for_update().get(pk=enterprise.pk)
            waiting = enterprise.invitations.unanswered()
            waiting.filter(expires_at__lte=now, email=email, phone=phone).update(withdrawn_at=now)
            if waiting.filter(expires_at__gt=now).count() >= MOST_OPEN:
                raise InvitationRefused(_("There are too many open invitations. Withdraw some first."))
            row = Invitation.objects.create(
                enterprise=enterprise,
                role=MemberRole(role),
                email=email,
                phone=phone,
                invited_by=by,
                created_at=now,
                expires_at=now + VALID_FOR,
            )
            events.record("invite", enterprise, by=by, payload={"invitation": row.pk, "role": row.role})
    except IntegrityError as fault:
        raise InvitationRefused(
            _("This address or number is invited already. You can send the invitation again.")
        ) from fault
    return row


def invite_again(invitation: Invitation, *, by: Any, now: datetime.datetime) -> Invitation:
    """Send an open invitation once more, with the same link; raises InvitationRefused beyond the limit."""
    policies.require(by, "enterprises.enterprise.invite", invitation.enterprise)
    with transaction.atomic():
        row = _open_invitation(invitation, now)
        if row.sendings >= MOST_SENDINGS:
            raise InvitationRefused(
                _("It was sent three times. Withdraw it and check the address before you invite again.")
            )
        if row.sent_at and now - row.sent_at < BETWEEN_SENDINGS:
            raise InvitationRefused(_("It was sent a moment ago. Give it two minutes."))
        row.sendings += 1
        row.sent_at = None
        row.save(update_fields=["sendings", "sent_at"])
        events.record("invite", row.enterprise, by=by, payload={"invitation": row.pk, "role": row.role})
    return row


def withdraw_invitation(invitation: Invitation, *, by: Any, now: datetime.datetime) -> Invitation:
    """Make the link of an invitation worthless; raises InvitationRefused when it was accepted meanwhile."""
    policies.require(by, "enterprises.enterprise.withdraw_invitation", invitation.enterprise)
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.accepted_at:
            raise InvitationRefused(_("The invitation has been accepted. Remove the member instead."))
        row.withdrawn_at = row.withdrawn_at or now
        row.save(update_fields=["withdrawn_at"])
        events.record("withdraw_invitation", row.enterprise, by=by, payload={"invitation": row.pk})
    return row


def send_invitation(invitation: Invitation, *, now: datetime.datetime) -> bool:
    """Send the mail or text of an open invitation; return whether there was something to send.

    Whatever keeps it from going out is raised, so that the delivery of the event tries again.
    """
    row = Invitation.objects.select_for_update().select_related("enterprise").get(pk=invitation.pk)
    if not row.is_open(now) or row.sent_at:
        return False
    link = settings.BASE_URL + reverse("portal:invitation", args=[row.token])
    facts = {"enterprise": row.enterprise.name, "link": link, "until": timezone.localtime(row.expires_at)}
    with translation.override(settings.LANGUAGE_CODE):
        if row.email:
            subject = " ".join(render_to_string("enterprises/invitation.subject.txt", facts).split())
            body = render_to_string("enterprises/invitation.body.txt", facts).strip()
            EmailMessage(subject=subject, body=body, to=[row.email]).send()
        else:
            text = " ".join(render_to_string("enterprises/invitation.sms.txt", facts).split())
            sms.send(to=row.phone, text=text, reference=f"invitation-{row.pk}-{row.sendings}")
    row.sent_at = now
    row.save(update_fields=["sent_at"])
    return True


def accept_invitation(
    invitation: Invitation, *, by: User, now: datetime.datetime, is_sure: bool = False
) -> Membership:
    """Make the person a member as invited; the link is worthless afterwards.

    Raises InvitationRefused for an invitation that is over and for members; NotTheInvited unless the person has
    confirmed the invited contact or says (`is_sure`) that the invitation is meant for this account.
    """
    policies.require(by, "enterprises.enterprise.accept_invitation")
    with transaction.atomic():
        row = _open_invitation(invitation, now)
        Enterprise.objects.select_for_update().get(pk=row.enterprise_id)
        if not is_sure and not is_invited(row, by):
            raise NotTheInvited(_("Confirm that the invitation is meant for you and this account."))
        if row.enterprise.memberships.present().filter(user=by).exists():
            raise InvitationRefused(_("You act for this enterprise already."))
        member = Membership.objects.create(enterprise=row.enterprise, user=by, role=row.role, joined_at=now)
        row.accepted_at, row.accepted_by = now, by
        row.save(update_fields=["accepted_at", "accepted_by"])
        facts = {"invitation": row.pk, "member": member.pk, "role": row.role}
        events.record("accept_invitation", row.enterprise, by=by, payload=facts)
    vars(by).pop("_memberships", None)
    return member


def is_invited(invitation: Invitation, user: User) -> bool:
    """Say whether the person has confirmed the very address or number that was invited."""
    return (invitation.email or invitation.phone) in confirmed_contacts(user)


def _open_invitation(invitation: Invitation, now: datetime.datetime) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("enterprise")
    row = rows.get(pk=invitation.pk)
    if row.accepted_at:
        raise InvitationRefused(_("This invitation has been used."))
    if not row.is_open(now):
        raise InvitationRefused(_("This invitation is no longer valid. Ask for a new one."))
    return row


def _read_contact(contact: str) -> tuple[str, str]:
    phone = read_phone(contact)
    if phone:
        if not sms.is_offered():
            raise BadContact(_("Text messages cannot be sent here. Enter an e-mail address."))
        return "", phone
    try:
        validate_email(contact.strip())
    except ValidationError as fault:
        raise BadContact(_("Enter an e-mail address or a mobile number with 11 digits.")) from fault
    return contact.strip().lower(), ""
