"""Who acts for an enterprise: in by invitation or request, out by leaving or removal, and never without an owner."""

from __future__ import annotations

import datetime
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import translation

from brandcert.accounts.models import User
from brandcert.core import policies, sms
from brandcert.core.errors import Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.enterprises import services
from brandcert.enterprises.enums import MemberRole, Outcome
from brandcert.enterprises.models import Invitation, JoinRequest, Membership, OwnerOffer
from brandcert.notifications.models import Message
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import Settings

    from tests.world import World

MAIL, PHONE = "guest@rice.example", "+8613900001234"
OWNERS_ACTS = (
    "invite",
    "withdraw_invitation",
    "decide_request",
    "change_role",
    "remove_member",
    "offer_ownership",
)


def person(email: str | None = MAIL, **fields: Any) -> User:
    return User.objects.create_user(email, "a plain word", name="客人", **fields)


def invited(world: World, contact: str = MAIL, role: MemberRole = MemberRole.EDITOR) -> Invitation:
    return services.invite(world.enterprise, contact=contact, role=role, by=world.owner, now=world.now)


def member_of(world: World, user: User) -> Membership:
    return world.enterprise.memberships.present().get(user=user)


def later(world: World, **by: float) -> datetime.datetime:
    return world.now + datetime.timedelta(**by)


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("id").values_list("subject", flat=True))


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


# --- invitations --------------------------------------------------------------------------------
@pytest.mark.both
@pytest.mark.parametrize("contact", [MAIL, " Guest@Rice.Example ", "139 0000 1234"])
def test_an_invitation_goes_out_and_lets_the_invited_in_once(
    world: World, committed: Callable[..., Any], settings: Settings, tmp_path: Any, contact: str
) -> None:
    settings.SMS_FILE_PATH = str(tmp_path)
    guest = person(phone=PHONE, phone_confirmed=True)
    with committed():
        row = invited(world, contact, MemberRole.OWNER)
    texts = [str(letter.body) for letter in mail.outbox] + [
        path.read_text("utf-8") for path in tmp_path.iterdir()
    ]
    assert len(texts) == 1
    assert row.token in texts[0]
    with committed():
        member = services.accept_invitation(row, by=guest, now=world.now)
    assert (member.user, member.role) == (guest, MemberRole.OWNER)
    assert len(told(world.owner)) == 1
    member.left_at = world.now
    member.save()
    with pytest.raises(services.InvitationRefused):
        services.accept_invitation(row, by=guest, now=world.now)
    assert "guest" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_whoever_did_not_confirm_the_contact_says_so(world: World) -> None:
    row, other = invited(world), person("other@rice.example")
    User.objects.filter(pk=other.pk).update(phone=PHONE)
    with pytest.raises(services.NotTheInvited):
        services.accept_invitation(row, by=other, now=world.now)
    by_phone = invited(world, PHONE)
    with pytest.raises(services.NotTheInvited):
        services.accept_invitation(by_phone, by=User.objects.get(pk=other.pk), now=world.now)
    assert services.accept_invitation(row, by=other, now=world.now, is_sure=True).user == other


def test_an_invitation_ends_by_time_and_by_withdrawal(world: World) -> None:
    guest, row = person(), invited(world)
    with pytest.raises(services.InvitationRefused):
        services.accept_invitation(row, by=guest, now=later(world, days=7))
    services.withdraw_invitation(row, by=world.owner, now=world.now)
    with pytest.raises(services.InvitationRefused):
        services.accept_invitation(row, by=guest, now=world.now)
    assert not world.enterprise.memberships.filter(user=guest).exists()


def test_a_token_of_nobody_opens_nothing(world: World) -> None:
    row = invited(world)
    assert Invitation.objects.by_token(row.token) == row
    for token in ("", row.nonce, row.token[:-1], f"{row.nonce}:x", row.token.swapcase()):
        assert Invitation.objects.by_token(token) is None


