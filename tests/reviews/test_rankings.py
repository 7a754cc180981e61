"""The round as page, workbook and PDF; who sees it; and the numbers computed again."""

from __future__ import annotations

import datetime
import io
import subprocess
from decimal import Decimal

from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from brandcert.core import triggers
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.reviews import locks, queries, standings
from brandcert.reviews.models import Assignment, Expert
from brandcert.reviews.queries import rankings
from brandcert.reviews.standings import Case, Decider, Rules, Stage
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of

HOSTILE = '=HYPERLINK("http://x","长春公司")'


def test_the_round_is_ranked_shown_and_taken_along(room: ReviewRoom) -> None:
    world = room.world
    best = room.finished("0.90", "0.90", "0.86")
    counted = []
    address = f"/manage/reviews/assignment/rankings/{world.batch.pk}/"
    secretary = as_user(world.secretary)
    secretary.get(address)
    for more in ([], [("0.80", "0.82", "0.81"), ("0.60", "0.62", "0.61"), ("0.60", "0.62", "0.61")]):
        cases = [room.finished(*shares) for shares in more]
        with CaptureQueriesContext(connection) as asked:
            page = text_of(secretary, address)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 25, counted
    low = cases[-1]
    # Still judged: its locked sheets are in no ranking.
    waiting = room.scored("0.9911")
    Enterprise.objects.filter(pk=best.enterprise_id).update(name=HOSTILE)
    page = text_of(secretary, address)
    assert page.index(best.receipt_number or "") < page.index(low.receipt_number or "")
    assert str(waiting.receipt_number) not in page
    assert "The raw score is the legal one" in page
    assert ("above the line" in page, "below the line" in page) == (True, True)
    # Where no difference between experts can be estimated, none is drawn.
    drawn = 2 if rankings.Round(world.batch).calibration else 0
    assert page.count('<svg class="round-chart"') == drawn
    # What tells equal scores apart stands with both of them, and with nobody else.
    assert page.count("handed in 20") == 2
    assert str(room.tasks(best)[0].expert) in page
    assert address in text_of(secretary, "/manage/reviews/assignment/rankings/")
    from openpyxl import load_workbook

    for table in ("ranking", "panels"):
        answer = secretary.post(f"{address}{table}.xlsx")
        mark = Event.objects.filter(name="programs.batch.export_ranking").latest("pk")
        book = load_workbook(io.BytesIO(answer.content))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert "'" + HOSTILE in cells
        assert any(f"Copy {mark.pk}, made by {world.secretary}" in cell for cell in cells)
        assert (mark.payload["table"], mark.payload["rows"]) == (table, 4)
    printed = secretary.post(f"{address}ranking.pdf")
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=printed.content, capture_output=True, check=True
    ).stdout
    assert str(best.receipt_number) in text.decode()
    assert (
        f"Copy {Event.objects.filter(name='programs.batch.export_ranking').latest('pk').pk}" in text.decode()
    )


def test_equal_scores_say_what_was_compared_until_it_told_them_apart() -> None:
    day = datetime.datetime(2026, 5, 4, tzinfo=datetime.UTC)

    def case(key: int, tie: str, site: str, hours: int) -> Case:
        later = day + datetime.timedelta(hours=hours)
        return Case(key, "m", {}, False, Decimal(90) - Decimal(site), Decimal(site), Decimal(tie), later)

    cases = [case(1, "28", "30", 0), case(2, "27", "30", 1), case(3, "27", "30", 2), case(4, "27", "31", 3)]
    cases.append(Case(5, "m", {}, False, Decimal(40), Decimal(30), Decimal(9), day))
    found = standings.outcome(cases, Rules(Stage.TOTAL, Decimal(50), Decimal(80)))
    told = standings.ties(cases, found, Stage.TOTAL)
    assert {key: [level for level, _value in levels] for key, levels in told.items()} == {
        1: [Decider.DIMENSION],
        2: [Decider.DIMENSION, Decider.SITE, Decider.SUBMITTED],
        3: [Decider.DIMENSION, Decider.SITE, Decider.SUBMITTED],
        4: [Decider.DIMENSION, Decider.SITE],
    }
    assert [key for key, _place in sorted(found.places.items(), key=lambda one: one[1])] == [1, 4, 2, 3, 5]


def test_without_a_difference_between_experts_nothing_is_adjusted_and_the_page_says_why(
    room: ReviewRoom,
) -> None:
    for share in ("0.90", "0.80"):
        room.finished(share, share, share)
    page = text_of(
        as_user(room.world.secretary), f"/manage/reviews/assignment/rankings/{room.world.batch.pk}/"
    )
    assert page.count("no difference between the experts") == 2
    assert "0.00–0.00" not in page
    assert page.count('<svg class="round-chart"') == 0


def test_names_of_experts_ranking_and_files_have_their_readers(room: ReviewRoom) -> None:
    world = room.world
    case = room.finished()
    address = f"/manage/reviews/assignment/rankings/{world.batch.pk}/"
    committee = as_user(world.committee)
    page = text_of(committee, address)
    assert "Expert 1" in page
    assert str(room.tasks(case)[0].expert) not in page
    assert committee.post(f"{address}ranking.xlsx").status_code == 404
    expert = room.tasks(case)[0].expert.user
    assert {as_user(one).get(address).status_code for one in (world.clerk, expert, world.issuer)} == {404}
    assert as_user(expert).get("/manage/reviews/assignment/rankings/").status_code == 403
    # Who runs the round and still judges in it waits until the own sheets are locked.
    judge = Expert.objects.create(user=world.secretary, employer="吉林大学", categories=["MANUFACTURING"])
    other = room.accepted()
    room.draw(other)
    Assignment.objects.create(panel=other.panel, expert=judge)
    assert as_user(world.secretary).get(address).status_code == 404
    assert not Event.objects.filter(name="programs.batch.export_ranking").exists()


CHANGES = (
    ("reviews.Result", "documents_score", Decimal(60)),
    ("reviews.Result", "formula", "mean/2@v1"),
    ("reviews.CriterionScore", "points", Decimal("0.10")),
    ("applications.Application", "documents_score", Decimal(59)),
)


def test_r69_fsck_computes_results_again_and_tells_each_fault(room: ReviewRoom) -> None:
    case = room.finished("0.85", "0.80", "0.75")
    assert list(rankings.faults()) == []
    kept = locks.of_sheets(connection.vendor)
    triggers.drop(connection, kept)
    try:
        for name, column, value in CHANGES:
            rows = apps.get_model(name).objects.order_by("pk")
            row = rows.values_list("pk", column)[0]
            models.QuerySet(rows.model).filter(pk=row[0]).update(**{column: value})
            assert list(rankings.faults()), name
            models.QuerySet(rows.model).filter(pk=row[0]).update(**{column: row[1]})
            assert list(rankings.faults()) == [], name
    finally:
        triggers.create(connection, kept)
    assert queries.locked_sheets(case.panel)
