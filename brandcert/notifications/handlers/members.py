"""What people are told about who acts for an enterprise: requests, arrivals, departures, hand-overs."""

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.enterprises.enums import Outcome
from brandcert.enterprises.models import Enterprise, JoinRequest, Membership, OwnerOffer
from brandcert.notifications import queries, services

E = "enterprises.enterprise"
TO_OWNERS = {"ask_to_join": "member.asks", "accept_invitation": "member.joined", "leave": "member.left"}
TO_MEMBER = {"change_role": "member.role", "remove_member": "member.removed"}


@subscribe(*(f"{E}.{act}" for act in TO_OWNERS))
def tell_owners(event: Event) -> None:
    """Tell the owners who wants to come in, came in or went; without an owner the clerks hear of a request."""
    enterprise, act = Enterprise.objects.get(pk=event.subject_id), event.name.rpartition(".")[2]
    owners = queries.owners_of(enterprise)
    if act == "ask_to_join" and not owners:
        services.tell(
            event,
            queries.staff_in(Role.CLERK),
            notice="staff.join_request",
            facts={"enterprise": enterprise.name},
            url=reverse("admin:enterprises_enterprise_change", args=[enterprise.pk]),
        )
        return
    _tell_members(event, queries.without(owners, event.actor), enterprise, notice=TO_OWNERS[act])


@subscribe(f"{E}.decide_request")
def tell_requester(event: Event) -> None:
    """Tell who asked to join; declined, nothing of the enterprise but the code that was typed."""
    asked = JoinRequest.objects.select_related("user", "enterprise").get(pk=event.payload["request"])
    is_in = event.payload["outcome"] == Outcome.ACCEPTED
    facts: queries.Facts = (
        {"enterprise": asked.enterprise.name} if is_in else {"code": asked.enterprise.credit_code or ""}
    )
    services.tell(
        event,
        _active(asked.user),
        notice="member.let_in" if is_in else "member.declined",
        facts=facts,
        url=reverse("portal:asked", args=[asked.pk]),
        enterprise=asked.enterprise if is_in else None,
    )


@subscribe(*(f"{E}.{act}" for act in TO_MEMBER))
def tell_member(event: Event) -> None:
    """Tell a member whose role was changed or ended by somebody else."""
    member = _member(event)
    services.tell(
        event,
        queries.without(_active(member.user), event.actor),
        notice=TO_MEMBER[event.name.rpartition(".")[2]],
        facts={"enterprise": member.enterprise.name, "role": queries.later(member.get_role_display)},
        url=reverse("portal:home"),
    )


@subscribe(f"{E}.offer_ownership", f"{E}.answer_offer")
def tell_of_hand_over(event: Event) -> None:
    """Tell the receiver of an offer, and the giver of its answer; a withdrawn one is told to nobody."""
    rows = OwnerOffer.objects.select_related("enterprise", "offered_by", "offered_to")
    offer = rows.get(pk=event.payload["offer"])
    answer = event.payload.get("answer")
    if answer == Outcome.WITHDRAWN:
        return
    notices = {Outcome.ACCEPTED: "member.taken_over", Outcome.DECLINED: "member.not_taken_over"}
    _tell_members(
        event,
        _active(offer.offered_by if answer else offer.offered_to),
        offer.enterprise,
        notice=notices[Outcome(answer)] if answer else "member.offered",
    )


@subscribe(f"{E}.appoint_owner")
def tell_of_appointment(event: Event) -> None:
    """Tell everybody who acts for the enterprise that staff appointed an owner."""
    member = _member(event)
    people = queries.members_of(member.enterprise)
    _tell_members(
        event, people, member.enterprise, notice="member.owner_appointed", colleague=str(member.user)
    )


def _member(event: Event) -> Membership:
    return Membership.objects.select_related("user", "enterprise").get(pk=event.payload["member"])


def _active(user: User) -> list[User]:
    return [user] if user.is_active else []


def _tell_members(
    event: Event, people: list[User], enterprise: Enterprise, *, notice: str, colleague: str = ""
) -> None:
    services.tell(
        event,
        people,
        notice=notice,
        facts={"enterprise": enterprise.name, "colleague": colleague or queries.name_behind(event.actor)},
        url=reverse("portal:members"),
        enterprise=enterprise,
    )
