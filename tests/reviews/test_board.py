"""The board of a round: simulated rounds with and without people who do what they should not, and what blocks the cases."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brandcert.core.errors import GuardFailed, Refused
from brandcert.reviews import patterns, services
from brandcert.reviews.admin.board.words import KINDS
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment
from brandcert.reviews.patterns import Kind
from brandcert.reviews.queries.board import Board, Why
from brandcert.reviews.queries.conduct import Conduct
from brandcert.reviews.services import Line
from tests.reviews import simulated
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
QUERIES = 45
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
    assert (asked <= QUERIES, len(page) < 105_000) == (True, True), (asked, len(page))
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
def test_a_round_of_300_cases_and_60_experts(world: World) -> None:
    lived = LivedRound(world, simulated.plan(11, cases=300, experts=60, size=5), experts=60)
    type(world.batch).objects.filter(pk=world.batch.pk).update(panel_size=5)
    world.batch.refresh_from_db()
    lived.live(0, 300)
    lived.let_time_pass()
    found = seen_on_board(lived)
    assert found >= PLANTED | {(Kind.LEANING, LEANING, None)}
    # Besides the planted ones, which draw others along, few alarms.
    assert len(found) <= len(PLANTED) + 5, found
    address = f"/manage/reviews/assignment/boards/{world.batch.pk}/"
    page, asked = measured(as_user(world.secretary), address)
    assert (asked <= QUERIES, len(page) < 160_000) == (True, True), (asked, len(page))
    assert_every_conflict_is_refused(lived)
