"""A meeting from its invitation to the signed minutes: attendance, recusal, votes, rules, staged decisions, release."""

from __future__ import annotations

import datetime
import hashlib
import io
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

import pikepdf  # noqa: TID253 - a test may be slow to load
import pytest
from django.test import Client
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries, services
from brandcert.awards.enums import Choice, Presence, Result, Staged, Stance
from brandcert.awards.models import Deliberation, Dossier, Recusal, StagedDecision, Vote
from brandcert.awards.services.minutes import NotReadyToSign
from brandcert.awards.services.staging import CannotStage, NotReady
from brandcert.awards.services.voting import IsRecused, ItemClosed, NotPresent
from brandcert.awards.voting import Rules, outcome
from brandcert.core.errors import BusinessError, GuardFailed, Refused
from brandcert.core.models import Approval
from brandcert.enterprises.models import Membership
from brandcert.programs.enums import Majority, TieRule
from tests.awards.desk import DESK, ENGLISH, meeting, page, step, text, vote
from tests.races import ends, race

if TYPE_CHECKING:
    from tests.awards.conftest import Committee

SECOND = "91220200XNT000226B"


@pytest.mark.parametrize(
    ("votes", "rules", "facts", "expected"),
    [
        ("for for against", Rules(3), {}, Result.CARRIED),
        ("for against abstain", Rules(3), {}, Result.LOST),
        ("for against abstain", Rules(3, tie=TieRule.CHAIR), {"chair": "for"}, Result.CARRIED),
        ("for against abstain", Rules(3, tie=TieRule.CHAIR), {"chair": "abstain"}, Result.LOST),
        ("for against abstain", Rules(3, tie=TieRule.DEFERRED), {}, Result.DEFERRED),
        ("for for abstain", Rules(3, Majority.TWO_THIRDS), {}, Result.CARRIED),
        ("for for for against against", Rules(3, Majority.TWO_THIRDS), {}, Result.LOST),
        ("deferred deferred for", Rules(3), {}, Result.DEFERRED),
        ("for for", Rules(3), {"eligible": 3}, Result.UNDECIDABLE),
        ("for for", Rules(3), {"eligible": 2}, Result.UNDECIDABLE),
    ],
)
def test_votes_are_counted_by_the_rules_of_the_batch(
    votes: str, rules: Rules, facts: dict[str, Any], expected: Result
) -> None:
    cast = votes.split()
    assert outcome({one: cast.count(one) for one in cast}, rules, **facts)[0] == expected