def test_invitations_have_limits(world: World) -> None:
    row = invited(world)
    with pytest.raises(services.InvitationRefused, match="already"):
        invited(world)
    with pytest.raises(services.InvitationRefused, match="your own"):
        invited(world, world.owner.email or "")
    for contact in ("", "guest", "guest@", "12345678901"):
        with pytest.raises(services.BadContact):
            invited(world, contact)
    for turn in (1, 2):
        services.invite_again(row, by=world.owner, now=later(world, hours=turn))
    with pytest.raises(services.InvitationRefused, match="three times"):
        services.invite_again(row, by=world.owner, now=later(world, hours=4))
    for number in range(19):
        invited(world, f"guest{number}@rice.example")
    with pytest.raises(services.InvitationRefused, match="too many"):
        invited(world, "one.more@rice.example")
    # One that is over makes room for the same address.
    assert services.invite(
        world.enterprise, contact=MAIL, role=MemberRole.EDITOR, by=world.owner, now=later(world, days=8)
    )


def test_an_invitation_that_cannot_be_sent_is_tried_again(world: World, settings: Settings) -> None:
    settings.SMS_URL = "http://127.0.0.1:1/"
    row = invited(world, PHONE)
    with pytest.raises(sms.Undelivered):
        services.send_invitation(row, now=world.now)
    settings.SMS_URL = "console:"
    assert services.send_invitation(row, now=world.now)
    assert not services.send_invitation(row, now=world.now), "and goes out once"


def test_without_texts_nobody_is_invited_by_phone(world: World, settings: Settings) -> None:
    settings.SMS_URL = ""
    with pytest.raises(services.BadContact):
        invited(world, PHONE)


# --- roles, leaving, removal ----------------------------------------------------------------------
@pytest.mark.parametrize("act", OWNERS_ACTS)
def test_only_owners_decide_who_acts_for_the_enterprise(world: World, act: str) -> None:
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    others = [world.editor, stranger, world.clerk, world.director, world.sysadmin]
    allowed = [
        user
        for user in [world.owner, *others]
        if policies.allowed(user, f"enterprises.enterprise.{act}", world.enterprise)
    ]
    assert allowed == [world.owner]


