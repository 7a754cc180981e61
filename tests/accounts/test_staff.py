"""Accounts of the staff by three administrators: made, appointed, deputised, left, reset, taken over in an emergency."""

from __future__ import annotations

import datetime
import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from brandcert.accounts import services
from brandcert.accounts.checks import check_separation
from brandcert.accounts.enums import ADMINISTRATORS, CRITICAL, GrantKind, Role
from brandcert.accounts.forms.staff import PersonForm
from brandcert.accounts.models import AccessReview, RoleGrant, User
from brandcert.accounts.services import BadStaffAccount, GrantRefused
from brandcert.applications.enums import Status
from brandcert.core import approvals, delivery, events, policies
from brandcert.core.errors import Refused
from brandcert.core.models import Approval, Event
from brandcert.notifications.models import Message
from brandcert.reviews.models import Expert
from brandcert.reviews.services import edit_expert
from tests.world import PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterator

USERS, GRANTS = "/manage/accounts/user/", "/manage/accounts/rolegrant/"
DAY = datetime.timedelta(days=1)


def act(client: Client, user: User, url: str, **data: Any) -> Any:
    """Take a step as the person."""
    client.force_login(user)
    return client.post(url, {key: value for key, value in data.items() if value is not None})


def told(kind: str) -> set[User]:
    """Deliver what waits and return who got a message of the kind."""
    for event in Event.objects.unsettled():
        delivery.deliver(event.pk)
    return {message.recipient for message in Message.objects.filter(kind=kind)}


def acts(row: Any) -> list[str]:
    return [event.name.rpartition(".")[2] for event in Event.objects.about(row)]


# --- from the first letter to the closed account -------------------------------------------------
@pytest.mark.both
def test_a_life_of_an_account_by_the_pages_of_three_administrators(world: World, client: Client) -> None:
    second = world.person(Role.SECADMIN)
    act(client, world.sysadmin, f"{USERS}add/", email="New@Example.org", name="新人", is_superuser="on")
    person = User.objects.get(email="new@example.org")
    assert (person.is_staff, person.is_superuser, person.has_usable_password(), person.roles) == (
        True,
        False,
        False,
        frozenset(),
    )
    assert told("account.invited") == {person}
    # The system administrator gives no role, and nobody appoints himself.
    page = f"{USERS}{person.pk}/step"
    term = {"since": world.today.isoformat(), "until": (world.today + 30 * DAY).isoformat()}
    given = {"role": Role.CLERK, "reason": "新到岗"}
    assert act(client, world.sysadmin, f"{page}/grant/", **given, **term).status_code == 403
    own = f"{USERS}{world.secadmin.pk}/step/grant/"
    assert act(client, world.secadmin, own, **given, **term).status_code == 403
    act(client, world.secadmin, f"{page}/grant/", **given, **term)
    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, grant.until, grant.reason) == (Role.CLERK, world.today + 30 * DAY, "新到岗")
    # A grave role takes a second security administrator.
    assert (
        act(client, world.secadmin, f"{page}/grant/", role=Role.DIRECTOR, reason="x", **term).status_code
        == 200
    )
    act(client, world.secadmin, f"{page}/propose_appoint/", role=Role.DIRECTOR, reason="主持工作", **term)
    approve = f"{USERS}{person.pk}/approvals/{Approval.objects.get().pk}/approve/"
    for someone in (world.secadmin, world.sysadmin, world.director):
        assert act(client, someone, approve).status_code in {403, 404}
    act(client, second, approve)
    assert person.grants.filter(role=Role.DIRECTOR).count() == 1
    # Ended at once: not from tomorrow on.
    act(client, world.secadmin, f"{GRANTS}{grant.pk}/step/end_grant/", reason="调岗")
    assert User.objects.get(pk=person.pk).roles == {Role.DIRECTOR}
    shown = client.get(f"{USERS}{person.pk}/change/").content.decode()
    assert "主持工作" in shown
    # Whoever leaves is out of every window at once, and stays in the records.
    inside = Client()
    inside.force_login(person)
    assert inside.get("/manage/").status_code == 200
    act(client, world.sysadmin, f"{page}/leave/", reason="调离", successor=world.clerk.pk)
    person.refresh_from_db()
    assert (person.is_active, person.roles, inside.get("/manage/").status_code) == (False, frozenset(), 302)
    assert Event.objects.about(person).order_by("-id")[0].payload["roles"] == [Role.DIRECTOR]
    act(client, world.sysadmin, f"{page}/readmit/", reason="返岗")
    person = User.objects.get(pk=person.pk)
    assert (person.is_active, person.roles, person.has_usable_password()) == (True, frozenset(), False)
    assert acts(person) == ["create", "propose_appoint", "leave", "readmit"]