def read(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def called(client: Client, committee: Committee, *more: Any) -> Deliberation:
    """Let the secretary call a meeting to come."""
    client.force_login(committee.world.secretary)
    facts = {
        "batch": committee.world.batch.pk,
        "held_on": committee.world.today.isoformat(),
        "starts_at": "09:30",
        "place": "省局三楼会议室",
        "attendees": [one.pk for one in (*committee.members, *more)],
        "chair": committee.chair.pk,
        "keeper": committee.world.secretary.pk,
    }
    client.post(f"{DESK}/deliberation/add/", facts)
    return Deliberation.objects.get()


def test_a_meeting_is_attended_and_voted_on_by_those_who_may(committee: Committee, client: Client) -> None:
    world = committee.world
    first = committee.ready("0.95")
    second = committee.ready("0.90", enterprise=world.new_enterprise(SECOND))
    tied, absent = world.person(Role.COMMITTEE), world.person(Role.COMMITTEE)
    Membership.objects.create(user=tied, enterprise=second.enterprise, role="editor")
    row = called(client, committee, tied, absent)
    one, two = row.items.all()
    # What ranked it is frozen; who is tied is out for that item alone.
    assert (one.facts["place"], one.facts["total"]) == (1, str(first.total_score))
    assert Recusal.objects.get().evidence.startswith("enterprises.membership:")
    with pytest.raises(NotPresent):
        services.cast_vote(one, choice=Choice.FOR, by=committee.chair)
    noted = {f"presence-{absent.pk}": Presence.EXCUSED, f"note-{absent.pk}": "出差"}
    client.post(step(row, "note_attendance"), noted)
    for member in (*committee.members, tied):
        client.force_login(member)
        client.post(step(row, "sign_in"))
    with pytest.raises(NotPresent):
        services.cast_vote(one, choice=Choice.FOR, by=absent)
    # A recused member sees neither form nor votes of his item.
    services.cast_vote(two, choice=Choice.AGAINST, by=committee.chair, reason="产地依据不足")
    services.cast_vote(one, choice=Choice.AGAINST, by=tied)
    shown = text(client, page(row))
    assert ("You are recused from this item" in shown, "产地依据不足" in shown) == (True, False)
    with pytest.raises(IsRecused):
        services.cast_vote(two, choice=Choice.FOR, by=tied)
    assert vote(client, two, "for").status_code == 200
    # The chair alone counts; the live count says how many, never how.
    assert client.post(page(row, "items", one.pk, "close")).status_code == 403
    client.force_login(committee.chair)
    assert client.get(page(row, "count")).json()["items"] == {str(one.pk): 1, str(two.pk): 1}
    for member in committee.members:
        services.cast_vote(one, choice=Choice.AGAINST, by=member)
        services.cast_vote(one, choice=Choice.FOR, by=member)
    client.post(page(row, "items", one.pk, "close"))
    with pytest.raises(ItemClosed):
        services.cast_vote(one, choice=Choice.FOR, by=tied)
    one = row.items.get(pk=one.pk)
    assert (one.result, one.tally["for"], one.tally["against"], one.tally["eligible"]) == ("carried", 3, 1, 4)
    services.close_deliberation(row, minutes="记录", by=committee.chair, now=timezone.now())
    two = row.items.get(pk=two.pk)
    assert (two.result, two.tally["eligible"], two.tally["recused"]) == (Result.UNDECIDABLE, 3, 1)


def test_minutes_are_drafted_signed_locked_and_only_added_to(committee: Committee, client: Client) -> None:
    world = committee.world
    committee.ready("0.95")
    row = meeting(committee)
    one = row.items.get()
    late = committee.ready("0.85", enterprise=world.new_enterprise(SECOND))
    client.force_login(world.secretary)
    client.post(step(row, "add_item"), {"application": late.pk, "reason": "现场核查昨日完成"})
    assert "现场核查昨日完成" in text(client, page(row))
    client.post(page(row, "items", one.pk, "discuss"), {f"item-{one.pk}-text": "委员认为质量证据充分。"})
    for item in row.items.all():
        for member in committee.members:
            services.cast_vote(item, choice=Choice.FOR, by=member)
    with pytest.raises(NotReadyToSign):
        services.sign_minutes(row, by=committee.chair, now=timezone.now())
    draft = client.get(step(row, "close")).context["form"]["minutes"].value()
    assert all(words in draft for words in ("委员认为质量证据充分。", "现场核查昨日完成"))
    client.post(step(row, "close"), {"minutes": draft})
    services.stage_decision(one, outcome=Staged.AWARD, by=committee.chair)
    with pytest.raises(GuardFailed):
        services.release(row, by=world.director, today=world.today)
    for member in committee.members:
        services.sign_minutes(row, by=member, now=timezone.now())
    row.refresh_from_db()
    assert row.locked_at is not None
    printed = services.read_minutes(row, by=committee.chair)
    row.refresh_from_db()
    assert hashlib.sha256(printed).hexdigest() == row.minutes_sha256
    assert "委员认为质量证据充分" in read(printed)
    client.post(step(row, "add_addendum"), {"text": "更正：第一项发言人为李委员。"})
    row.refresh_from_db()
    assert services.read_minutes(row, by=committee.chair) == printed
    assert "更正：第一项发言人为李委员。" in text(client, page(row))


def test_dossiers_are_made_for_the_whole_agenda_name_no_expert_and_are_the_same_twice(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    committee.ready("0.95")
    row = meeting(committee)
    item = row.items.get()
    client.force_login(world.secretary)
    client.post(step(row, "order_dossiers"))
    assert Dossier.objects.get().made_at is None
    assert client.get(page(row, "items", item.pk, "dossier")).status_code == 404
    assert services.make_dossiers(row.pk) == 1
    made = Dossier.objects.get()
    answer = client.get(page(row, "items", item.pk, "dossier"))
    assert hashlib.sha256(answer.content).hexdigest() == made.sha256
    assert services.print_dossier(item)[0] == answer.content
    with pikepdf.open(io.BytesIO(answer.content)) as pdf, pdf.open_outline() as outline:
        assert len(outline.root[0].children) + len(outline.root) > 5
    # The first page is the front, not an empty one before it.
    assert "综合评议材料" in read(answer.content).partition("\f")[0]
    services.recuse(item, reason="亲属任职", by=committee.members[1])
    client.force_login(committee.members[1])
    assert client.get(page(row, "items", item.pk, "dossier")).status_code == 404
    client.force_login(world.owner)
    assert client.get(page(row, "items", item.pk, "dossier")).status_code in (302, 403, 404)
    with pytest.raises(Refused):
        services.read_dossier(made, by=world.owner)


def test_of_a_secret_ballot_nobody_learns_who_voted_how_and_too_many_recusals_leave_an_item_undecided(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    world.batch.is_ballot_secret = True
    world.batch.save()
    committee.ready("0.95")
    committee.ready("0.90", enterprise=world.new_enterprise(SECOND))
    row = meeting(committee)
    one, two = row.items.all()
    for member in committee.members:
        services.cast_vote(one, choice=Choice.FOR, by=member, reason="无记名理由")
    services.recuse(two, reason="亲属任职", by=committee.members[2])
    client.force_login(committee.chair)
    shown = text(client, page(row))
    assert "Who voted how" not in shown
    assert "as it stands it cannot be decided" in shown
    client.post(page(row, "items", one.pk, "close"))
    one.refresh_from_db()
    assert (one.result, one.tally["for"]) == (Result.CARRIED, 3)
    assert set(Vote.objects.filter(item=one).values_list("choice", "reason")) == {("", "")}
    services.close_deliberation(row, minutes="记录", by=committee.chair, now=timezone.now())
    two.refresh_from_db()
    assert (two.result, two.tally["rule"]) == (Result.UNDECIDABLE, "quorum")
    client.force_login(world.director)
    assert "Who voted how" not in text(client, page(row))


def outside(user: Any, application: Application) -> list[str]:
    """Return what the enterprise and everybody can read, without what changes at each reading."""
    client = Client()
    client.force_login(user)
    pages = ["/portal/", f"/portal/applications/{application.pk}/", "/portal/messages/"]
    public = ["/", "/notices/", "/notices/feed/", "/progress/", "/api/v1/certificates/"]
    found = []
    for url in [*pages, *public]:
        answer = client.get(url)
        lines = answer.content.decode().splitlines()
        stable = [line for line in lines if "csrf" not in line and "<updated>" not in line]
        found += [f"{url} {answer.status_code} {line}" for line in stable]
    return found


def test_decisions_are_put_down_changed_and_taken_back_and_nobody_outside_learns_of_it_before_the_release(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    world.batch.quota_manufacturing = 1
    world.batch.save()
    best = committee.ready("0.95")
    other = committee.ready("0.90")
    row = committee.meeting()
    _one, two = row.items.all()
    before = outside(world.owner, best)
    placed = queries.shortlist(row)
    assert [(line.is_inside, line.is_next) for line in placed] == [(True, False), (False, True)]
    assert len(services.propose_notice(row, by=committee.chair)) == 1
    client.force_login(committee.chair)
    stage = partial(client.post, page(row, "items", two.pk, "stage"), headers=ENGLISH)
    prefix = f"item-{two.pk}"
    assert "Please give a reason." in stage({f"{prefix}-outcome": "reject"}).content.decode()
    stage({f"{prefix}-outcome": "reject", f"{prefix}-reason": "名额已满"})
    stage({f"{prefix}-outcome": "defer", f"{prefix}-reason": "名额已满，下一批再议"})
    client.post(page(row, "items", two.pk, "unstage"))
    assert not StagedDecision.objects.filter(item=two).exists()
    assert Approval.objects.filter(outcome="").count() == 1
    # What the director puts down waits for a member, who confirms it.
    stage_two = partial(services.stage_decision, two, outcome=Staged.DEFER, reason="名额已满")
    assert stage_two(by=world.director).approval is None
    trial = services.try_release(row, by=world.director, today=world.today)
    assert ["confirm" in one.fault or "确认" in one.fault for one in trial] == [False, True]
    with pytest.raises(NotReady):
        services.release(row, by=world.director, today=world.today)
    assert [one for one in outside(world.owner, best) if one not in before] == []
    stage_two(by=committee.members[1])
    # All or nothing: as long as one row fails nothing moves.
    world.integrity_hit(best.enterprise)
    client.force_login(world.director)
    assert "cannot go through" in text(client, step(row, "publish"))
    client.post(step(row, "publish"), {"confirm": "on"})
    assert set(Application.objects.values_list("status", flat=True)) == {Status.DELIBERATION}
    world.clear_integrity(best.enterprise)
    client.post(step(row, "publish"), {"confirm": "on"})
    moved = [Application.objects.get(pk=one.pk).status for one in (best, other)]
    assert moved == [Status.PUBLIC_NOTICE, Status.REJECTED]
    assert outside(world.owner, best) != before
    with pytest.raises(CannotStage):
        services.unstage(two, by=committee.chair)


def test_departments_are_asked_answer_by_link_or_on_paper_and_their_silence_is_noted(
    committee: Committee, client: Client
) -> None:
    world = committee.world
    world.batch.asks_departments, world.batch.departments = True, "省生态环境厅\n省应急管理厅\n省税务局"
    world.batch.save()
    application = committee.ready("0.95")
    row = committee.meeting()
    services.propose_notice(row, by=committee.chair)
    release = partial(services.release, row, by=world.director, today=world.today)
    with pytest.raises(GuardFailed):
        release()
    client.force_login(world.clerk)
    client.post(f"{DESK}/consultation/add/", {"batch": world.batch.pk})
    client.post(f"{DESK}/consultation/add/", {"batch": world.batch.pk})
    nature, safety, tax = application.consultation_answers.order_by("pk")
    assert nature.consultation.due_on > world.today
    # By link: what is wrong is said, what is right is kept, a void link does not exist.
    url = f"/consult/{queries.token_of(nature.consultation)}/"
    assert url in text(client, page(nature.consultation))
    client.logout()
    assert client.get("/consult/1-abc/").status_code == 404
    answer = client.post(url, {f"stance-{nature.pk}": "objects"}, headers=ENGLISH)
    assert (answer.status_code, "Please give the reason" in answer.content.decode()) == (422, True)
    client.post(url, {f"stance-{nature.pk}": "objects", f"reason-{nature.pk}": "在查环境案件"})
    client.force_login(world.clerk)
    client.post(step(nature.consultation, "revoke"))
    client.logout()
    assert client.get(url).status_code == 404
    # On paper, recorded by the clerk; the third never answers.
    client.force_login(world.clerk)
    record = page(safety.consultation, "answers", safety.pk, "record")
    client.post(record, {f"answer-{safety.pk}-stance": "agrees", f"answer-{safety.pk}-reason": ""})
    day_after = tax.consultation.due_on + datetime.timedelta(days=1)
    assert services.note_silence(today=tax.consultation.due_on, now=timezone.now()) == 0
    assert services.note_silence(today=day_after, now=timezone.now()) == 3
    stances = [one.stance for one in application.consultation_answers.order_by("pk")]
    assert stances == [Stance.OBJECTS, Stance.AGREES, Stance.SILENT]
    with pytest.raises(GuardFailed, match="省生态环境厅"):
        release()
    assert "省生态环境厅" in text(client, page(nature.consultation))
    handle = page(nature.consultation, "answers", nature.pk, "handle")
    client.post(handle, {f"answer-{nature.pk}-handling": "核实：案件已结，未予处罚。"})
    release()
    assert Application.objects.get(pk=application.pk).status == Status.PUBLIC_NOTICE


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_votes_at_the_instant_of_the_count_are_counted_or_refused_and_none_is_lost(
    committee: Committee,
) -> None:
    committee.ready()
    item = meeting(committee).items.get()
    cast = [partial(services.cast_vote, item, choice=Choice.FOR, by=member) for member in committee.members]
    count = partial(services.close_item, item, by=committee.chair, now=timezone.now())
    found = ends(race([*cast, count, count]))
    item.refresh_from_db()
    kept = [one for one in found[:3] if isinstance(one, Vote)]
    assert all(isinstance(one, BusinessError) for one in found[:3] if not isinstance(one, Vote))
    assert item.tally["for"] == len(kept) == Vote.objects.count()
    assert {one.decided_at for one in found[3:]} == {item.decided_at}
