"""The pages from the meeting to the decision: who opens them, what they show, what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.enums import Choice
from brandcert.awards.models import (
    Appeal,
    Award,
    Decision,
    Deliberation,
    Objection,
    PublicNotice,
    Recusal,
    Vote,
)
from brandcert.core.models import Approval, Event
from tests.awards.desk import DESK, ENGLISH, appeal, meeting, objection, page, state, step, text, vote

if TYPE_CHECKING:
    from django.test import Client

    from brandcert.accounts.models import User
    from tests.awards.conftest import Committee

MEETING_ROLES = {Role.COMMITTEE, Role.DIRECTOR, Role.AUDITOR, Role.SECRETARY}
DECISION_ROLES = set(Role) - {Role.EXPERT, Role.INSPECTOR, Role.SYSADMIN, Role.SECADMIN}
OBJECTION_ROLES = {Role.CLERK, Role.DIRECTOR, Role.AUDITOR}
PAGES = {
    "deliberation": MEETING_ROLES,
    "publicnotice": set(Role),
    "objection": OBJECTION_ROLES,
    "decision": DECISION_ROLES,
    "appeal": OBJECTION_ROLES,
}


# --- the whole way ---------------------------------------------------------------------------
def test_the_whole_way_from_the_meeting_to_the_decision_through_the_pages(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    application = committee.ready()
    client.force_login(committee.chair)
    called = {
        "batch": world.batch.pk,
        "held_on": world.today.isoformat(),
        "attendees": [member.pk for member in committee.members],
    }
    client.post(f"{DESK}/deliberation/add/", called)
    row = Deliberation.objects.get()
    for member in committee.members:
        client.force_login(member)
        client.post(step(row, "sign_in"))
        assert vote(client, row.items.get(), "for").status_code == 302
    client.force_login(committee.chair)
    client.post(step(row, "close"), {"minutes": "一致同意"})
    for member in committee.members:
        client.force_login(member)
        client.post(step(row, "sign_minutes"))
    client.post(step(row, "propose_notice"))
    client.force_login(world.director)
    assert str(application.product) in text(client, step(row, "publish"))
    client.post(step(row, "publish"), {"confirm": "on"})
    notice = PublicNotice.objects.get()
    committee.end(notice)
    client.force_login(world.secretary)
    client.post(step(notice, "propose_awards"))
    client.force_login(world.director)
    assert str(application.product) in text(client, step(notice, "award"))
    client.post(step(notice, "award"), {"confirm": "on"})
    decision = Decision.objects.get()
    assert Award.objects.get().application_id == application.pk
    assert decision.number in text(client, page(decision))
    assert state(application) == Status.AWARDED


# --- who opens what --------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_the_lists_and_pages_of_its_business_and_no_other(
    committee: Committee, client: Client, role: Role
) -> None:
    application, notice = committee.published()
    filed = objection(notice)
    services.refuse_objection(filed, finding="无据", by=committee.world.clerk, now=timezone.now())
    committee.end(notice)
    services.propose_awards(notice, by=committee.world.secretary)
    decision = services.award_list(notice, by=committee.world.director, today=committee.world.today)
    rows = {
        "deliberation": application.agenda_items.get().deliberation,
        "publicnotice": notice,
        "objection": filed,
        "decision": decision,
        "appeal": appeal(committee),
    }
    client.force_login(committee.world.person(role))
    lists = {name: client.get(f"{DESK}/{name}/").status_code for name in rows}
    pages = {name: client.get(page(row)).status_code for name, row in rows.items()}
    assert lists == {name: 200 if role in roles else 403 for name, roles in PAGES.items()}
    assert pages == {name: 200 if role in roles else 404 for name, roles in PAGES.items()}


def facts() -> tuple[Any, ...]:
    """Return everything a refused act must leave as it was."""
    return (
        Vote.objects.count(),
        Event.objects.count(),
        Approval.objects.count(),
        Deliberation.objects.count(),
        PublicNotice.objects.count(),
        Decision.objects.count(),
        sorted(Application.objects.values_list("pk", "status")),
        sorted(Objection.objects.values_list("pk", "outcome", "admitted_at")),
        sorted(Appeal.objects.values_list("pk", "outcome")),
    )


def refused_posts(committee: Committee, role: Role) -> list[tuple[str, dict[str, Any]]]:
    """Return what the role may see but not do."""
    committee.ready()
    opened = meeting(committee)
    item = opened.items.get()
    ballot = {f"item-{item.pk}-choice": "for"}
    if role == Role.DIRECTOR:
        return [(page(opened, "items", item.pk, "vote"), ballot), (step(opened, "close"), {"minutes": "x"})]
    if role == Role.COMMITTEE:
        return [(step(opened, "publish"), {"confirm": "on"})]
    notice = committee.published()[1]
    if role == Role.CLERK:
        return [(step(notice, "award"), {"confirm": "on"}), (step(notice, "propose_awards"), {})]
    filed = objection(notice)
    return [
        (page(opened, "items", item.pk, "vote"), ballot),
        (step(filed, "admit"), {}),
        (step(filed, "refuse"), {"finding": "x"}),
        (step(filed, "propose_decide"), {"outcome": "upheld", "finding": "x"}),
        (step(appeal(committee), "propose_decide"), {"outcome": "upheld", "finding": "x"}),
    ]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COMMITTEE, Role.CLERK, Role.AUDITOR])
def test_what_a_role_sees_but_may_not_do_is_refused_and_changes_nothing(
    committee: Committee, client: Client, role: Role
) -> None:
    posts = refused_posts(committee, role)
    client.force_login(committee.world.person(role))
    before = facts()
    assert [client.post(url, data).status_code for url, data in posts] == [403] * len(posts)
    assert facts() == before


def test_only_the_committee_calls_meetings(committee: Committee, client: Client) -> None:
    committee.ready()
    client.force_login(committee.world.director)
    assert client.get(f"{DESK}/deliberation/add/").status_code == 403
    assert client.post(f"{DESK}/deliberation/add/", {}).status_code == 403
    assert not Deliberation.objects.exists()


def test_votes_and_pages_are_changed_by_post_only(committee: Committee, client: Client) -> None:
    committee.ready()
    opened = meeting(committee)
    client.force_login(committee.chair)
    assert client.get(page(opened, "items", opened.items.get().pk, "vote")).status_code == 405
    assert client.post(page(opened), {"minutes": "x"}).status_code == 405


# --- the meeting -----------------------------------------------------------------------------
def test_a_meeting_without_quorum_is_not_called_and_what_was_entered_stays(
    committee: Committee, client: Client
) -> None:
    committee.ready()
    client.force_login(committee.chair)
    data = {"batch": committee.world.batch.pk, "held_on": "2026-03-02", "attendees": [committee.chair.pk]}
    answer = client.post(f"{DESK}/deliberation/add/", data, headers=ENGLISH)
    assert answer.context["form"].non_field_errors() == ["At least 3 members must be present."]
    assert "2026-03-02" in answer.content.decode()
    assert not Deliberation.objects.exists()


def test_nobody_sees_the_votes_of_others_before_he_has_voted(committee: Committee, client: Client) -> None:
    committee.ready()
    opened = meeting(committee)
    item = opened.items.get()
    services.cast_vote(item, choice=Choice.AGAINST, by=committee.members[1], reason="质量数据不足")
    readers: list[User] = [committee.chair, committee.world.director, committee.world.person(Role.COMMITTEE)]
    for reader in readers:
        client.force_login(reader)
        shown = text(client, page(opened))
        assert "质量数据不足" not in shown
        assert "Who voted how" not in shown
        assert 'data-cast="1"' in shown
    client.force_login(committee.chair)
    vote(client, item, "for")
    assert "质量数据不足" in text(client, page(opened))
    services.close_deliberation(opened, minutes="记录", by=committee.chair, now=timezone.now())
    client.force_login(committee.world.director)
    assert "质量数据不足" in text(client, page(opened))


def test_a_recusal_needs_its_ground_and_keeps_the_choice_on_the_page(
    committee: Committee, client: Client
) -> None:
    committee.ready()
    item = meeting(committee).items.get()
    client.force_login(committee.chair)
    answer = vote(client, item, "recused")
    assert answer.context["form"].errors == {"reason": ["Please say why you step aside."]}
    assert not Vote.objects.exists()
    assert vote(client, item, "recused", "本企业顾问").status_code == 302
    assert Recusal.objects.get().reason == "本企业顾问"
    assert not Vote.objects.exists()


def test_a_member_who_is_absent_or_late_is_told_why_his_vote_does_not_count(
    committee: Committee, client: Client
) -> None:
    committee.ready()
    opened = meeting(committee)
    item = opened.items.get()
    client.force_login(committee.world.person(Role.COMMITTEE))
    assert "Only members who are present vote" in vote(client, item, "for").content.decode()
    services.close_deliberation(opened, minutes="记录", by=committee.chair, now=timezone.now())
    client.force_login(committee.chair)
    assert "Only members who are present vote" in vote(client, item, "for").content.decode()
    assert not Vote.objects.exists()


def test_the_agenda_shows_what_an_item_lacks_and_where_the_quota_ends(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    world.batch.quota = 1
    world.batch.save()
    committee.ready("0.95")
    weak = committee.ready("0.79", enterprise=world.new_enterprise("91220200XNT000226B"))
    world.integrity_hit(weak.enterprise)
    opened = meeting(committee)
    client.force_login(committee.chair)
    shown = text(client, page(opened))
    first, second = (shown.index(f'id="item-{item.pk}"') for item in opened.items.all())
    assert first < shown.index("The quota ends here") < second
    assert shown.index("total too low") > second
    assert shown.index("The last integrity check found an entry.") > second


def test_the_preview_says_what_will_be_published_and_counts_the_last_day(
    committee: Committee, client: Client
) -> None:
    application = committee.ready()
    held = committee.meeting()
    services.propose_notice(held, by=committee.chair)
    client.force_login(committee.world.director)
    answer = client.get(step(held, "publish"), headers=ENGLISH)
    days = [line["text"] for line in answer.context["lines"]]
    assert [item.application_id for item in answer.context["listed"]] == [application.pk]
    assert days[-1].endswith("working day 7")
    client.post(step(held, "publish"), {})
    assert not PublicNotice.objects.exists()
    client.post(step(held, "publish"), {"confirm": "on"})
    assert PublicNotice.objects.get().ends_on == answer.context["ends_on"]


def test_a_list_that_cannot_be_published_names_the_case_that_stands_in_the_way(
    committee: Committee, client: Client
) -> None:
    committee.ready("0.95")
    poor = committee.ready("0.79")
    held = committee.meeting()
    services.propose_notice(held, by=committee.chair)
    client.force_login(committee.world.director)
    answer = client.post(step(held, "publish"), {"confirm": "on"}, headers=ENGLISH)
    (message,) = answer.context["form"].non_field_errors()
    assert message.startswith(f"{poor.receipt_number} {poor.product}: The total is 79")
    assert not PublicNotice.objects.exists()


def test_the_committee_proposes_to_defer_on_the_page_of_the_case(
    committee: Committee, client: Client
) -> None:
    application = committee.ready()
    held = committee.meeting(Choice.AGAINST)
    client.force_login(committee.chair)
    url = f"/manage/applications/application/{application.pk}/step/reject_or_defer/"
    entered = {"reason_code": "deferred", "reason": "标准未发布"}
    # What no font draws would leave the case ended without its letter.
    assert (
        "\U000f0000"
        in client.post(url, {**entered, "reason": "\U000f0000"}).context["form"].errors["reason"][0]
    )
    read_first = client.post(url, entered).context["preview"]["sheet"]
    assert any("标准未发布" in line for part in read_first["parts"] for line in part["lines"])
    assert not Approval.objects.filter(action="applications.application.reject_or_defer").exists()
    client.post(url, {**entered, "confirmed": "1"})
    proposal = Approval.objects.get(action="applications.application.reject_or_defer")
    expected = {"reason_code": "deferred", "reason": "标准未发布", "deliberation": held.pk}
    assert proposal.details == expected
    assert "标准未发布" in text(client, page(held))
    # It belongs to the list of the meeting: nobody approves it alone.
    client.force_login(committee.world.director)
    approve = f"/manage/applications/application/{application.pk}/approvals/{proposal.pk}/approve/"
    assert client.post(approve).status_code in (302, 404)
    assert state(application) == Status.DELIBERATION


# --- the notice ------------------------------------------------------------------------------
def test_the_notice_says_what_is_ready_and_why_the_others_are_not(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    committee.ready("0.95")
    notice = committee.published(enterprise=world.new_enterprise("91220200XNT000226B"))[1]
    filed = objection(notice)
    committee.end(notice)
    client.force_login(world.secretary)
    answer = client.get(page(notice), headers=ENGLISH)
    assert [one["faults"] for one in answer.context["items"]] == [
        ("An objection has not been decided yet.",),
        (),
    ]
    assert filed.receipt_number not in answer.content.decode()
    client.post(step(notice, "propose_awards"))
    assert Approval.objects.filter(action="applications.application.award").count() == 1


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.EXPERT, Role.SECRETARY])
def test_objections_are_counted_only_for_those_who_hear_them(
    committee: Committee, client: Client, role: Role
) -> None:
    notice = committee.published()[1]
    objection(notice)
    client.force_login(committee.world.clerk)
    assert "1 objection</a>" in text(client, page(notice))
    client.force_login(committee.world.person(role))
    assert "1 objection</a>" not in text(client, page(notice))


def test_the_page_says_the_same_as_the_guards_of_the_award(committee: Committee) -> None:
    from brandcert.awards import queries
    from brandcert.core.transitions import blockers

    world = committee.world
    committee.ready("0.95")
    notice = committee.published(enterprise=world.new_enterprise("91220200XNT000226B"))[1]

    def both() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        row = PublicNotice.objects.get(pk=notice.pk)
        lines = queries.listed(row, today=world.today)
        assert {len(line.faults) + len(line.met) for line in lines} == {3}
        return [(line.faults, blockers(line.item.application, "award", by=world.secretary)) for line in lines]

    seen = both()
    objection(notice)
    seen += both()
    committee.end(notice)
    seen += both()
    world.integrity_hit(notice.items.all()[1].application.enterprise)
    seen += both()
    assert [shown for shown, _guards in seen] == [guards for _shown, guards in seen]
    assert {len(shown) for shown, _guards in seen} == {0, 1, 2, 3}