def test_open_work_is_named_to_the_successor(world: World) -> None:
    application = world.application(Status.REVIEW_DONE)
    approvals.propose("reject_for_fraud", application, by=world.clerk, details={"reason": "x"})
    successor, colleague = world.person(), world.person(Role.CLERK)
    appointment = services.propose_appointment(
        world.clerk, role=Role.DIRECTOR, since=world.today, reason="x", by=world.person(Role.SECADMIN)
    )

    services.leave(world.clerk, reason="调离", successor=successor, by=world.sysadmin, now=world.now)

    assert told("staff.handover") == {successor, colleague}
    # Nobody approves an appointment of somebody who is gone; what he proposed for a case stays.
    assert list(Approval.objects.filter(outcome="").values_list("action", flat=True)) == [
        "applications.application.reject_for_fraud"
    ]
    assert Approval.objects.get(pk=appointment.pk).reason == "调离"
    with pytest.raises(BadStaffAccount):
        services.leave(world.auditor, reason="调离", by=world.sysadmin, now=world.now)
    with pytest.raises(Refused):
        services.leave(world.owner, reason="x", by=world.sysadmin, now=world.now)


def test_a_lost_factor_is_taken_off_by_two_persons_and_the_password_with_it(
    world: World, client: Client
) -> None:
    person = world.clerk
    TOTP.activate(person, generate_totp_secret())
    inside = Client()
    inside.force_login(person)
    page = f"{USERS}{person.pk}"

    act(client, world.sysadmin, f"{page}/step/propose_reset_factors/", reason="手机遗失")
    approve = f"{page}/approvals/{Approval.objects.get().pk}/approve/"
    assert act(client, world.sysadmin, approve).status_code == 403
    assert Authenticator.objects.filter(user=person).exists()
    act(client, world.secadmin, approve)

    person.refresh_from_db()
    assert not Authenticator.objects.filter(user=person).exists()
    assert (person.check_password(PASSWORD), inside.get("/manage/").status_code) == (False, 302)
    assert told("account.factors_reset") == {person}


