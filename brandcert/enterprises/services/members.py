"""Who acts for an enterprise: roles, leaving, handing over, asking to join, and the owner that staff appoint."""

import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, Refused, SomeoneWasFaster, require_unchanged
from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.enterprises.enums import MemberRole, Outcome
from brandcert.enterprises.models import (
    Enterprise,
    Invitation,
    JoinRequest,
    Membership,
    OwnerAppointment,
    OwnerOffer,
)

SHORTEST_REASON: Final = 10
# A person who was declined may ask again only after a while.
PAUSE_AFTER_REFUSAL: Final = datetime.timedelta(days=30)
MOST_REQUESTS: Final = 5


class LastOwner(BusinessError):
    """The enterprise would be left without anybody who may decide for it."""


class MemberRefused(BusinessError):
    """The change among the people of an enterprise is not possible; the message says why."""


def change_role(
    member: Membership, *, role: MemberRole, by: Any, now: datetime.datetime, seen: str | None = None
) -> Membership:
    """Make a member owner or editor; raises LastOwner when nobody would be owner any more.

    `seen` is the role the person had before the eyes; raises FactsChanged when it is another one now.
    """
    policies.require(by, "enterprises.enterprise.change_role", member.enterprise)
    with transaction.atomic():
        row = _locked(member)
        require_unchanged(seen, row.role)
        if row.role == MemberRole.OWNER and MemberRole(role) != MemberRole.OWNER:
            _keep_an_owner(row)
        row.role = MemberRole(role)
        row.save(update_fields=["role"])
        _end_promises(row, now)
        events.record("change_role", row.enterprise, by=by, payload={"member": row.pk, "role": row.role})
    return row


def remove_member(member: Membership, *, by: Any, now: datetime.datetime) -> Membership:
    """End a member's right to act for the enterprise; what they did stays. Raises LastOwner, MemberRefused for oneself."""
    policies.require(by, "enterprises.enterprise.remove_member", member.enterprise)
    if member.user_id == by.pk:
        raise MemberRefused(_("To go yourself, choose “Leave”."))
    return _end(member, "remove_member", by, now)


def leave(enterprise: Enterprise, *, by: Any, now: datetime.datetime) -> Membership:
    """End one's own membership; raises LastOwner for the only owner, who hands over first."""
    policies.require(by, "enterprises.enterprise.leave", enterprise)
    member = enterprise.memberships.present().get(user=by)
    return _end(member, "leave", by, now)


def offer_ownership(member: Membership, *, by: Any, now: datetime.datetime) -> OwnerOffer:
    """Offer the enterprise to a colleague; nothing changes before he confirms. One offer at a time."""
    policies.require(by, "enterprises.enterprise.offer_ownership", member.enterprise)
    if member.user_id == by.pk or member.role == MemberRole.OWNER:
        raise MemberRefused(_("Choose a colleague who is not an owner yet."))
    try:
        with transaction.atomic():
            row = _locked(member)
            offer = OwnerOffer.objects.create(
                enterprise=row.enterprise, offered_by=by, offered_to=row.user, created_at=now
            )
            events.record("offer_ownership", row.enterprise, by=by, payload={"offer": offer.pk})
    except IntegrityError as fault:
        raise MemberRefused(_("A hand-over is waiting for its confirmation already.")) from fault
    return offer


def answer_offer(offer: OwnerOffer, *, answer: Outcome, by: Any, now: datetime.datetime) -> OwnerOffer:
    """Accept, decline or withdraw a hand-over; accepted, the receiver is owner and the giver editor.

    The receiver accepts or declines, the giver withdraws; anything else raises Refused.
    """
    policies.require(by, "enterprises.enterprise.answer_offer", offer.enterprise)
    right = offer.offered_by_id if answer == Outcome.WITHDRAWN else offer.offered_to_id
    if by.pk != right:
        raise Refused(_("This hand-over waits for somebody else."))
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=offer.enterprise_id)
        row = OwnerOffer.objects.select_for_update().get(pk=offer.pk)
        if row.outcome:
            raise SomeoneWasFaster(_("This hand-over has been answered."))
        row.outcome, row.answered_at = answer, now
        row.save(update_fields=["outcome", "answered_at"])
        if answer == Outcome.ACCEPTED:
            present = offer.enterprise.memberships.present()
            present.filter(user=row.offered_to_id).update(role=MemberRole.OWNER)
            present.filter(user=row.offered_by_id).update(role=MemberRole.EDITOR)
        events.record(
            "answer_offer", offer.enterprise, by=by, payload={"offer": row.pk, "answer": str(answer)}
        )
    vars(by).pop("_memberships", None)
    return row


