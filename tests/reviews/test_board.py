"""The board of a round: simulated rounds with and without people who do what they should not, and what blocks the cases."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brandcert.core import delivery
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Event
from brandcert.reviews import patterns, services
from brandcert.reviews.admin.board.words import KINDS
from brandcert.reviews.drawing import successor_seed
from brandcert.reviews.enums import LIVE, AssignmentStatus
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.patterns import Kind
from brandcert.reviews.queries.board import Board, Why
from brandcert.reviews.queries.conduct import Conduct
from brandcert.reviews.services import Line
from tests.reviews import simulated
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of
from tests.reviews.rounds import REASON, LivedRound
from tests.reviews.simulated import ALIKE, FAVOURED, FAVOURER, FLAT, HARSH, LATE, LEANING, QUICK, SILENT
from tests.world import World

PLANTED = {
    (Kind.ALIKE, ALIKE, None),
    (Kind.FAVOURING, (FAVOURER,), FAVOURED),
    (Kind.HARSH, (HARSH,), None),
    (Kind.FLAT, (FLAT,), None),
    (Kind.QUICK, (QUICK,), None),
}
# With everything there is to ask: rules of ties that concern nobody are not asked.
QUERIES = 48
Found = set[tuple[Kind, tuple[int, ...], int | None]]


def found_in(plan: simulated.Plan) -> Found:
    """Return what the patterns say of a round of numbers."""
    sheets = plan.sheets()
    return {(one.kind, one.judges, one.owner) for one in patterns.find(sheets, patterns.fit(sheets))}


def test_planted_experts_are_found_and_honest_rounds_stay_silent() -> None:
    # Of twenty rounds each pattern is found in at least sixteen; of twenty honest ones at most one alarms.
    seen: Counter[Kind] = Counter()
    alarms = 0
    for seed in range(20):
        seen.update(
            kind for kind, *_who in found_in(simulated.plan(seed, cases=30, experts=12, size=3)) & PLANTED
        )
        alarms += bool(found_in(simulated.plan(seed, cases=30, experts=12, size=3, is_planted=False)))
    assert min(seen[kind] for kind, *_who in PLANTED) >= 16, seen
    assert alarms <= 1


def test_where_everybody_gives_the_same_nobody_is_accused_of_agreeing() -> None:
    made = simulated.plan(1, cases=24, experts=12, size=3, is_planted=False)
    for case, panel in enumerate(made.panels):
        for seat in panel:
            made.shares[case, seat] = made.shares[case, panel[0]]
    assert not {kind for kind, *_who in found_in(made)} & {Kind.ALIKE, Kind.LEANING, Kind.FAVOURING}
    assert patterns.find([], None) == []


def test_who_sits_beside_an_outlier_is_not_accused_of_it() -> None:
    # Two judge alike, a third with hardly any other sheet gives the case less than half.
    maxima = dict.fromkeys(range(1, 21), 5.0)
    for seed in range(12):
        chance = random.Random(seed)  # noqa: S311 -- a made-up round, no secret
        given = [(0, 1, 53.3), (0, 2, 54.0), (0, 9, 21.0)]
        for case in range(1, 12):
            level = chance.uniform(50, 75)
            panel = [chance.choice(range(1, 7)), 9] if case < 3 else chance.sample(range(1, 7), 3)
            given += [(case, judge, level + chance.gauss(0, 2)) for judge in panel]
        sheets = [
            patterns.Sheet(case, judge, case, dict.fromkeys(maxima, total / len(maxima)), maxima)
            for case, judge, total in given
        ]
        found = patterns.find(sheets, patterns.fit(sheets))
        grave = {Kind.ALIKE, Kind.LEANING, Kind.FAVOURING, Kind.HARSH, Kind.LENIENT}
        assert not [one for one in found if one.kind in grave and set(one.judges) & {1, 2}], seed


def measured(client: Client, address: str) -> tuple[str, int]:
    """Return a page and how many queries it takes once the session is warm."""
    text_of(client, address)
    with CaptureQueriesContext(connection) as asked:
        page = text_of(client, address)
    return page, len(asked)


def seen_on_board(lived: LivedRound) -> Found:
    """Return the patterns of the round as the page computes them, by seats."""
    conduct = Conduct(Board(lived.batch, today=lived.world.today))
    seats = {one.pk: seat for seat, one in enumerate(lived.experts)}
    owners = {one.pk: number for number, one in enumerate(lived.enterprises)}
    return {
        (one.kind, tuple(sorted(seats[key] for key in one.judges)), owners.get(one.owner or 0))
        for one in conduct.patterns
    }


def assert_every_conflict_is_refused(lived: LivedRound) -> None:
    """Try the draw, the invitation by hand and the declaration for each kind of tie; the board shows what slipped in."""
    ties, by, today = lived.plant_ties(), lived.by, lived.world.today
    for name, (case, expert, kind) in ties.items():
        panel = services.draw_panel(case, by=by, today=today, seed="公布的种子")
        record = case.draws.get().record
        reasons = {row["expert"]: row["reasons"] for row in record["excluded"]}
        assert kind in reasons[expert.pk], name
        assert expert.pk not in record["chosen"], name
        gone = panel.assignments.order_by("pk")[0]
        Assignment.objects.filter(pk=gone.pk).update(status=AssignmentStatus.DECLINED)
        with pytest.raises(GuardFailed):
            services.assign_by_hand(case, expert=expert, reason=REASON, by=by, today=today)
        slipped = Assignment.objects.create(panel=panel, expert=expert)
        with pytest.raises(Refused):
            services.agree(slipped, by=expert.user)
    blocked = {row.case.pk: row.blocks for row in Board(lived.batch, today=today).blocked}
    for name, (case, expert, _kind) in ties.items():
        first = blocked[case.pk][0]
        assert (first.why, [task.expert for task in first.tasks]) == (Why.CONFLICT, [expert.pk]), name


def test_a_simulated_round_shows_every_planted_pattern_on_the_board(world: World) -> None:
    lived = LivedRound(world, simulated.plan(5, cases=30, experts=12, size=3), experts=12)
    address = f"/manage/reviews/assignment/boards/{world.batch.pk}/"
    secretary = as_user(world.secretary)
    lived.live(0, 30)
    lived.let_time_pass()
    page, asked = measured(secretary, address)
    assert (asked <= QUERIES, len(page) < 124_000) == (True, True), (asked, len(page))
    assert seen_on_board(lived) >= PLANTED
    for kind, judges, _owner in PLANTED:
        names = [str(lived.experts[seat]) for seat in judges]
        heads = [f"{KINDS[kind]}</span> {'、'.join(way)}" for way in (names, names[::-1])]
        assert any(head in page for head in heads), kind
    assert str(lived.enterprises[FAVOURED]) in page
    blocks = [one for row in Board(world.batch, today=world.today).blocked for one in row.blocks]
    late = {task.expert for one in blocks if one.why == Why.OVERDUE for task in one.tasks}
    silent = {task.expert for one in blocks if one.why == Why.UNANSWERED for task in one.tasks}
    assert (late, silent) == ({lived.experts[LATE].pk}, {lived.experts[SILENT].pk})
    # what an open sheet holds changes nothing.
    before = Conduct(Board(world.batch, today=world.today)).sheets
    task = Assignment.objects.open().filter(
        expert=lived.experts[LATE], panel__application__status="expert_review"
    )[0]
    lines = {one.code: Line(Decimal("0.01"), "草稿") for one in lived.criteria}
    services.save_score(task, lines=lines, comment="", revision=0, by=lived.experts[LATE].user)
    assert Conduct(Board(world.batch, today=world.today)).sheets == before
    assert_every_conflict_is_refused(lived)
    # Half as many cases again; what is tied now is asked for.
    assert measured(secretary, address)[1] == QUERIES


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_a_round_of_300_cases_and_60_experts(world: World) -> None:
    lived = LivedRound(world, simulated.plan(11, cases=300, experts=60, size=5), experts=60)
    type(world.batch).objects.filter(pk=world.batch.pk).update(panel_size=5)
    world.batch.refresh_from_db()
    lived.live(0, 300)
    lived.let_time_pass()
    found = seen_on_board(lived)
    assert found >= PLANTED | {(Kind.LEANING, LEANING, None)}
    # The six planted ones draw others along, who judged beside them: not more than as many again.
    assert len(found) <= 2 * (len(PLANTED) + 1), found
    address = f"/manage/reviews/assignment/boards/{world.batch.pk}/"
    page, asked = measured(as_user(world.secretary), address)
    assert (asked <= QUERIES, len(page) < 160_000) == (True, True), (asked, len(page))
    assert_every_conflict_is_refused(lived)


def test_the_clock_gives_on_what_is_late_and_nobody_is_left_without_a_successor(room: ReviewRoom) -> None:
    world, day = room.world, datetime.timedelta(days=1)
    case, waiting = room.in_review(), room.accepted()
    room.draw(waiting)
    silent, late = room.tasks(waiting)[0], room.tasks(case)[0]
    assert silent.answer_by is not None
    assert late.due_on is not None
    # On the last day nothing happens; from the next working day on the invitation goes on, by the seed of the first drawing.
    after = silent.answer_by + 12 * day
    assert services.chase(today=silent.answer_by) == 0
    assert services.chase(today=after) == 3
    statuses = Counter(task.status for task in room.tasks(waiting))
    assert statuses == {AssignmentStatus.REPLACED: 3, AssignmentStatus.INVITED: 3}
    seeds = [row.record["seed"] for row in waiting.draws.order_by("pk")]
    number = waiting.receipt_number or ""
    assert seeds[1:] == [successor_seed(seeds[0], number, place) for place in (1, 2, 3)]
    new = room.tasks(waiting)[-1]
    assert new.answer_by == services.answer_by(world.batch, today=after)
    # A sheet is flagged at once and goes on after the days the batch allows; its successor has time enough.
    assert services.chase(today=late.due_on + day) >= 0
    flags = Event.objects.about(late).filter(name="reviews.assignment.flag_late")
    assert flags.count() == 1
    assert Assignment.objects.get(pk=late.pk).status == AssignmentStatus.AGREED
    on = late.due_on + 20 * day
    services.chase(today=on)
    assert Assignment.objects.get(pk=late.pk).status == AssignmentStatus.REPLACED
    newest = [task for task in room.tasks(case) if task.status in LIVE][-1]
    assert newest.due_on is not None
    assert newest.due_on > on + 7 * day
    assert flags.count() == 1
    # Where the pool has nobody, the expert keeps the task, and the board says so.
    Expert.objects.update(is_available=False)
    held = [task for task in room.tasks(case) if task.status in LIVE]
    last = newest.due_on + 20 * day
    assert services.chase(today=last) == services.chase(today=last) == 0
    assert [task.pk for task in room.tasks(case) if task.status in LIVE] == [task.pk for task in held]
    assert Event.objects.about(held[0]).filter(name="reviews.assignment.find_nobody").count() == 1
    assert {task.pk for task in held} <= Board(world.batch, today=last).without_successor


def test_an_expert_who_recuses_himself_is_followed_by_the_rule_of_the_panel(room: ReviewRoom) -> None:
    case = room.accepted()
    room.draw(case)
    first = room.tasks(case)[0]
    services.decline(first, kind="", reason="出差", by=first.expert.user)
    delivery.sweep()
    assert [task.status for task in room.tasks(case)][3:] == [AssignmentStatus.INVITED]


def test_the_secretary_acts_from_the_board_and_others_only_read(room: ReviewRoom) -> None:
    world = room.world
    case = room.in_review()
    task = room.tasks(case)[0]
    Assignment.objects.filter(pk=task.pk).update(due_on=world.today - datetime.timedelta(days=5))
    address = f"/manage/reviews/assignment/boards/{world.batch.pk}/"
    secretary = as_user(world.secretary)
    assert address in text_of(secretary, "/manage/reviews/assignment/boards/")
    page = text_of(secretary, f"{address}?why=overdue")
    assert ("Sheet overdue" in page, str(task.expert) in page) == (True, True)
    told = secretary.post(f"{address}urge/", {"tasks": f"{task.pk},x,999999"}, follow=True).content.decode()
    assert "1 reminder was sent." in told
    told = secretary.post(f"{address}urge/", {"tasks": str(task.pk)}, follow=True).content.decode()
    assert "Nothing is open there that was not reminded of today." in told
    forged = "9" * 5000
    assert secretary.post(f"{address}urge/", {"tasks": forged}).status_code == 302
    assert secretary.post(f"{address}replace/", {"expert": forged}).status_code == 404
    gone = {"expert": str(task.expert_id), "reason": ""}
    assert "Please give a reason." in secretary.post(f"{address}replace/", gone, follow=True).content.decode()
    told = secretary.post(
        f"{address}replace/", gone | {"reason": "评分雷同，待核实"}, follow=True
    ).content.decode()
    assert "1 task went to another expert." in told
    assert room.tasks(case)[0].status == AssignmentStatus.REPLACED
    # Who decides sees how far the review is, not what the sheets show about persons; the auditor sees that, too.
    director, auditor = (text_of(as_user(one), address) for one in (world.director, world.auditor))
    assert ["How patterns are found" in one for one in (director, auditor)] == [False, True]
    assert not [one for one in (director, auditor) if 'form="act"' in one]
    other = room.tasks(case)[1]
    for user in (world.director, world.auditor):
        assert as_user(user).post(f"{address}urge/", {"tasks": str(other.pk)}).status_code == 403
        assert as_user(user).post(f"{address}replace/", gone | {"reason": "x"}).status_code == 403
    assert {as_user(one).get(address).status_code for one in (world.committee, other.expert.user)} == {404}
    assert not Event.objects.about(other).filter(name="reviews.assignment.remind").exists()