def test_the_address_before_is_told_of_a_new_one(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    before = world.clerk.email
    with django_capture_on_commit_callbacks(execute=True):
        services.change_particulars(world.clerk, name="改名", email="moved@example.org", by=world.sysadmin)
    world.clerk.refresh_from_db()

    assert (world.clerk.name, world.clerk.email) == ("改名", "moved@example.org")
    assert [letter.to for letter in mail.outbox if "m***@example.org" in letter.body] == [[before]]
    with pytest.raises(BadStaffAccount):
        services.change_particulars(
            world.clerk, name="改名", email=str(world.director.email), by=world.sysadmin
        )


# --- deputies and emergencies --------------------------------------------------------------------
def test_a_deputy_acts_in_the_place_of_somebody_and_every_act_says_so(world: World, client: Client) -> None:
    deputy, grant = world.secretary, RoleGrant.objects.get(user=world.clerk)
    term = {"since": world.today.isoformat(), "until": (world.today + 7 * DAY).isoformat(), "reason": "出差"}
    act(client, world.secadmin, f"{GRANTS}{grant.pk}/step/deputise/", deputy=deputy.pk, **term)
    made = RoleGrant.objects.get(kind=GrantKind.DEPUTY)
    assert (made.user, made.role, made.stands_in_for) == (deputy, Role.CLERK, grant)
    application = world.application(Status.RECOMMENDED)
    page = f"/manage/applications/application/{application.pk}/"

    entered = {"reason": "材料不全", "reason_code": "incomplete", "confirmed": "1"}
    act(client, deputy, f"{page}step/refuse_acceptance/", **entered)

    event = Event.objects.about(application).get(name__endswith=".refuse_acceptance")
    assert event.payload["under"] == [f"deputy:{world.clerk.pk}"]
    assert f"代理{world.clerk}" in client.get(f"{page}change/").content.decode()
    # What the deputy does by an own role says nothing of anybody else.
    other = world.application(Status.EXPERT_REVIEW)
    act(client, deputy, f"/manage/applications/application/{other.pk}/step/finish_review/", reason="x")
    assert not any("under" in event.payload for event in Event.objects.about(other))
    for wrong in ({"until": world.today + 200 * DAY}, {"deputy": world.clerk}, {"deputy": world.auditor}):
        values: dict[str, Any] = {
            "deputy": world.inspector,
            "since": world.today,
            "until": world.today + DAY,
            **wrong,
        }
        with pytest.raises(GrantRefused):
            services.deputise(grant, reason="x", by=world.secadmin, **values)
    with pytest.raises(GrantRefused):
        services.deputise(
            RoleGrant.objects.get(user=world.director),
            deputy=world.inspector,
            since=world.today,
            until=world.today + DAY,
            reason="x",
            by=world.secadmin,
        )


def test_an_emergency_access_ends_by_itself_and_is_reviewed_by_the_auditor(
    world: World, client: Client
) -> None:
    auditor, taker = world.auditor, world.secretary
    url = f"{GRANTS}emergency/"
    given = {"role": Role.CLERK, "hours": 2, "reason": "受理员失联，今日到期，无人可办"}
    for someone in (world.sysadmin, auditor, world.owner):
        assert act(client, someone, url, **given).status_code in {302, 403}
    assert not RoleGrant.objects.filter(kind=GrantKind.EMERGENCY).exists()
    act(client, taker, url, **{**given, "role": Role.DIRECTOR})
    act(client, taker, url, **{**given, "hours": 9})
    assert not RoleGrant.objects.filter(kind=GrantKind.EMERGENCY).exists()

    act(client, taker, url, **given)
    grant = RoleGrant.objects.get(kind=GrantKind.EMERGENCY)
    assert told("staff.emergency") == {auditor}
    page = f"{GRANTS}{grant.pk}/change/"
    client.force_login(taker)
    assert page in client.get("/manage/").content.decode()
    assert "step/close_emergency/" in client.get(page).content.decode()
    client.force_login(auditor)
    assert not RoleGrant.objects.to_review().exists()
    assert RoleGrant.objects.running().get() == grant
    assert page in client.get("/manage/queues/emergencies-running/").content.decode()
    application = world.application(Status.RECOMMENDED)
    case = f"/manage/applications/application/{application.pk}/step/refuse_acceptance/"
    act(client, taker, case, reason="x", reason_code="incomplete", confirmed="1")
    review = f"{GRANTS}{grant.pk}/step/review_emergency/"
    assert act(client, auditor, review, is_justified="yes", finding="早").status_code == 409
    RoleGrant.objects.filter(pk=grant.pk).update(expires_at=timezone.now())
    assert User.objects.get(pk=taker.pk).roles == {Role.SECRETARY}

    client.force_login(auditor)
    assert "待核查" in client.get("/manage/").content.decode()
    shown = client.get(f"{GRANTS}{grant.pk}/change/").content.decode()
    assert f"申报 {application.pk}" in shown
    act(client, taker, review, is_justified="yes", finding="自查")
    assert not AccessReview.objects.exists()
    act(client, auditor, review, is_justified="no", finding="可以联系到值班人员")
    assert (AccessReview.objects.get().is_justified, RoleGrant.objects.to_review().exists()) == (False, False)


def test_the_second_administrator_reads_words_and_a_number_is_a_number(world: World, client: Client) -> None:
    given = {"role": Role.DIRECTOR, "since": world.today, "reason": "换届"}
    person = world.person()
    services.propose_appointment(person, by=world.secadmin, **given)  # type: ignore[arg-type] # as the form gives it
    client.force_login(world.person(Role.SECADMIN))
    shown = client.get(f"{USERS}{person.pk}/change/").content.decode()
    assert str(Role.DIRECTOR.label) in shown
    assert "<dt>since" not in shown
    second = world.person(Role.SECADMIN)
    row = approvals.approve(Approval.objects.get(), by=second)
    client.force_login(world.auditor)
    for page in ("change", "history"):
        shown = client.get(f"{GRANTS}{row.pk}/{page}/", headers={"accept-language": "en"}).content.decode()
        for words in (f"proposed by {world.secadmin} on", f"approved by {second} on", "reason: 换届"):
            assert words in shown, (page, words)
    new = {"email": "neu@example.org", "name": "新人"}
    assert not PersonForm({**new, "phone": "abc"}).is_valid()
    assert PersonForm({**new, "phone": "0431-8890 1234"}).is_valid()


def test_who_holds_an_emergency_access_ends_it_on_its_page(world: World, client: Client) -> None:
    reason, now = "受理员失联，今日到期，无人可办", timezone.now()
    grant = services.open_emergency(role=Role.CLERK, hours=2, reason=reason, by=world.secretary, now=now)
    client.force_login(world.sysadmin)
    leave = f"{USERS}{world.secretary.pk}/step/leave/"
    seen = re.findall(r'name="version" value="([^"]+)"', client.get(leave).content.decode())[0]
    act(client, world.secretary, f"{GRANTS}{grant.pk}/step/close_emergency/")
    assert not RoleGrant.objects.get(pk=grant.pk).is_in_force()
    assert grant.get_role_display() not in client.get("/manage/").content.decode()
    # A page of the account opened before shows a role that is held no more: it does nothing.
    act(client, world.sysadmin, leave, reason="调离", version=seen)
    assert User.objects.get(pk=world.secretary.pk).is_active
    client.force_login(world.director)
    assert client.get(f"{GRANTS}{grant.pk}/change/").status_code == 404


def test_an_emergency_access_is_for_the_bureau_alone_and_keeps_apart_what_is_apart(world: World) -> None:
    given: dict[str, Any] = {"hours": 2, "now": timezone.now()}
    reason = "受理员失联，今日到期，无人可办"
    outside = (Role.RECOMMENDER, Role.EXPERT, Role.INSPECTOR, Role.COMMITTEE, *sorted(ADMINISTRATORS))
    pooled = world.person(Role.SECRETARY)
    Expert.objects.create(user=pooled, employer="某学院")
    member = world.member(world.enterprise)
    RoleGrant.objects.create(user=member, role=Role.CLERK)
    mixed = world.person(Role.CLERK, Role.COMMITTEE)
    for someone in (
        *(world.person(role, unit=_unit_of(world, role)) for role in outside),
        pooled,
        member,
        mixed,
    ):
        with pytest.raises(Refused):
            services.open_emergency(role=Role.SUPERVISOR, reason=reason, by=someone, **given)
    for taker, role, words in (
        (world.person(Role.SECRETARY), Role.CLERK, "急 急 急 急 急 急"),
        (world.person(Role.DIRECTOR), Role.CLERK, reason),
        (world.person(Role.LEGAL), Role.SUPERVISOR, reason),
    ):
        with pytest.raises(GrantRefused):
            services.open_emergency(role=role, reason=words, by=taker, **given)
    assert not RoleGrant.objects.filter(kind=GrantKind.EMERGENCY).exists()


def test_who_recommended_accepts_the_case_in_no_borrowed_role_and_nobody_keeps_his_own_entry(
    world: World,
) -> None:
    person = world.person(Role.SECRETARY)
    application = world.application(Status.RECOMMENDED)
    reason = "受理员失联，今日到期，无人可办"
    services.open_emergency(role=Role.CLERK, hours=2, reason=reason, by=person, now=timezone.now())
    taker = User.objects.get(pk=person.pk)
    steps = ("check_eligibility", "accept", "refuse_acceptance")
    assert all(policies.allowed(taker, f"applications.application.{step}", application) for step in steps)
    events.record("recommend", application, by=person)
    assert not any(policies.allowed(taker, f"applications.application.{step}", application) for step in steps)

    own = Expert.objects.create(user=person, employer="某学院")
    with pytest.raises(Refused):
        edit_expert(own, values={"title": "教授"}, by=taker, today=timezone.localdate())


def _unit_of(world: World, role: Role) -> Any:
    return world.unit if role == Role.RECOMMENDER else None


# --- apart ---------------------------------------------------------------------------------------
def pairs() -> Iterator[tuple[Role, Role]]:
    business = (Role.CLERK, Role.DIRECTOR, Role.EXPERT)
    yield from itertools.permutations(sorted(ADMINISTRATORS), 2)
    yield from itertools.product(sorted(ADMINISTRATORS), business)
    yield from itertools.product(business, sorted(ADMINISTRATORS))


@pytest.mark.both
def test_r83_no_term_of_any_role_overlaps_an_administration(world: World) -> None:
    first, second = world.secadmin, world.person(Role.SECADMIN)

    def grant(user: User, role: Role, since: datetime.date) -> None:
        if role in CRITICAL:
            asked = services.propose_appointment(user, role=role, since=since, reason="x", by=first)
            approvals.approve(asked, by=second)
        else:
            services.grant_role(user=user, role=role, since=since, reason="x", by=first)

    for held, asked in pairs():
        person = world.person(held)
        for since in (world.today, world.today + 400 * DAY):
            with pytest.raises(GrantRefused):
                grant(person, asked, since)
    # One after the other is no overlap; the same role again after its end neither.
    person = world.person(Role.CLERK)
    RoleGrant.objects.filter(user=person).update(until=world.today + DAY)
    grant(person, Role.AUDITOR, world.today + 2 * DAY)
    again = world.person(Role.CLERK)
    RoleGrant.objects.filter(user=again).update(until=world.today - DAY)
    grant(again, Role.CLERK, world.today)


def test_r83_the_check_of_an_installation_finds_planted_faults(world: World) -> None:
    assert check_separation() == []
    User.objects.create_superuser("root@example.org", "x")
    RoleGrant.objects.create(user=world.sysadmin, role=Role.CLERK, since=world.today)
    unmarked = world.clerk
    unmarked.is_staff = False
    unmarked.save()

    assert len(check_separation()) == 3


def test_the_first_administrators_are_made_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    people = [
        *("--sysadmin", "a@example.org", "甲"),
        *("--secadmin", "b@example.org", "乙"),
        *("--auditor", "d@example.org", "丁"),
    ]
    with pytest.raises(CommandError):
        call_command("found_administrators", *people)
    assert not User.objects.exists()
    call_command("found_administrators", *people, "--secadmin", "c@example.org", "丙")

    assert capsys.readouterr().out.split() == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
        "d@example.org",
    ]
    assert RoleGrant.objects.count() == len(told("account.invited")) == 4
    with pytest.raises(CommandError):
        call_command("found_administrators", *people, "--secadmin", "e@example.org", "戊")