def ask_to_join(*, credit_code: str, by: User, now: datetime.datetime) -> JoinRequest:
    """Ask the owners of the enterprise with the code to let the person in; asking again while it waits changes nothing.

    Raises MemberRefused for members, after a refusal of the last weeks, and for too many requests at a time.
    """
    policies.require(by, "enterprises.enterprise.ask_to_join")
    enterprise = Enterprise.objects.get(credit_code=read_credit_code(credit_code).code)
    if enterprise.memberships.present().filter(user=by).exists():
        raise MemberRefused(_("You act for this enterprise already."))
    earlier = JoinRequest.objects.filter(user=by)
    waiting = earlier.filter(enterprise=enterprise, outcome="").first()
    if waiting is not None:
        return waiting
    if earlier.filter(
        enterprise=enterprise, outcome=Outcome.DECLINED, decided_at__gt=now - PAUSE_AFTER_REFUSAL
    ).exists():
        raise MemberRefused(
            _("A request of yours was declined. Speak with your enterprise before you ask again.")
        )
    if earlier.filter(outcome="").count() >= MOST_REQUESTS:
        raise MemberRefused(_("Several requests of yours are waiting. Wait for their answers first."))
    try:
        with transaction.atomic():
            row = JoinRequest.objects.create(enterprise=enterprise, user=by, created_at=now)
            events.record("ask_to_join", enterprise, by=by, payload={"request": row.pk})
    except IntegrityError:
        return JoinRequest.objects.get(enterprise=enterprise, user=by, outcome="")
    return row


def decide_request(
    asked: JoinRequest,
    *,
    is_accepted: bool,
    role: MemberRole = MemberRole.EDITOR,
    by: Any,
    now: datetime.datetime,
) -> JoinRequest:
    """Let the person in, or decline; raises SomeoneWasFaster when it has been decided."""
    policies.require(by, "enterprises.enterprise.decide_request", asked.enterprise)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=asked.enterprise_id)
        row = (
            JoinRequest.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=asked.pk)
        )
        if row.outcome:
            raise SomeoneWasFaster(_("This request has been answered."))
        row.outcome = Outcome.ACCEPTED if is_accepted else Outcome.DECLINED
        row.decided_at, row.decided_by = now, by
        row.save(update_fields=["outcome", "decided_at", "decided_by"])
        present = row.enterprise.memberships.present()
        if is_accepted and not present.filter(user=row.user_id).exists():
            Membership.objects.create(
                enterprise=row.enterprise, user_id=row.user_id, role=MemberRole(role), joined_at=now
            )
        facts = {"request": row.pk, "outcome": row.outcome, "role": str(role)}
        events.record("decide_request", row.enterprise, by=by, payload=facts)
    return row


def appoint_owner(
    enterprise: Enterprise, *, person: User, reason: str, by: Any, now: datetime.datetime
) -> Membership:
    """Make a person the owner of an enterprise whose owner has vanished; everybody who acts for it is told.

    Where an owner can still sign in only the director decides. Raises MemberRefused without a reason in words, and
    for people of staff, who judge applications and never file them.
    """
    policies.require(by, "enterprises.enterprise.appoint_owner", enterprise)
    if len(reason.strip()) < SHORTEST_REASON:
        raise MemberRefused(_("Say in words why, and which document of the enterprise shows it."))
    if person.is_staff or not person.is_active:
        raise MemberRefused(_("Only an active person who is not of the staff can act for an enterprise."))
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        present = enterprise.memberships.present()
        if enterprise.memberships.owners().exists() and Role.DIRECTOR not in by.roles:
            raise MemberRefused(
                _("The enterprise has an owner who can sign in: only the director decides here.")
            )
        member, _made = present.get_or_create(
            user=person, defaults={"enterprise": enterprise, "role": MemberRole.OWNER, "joined_at": now}
        )
        member.role = MemberRole.OWNER
        member.save(update_fields=["role"])
        JoinRequest.objects.filter(enterprise=enterprise, user=person, outcome="").update(
            outcome=Outcome.ACCEPTED, decided_at=now, decided_by=by
        )
        note = OwnerAppointment.objects.create(
            enterprise=enterprise, person=person, reason=reason.strip(), appointed_by=by, appointed_at=now
        )
        events.record(
            "appoint_owner", enterprise, by=by, payload={"member": member.pk, "appointment": note.pk}
        )
    return member


def _locked(member: Membership) -> Membership:
    """Lock the enterprise, so that two owners cannot go at once, and return the membership as it is now."""
    Enterprise.objects.select_for_update().get(pk=member.enterprise_id)
    row = Membership.objects.select_related("enterprise", "user").get(pk=member.pk)
    if row.left_at is not None:
        raise SomeoneWasFaster(_("This person no longer acts for the enterprise."))
    return row


def _keep_an_owner(member: Membership) -> None:
    if not member.enterprise.memberships.owners().exclude(pk=member.pk).exists():
        raise LastOwner(_("The enterprise needs an owner. Make somebody else owner first, or hand over."))


def _end_promises(member: Membership, now: datetime.datetime) -> None:
    """Withdraw the hand-overs and invitations that rested on the role the person had."""
    offers = OwnerOffer.objects.filter(enterprise=member.enterprise_id, outcome="")
    for side in ("offered_by", "offered_to"):
        offers.filter(**{side: member.user_id}).update(outcome=Outcome.WITHDRAWN, answered_at=now)
    invitations = Invitation.objects.unanswered().filter(enterprise=member.enterprise_id)
    invitations.filter(invited_by=member.user_id).update(withdrawn_at=now)


def _end(member: Membership, act: str, by: Any, now: datetime.datetime) -> Membership:
    with transaction.atomic():
        row = _locked(member)
        if row.role == MemberRole.OWNER:
            _keep_an_owner(row)
        row.left_at = now
        row.save(update_fields=["left_at"])
        _end_promises(row, now)
        events.record(act, row.enterprise, by=by, payload={"member": row.pk})
    vars(by).pop("_memberships", None)
    return row