def test_the_last_owner_stays(world: World) -> None:
    own = member_of(world, world.owner)
    with pytest.raises(services.LastOwner):
        services.leave(world.enterprise, by=world.owner, now=world.now)
    with pytest.raises(services.LastOwner):
        services.change_role(own, role=MemberRole.EDITOR, by=world.owner, now=world.now)
    with pytest.raises(services.MemberRefused):
        services.remove_member(own, by=world.owner, now=world.now)
    second = world.member(world.enterprise, MemberRole.OWNER)
    second.is_active = False
    second.save()
    with pytest.raises(services.LastOwner):
        services.leave(world.enterprise, by=world.owner, now=world.now)
    services.change_role(member_of(world, world.editor), role=MemberRole.OWNER, by=world.owner, now=world.now)
    services.leave(world.enterprise, by=world.owner, now=world.now)
    assert world.enterprise.memberships.owners().get().user == world.editor
    with pytest.raises(Refused):
        services.invite(world.enterprise, contact=MAIL, role=MemberRole.EDITOR, by=world.owner, now=world.now)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_leave_at_once(world: World) -> None:
    second = world.member(world.enterprise, MemberRole.OWNER)
    gate, outcomes = threading.Barrier(2), []

    def run(user: User) -> None:
        try:
            gate.wait()
            services.leave(world.enterprise, by=user, now=world.now)
            outcomes.append("out")
        except services.LastOwner:
            outcomes.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(user,)) for user in (world.owner, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["out", "stays"]


def test_who_is_removed_loses_everything_that_was_open(world: World, committed: Callable[..., Any]) -> None:
    member = member_of(world, world.editor)
    services.change_role(member, role=MemberRole.OWNER, by=world.owner, now=world.now)
    row = services.invite(
        world.enterprise,
        contact=MAIL,
        role=MemberRole.OWNER,
        by=User.objects.get(pk=world.editor.pk),
        now=world.now,
    )
    with committed():
        services.remove_member(member, by=world.owner, now=world.now)
    row.refresh_from_db()
    assert row.withdrawn_at
    assert not policies.allowed(
        User.objects.get(pk=world.editor.pk), "enterprises.enterprise.edit", world.enterprise
    )
    assert told(world.editor) == [f"您已不再是{world.enterprise}成员"]
    with pytest.raises(SomeoneWasFaster):
        services.change_role(member, role=MemberRole.EDITOR, by=world.owner, now=world.now)


# --- handing over ---------------------------------------------------------------------------------
def test_a_hand_over_needs_the_receiver(world: World, committed: Callable[..., Any]) -> None:
    with committed():
        offer = services.offer_ownership(member_of(world, world.editor), by=world.owner, now=world.now)
    assert len(told(world.editor)) == 1
    assert member_of(world, world.editor).role == MemberRole.EDITOR
    for answer, wrong in ((Outcome.ACCEPTED, world.owner), (Outcome.WITHDRAWN, world.editor)):
        with pytest.raises(Refused):
            services.answer_offer(offer, answer=answer, by=wrong, now=world.now)
    with pytest.raises(services.MemberRefused):
        services.offer_ownership(member_of(world, world.editor), by=world.owner, now=world.now)
    with committed():
        services.answer_offer(offer, answer=Outcome.ACCEPTED, by=world.editor, now=world.now)
    assert member_of(world, world.editor).role == MemberRole.OWNER
    assert member_of(world, world.owner).role == MemberRole.EDITOR
    assert len(told(world.owner)) == 1
    with pytest.raises(SomeoneWasFaster):
        services.answer_offer(offer, answer=Outcome.DECLINED, by=world.editor, now=world.now)


def test_a_hand_over_ends_when_one_side_goes(world: World) -> None:
    services.offer_ownership(member_of(world, world.editor), by=world.owner, now=world.now)
    services.leave(world.enterprise, by=world.editor, now=world.now)
    assert OwnerOffer.objects.get().outcome == Outcome.WITHDRAWN


# --- asking to join -------------------------------------------------------------------------------
def ask(world: World, user: User, **when: float) -> JoinRequest:
    return services.ask_to_join(credit_code=CREDIT_CODES[0], by=user, now=later(world, **when))


@pytest.mark.both
@pytest.mark.parametrize("is_accepted", [True, False])
def test_an_owner_answers_a_request_and_both_are_told(
    world: World, committed: Callable[..., Any], is_accepted: bool
) -> None:
    guest = person()
    with committed():
        row = ask(world, guest)
        assert ask(world, guest) == row, "asking twice is asking once"
    assert len(told(world.owner)) == 1
    assert told(world.editor) == []
    with pytest.raises(Refused):
        services.decide_request(row, is_accepted=True, by=world.editor, now=world.now)
    with committed():
        services.decide_request(row, is_accepted=is_accepted, by=world.owner, now=world.now)
    assert world.enterprise.memberships.present().filter(user=guest).exists() == is_accepted
    (message,) = Message.objects.filter(recipient=guest)
    assert (world.enterprise.name in message.subject + message.body) == is_accepted
    assert len(mail.outbox) == 2
    with pytest.raises(SomeoneWasFaster):
        services.decide_request(row, is_accepted=True, by=world.owner, now=world.now)
    if not is_accepted:
        with pytest.raises(services.MemberRefused):
            ask(world, guest, days=29)
        assert ask(world, guest, days=31) != row


def test_members_have_no_need_to_ask_and_nobody_asks_everywhere(world: World) -> None:
    with pytest.raises(services.MemberRefused):
        ask(world, world.editor)
    guest = person()
    JoinRequest.objects.bulk_create(
        JoinRequest(enterprise=world.new_enterprise(None), user=guest, created_at=world.now)
        for _turn in range(5)
    )
    with pytest.raises(services.MemberRefused):
        ask(world, guest)


def test_a_request_nobody_can_answer_reaches_the_clerks(world: World, committed: Callable[..., Any]) -> None:
    world.enterprise.memberships.owners().update(left_at=world.now)
    clerk = world.clerk
    with committed():
        ask(world, person())
    assert len(told(clerk)) == 1
