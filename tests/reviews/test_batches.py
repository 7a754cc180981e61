"""The drawing for a whole batch: announced, frozen, drawn, checked; once, and as it was recorded."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from brandcert.applications.models import Application
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.reviews import drawing, services
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.models import Assignment, BatchDraw, Conflict, Draw, Expert, Panel, PanelRule
from brandcert.reviews.queries import pool
from tests.races import ends, race
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of
from tests.world import CREDIT_CODES


class Drawing:
    """A batch of four cases and six experts, two enterprises, one conflict, one required field."""

    def __init__(self, room: ReviewRoom) -> None:
        self.room, self.world = room, room.world
        other = self.world.new_enterprise(CREDIT_CODES[1])
        self.cases = [room.accepted(), room.accepted(), *(room.accepted(enterprise=other) for _n in range(2))]
        self.kin = room.experts[0]
        Conflict.objects.create(expert=self.kin, enterprise=other, kind=ConflictKind.KIN)
        for expert in room.experts[:2]:
            Expert.objects.filter(pk=expert.pk).update(fields=["食品"])
        rule = {"batch": self.world.batch, "category": self.world.category()}
        PanelRule.objects.create(**rule, fields=["食品"])
        self.draw = services.announce_draw(
            self.world.batch, source="公开摇号", by=self.world.secretary, now=self.world.now
        )

    def freeze(self) -> BatchDraw:
        return services.freeze_pool(
            self.draw, by=self.world.secretary, now=self.world.now, today=self.world.today
        )

    def go(self, value: str = "07 12 23") -> BatchDraw:
        drawn = services.carry_out(
            self.draw, public_value=value, by=self.world.secretary, now=self.world.now, today=self.world.today
        )
        # What a worker does once the transaction is committed.
        services.invite_batch(drawn.invitation_run.pk)
        return drawn


@pytest.fixture
def batch(room: ReviewRoom) -> Drawing:
    """Give an announced drawing."""
    return Drawing(room)


@pytest.mark.both
def test_a_batch_is_announced_frozen_drawn_and_replayed(
    batch: Drawing, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(GuardFailed):
        services.announce_draw(batch.world.batch, by=batch.world.secretary, now=batch.world.now)
    with pytest.raises(GuardFailed):
        batch.go()
    with pytest.raises(Refused):
        services.freeze_pool(batch.draw, by=batch.world.clerk, now=batch.world.now, today=batch.world.today)
    batch.freeze()
    with pytest.raises(GuardFailed):
        batch.go(" ")
    Expert.objects.filter(pk=batch.room.experts[5].pk).update(is_available=False)
    with pytest.raises(services.PoolHasChanged):
        batch.go()
    assert not Panel.objects.exists()
    batch.freeze()
    drawn = batch.go()
    record = drawn.record
    assert record["seed"] == drawing.seed_of(drawn.secret, "07 12 23")
    tasks = list(itertools.chain(*record["chosen"].values()))
    assert batch.room.experts[5].pk not in tasks
    assert {tasks.count(one.pk) for one in batch.room.experts[1:5]} <= {2, 3}
    for case in batch.cases:
        rows = Assignment.objects.filter(panel__application=case)
        assert sorted(rows.values_list("expert", flat=True)) == record["chosen"][case.receipt_number]
        assert rows.filter(is_leader=True).count() == 1
        assert any("食品" in row.expert.fields for row in rows)
        assert case.enterprise == batch.world.enterprise or batch.kin.pk not in {
            row.expert_id for row in rows
        }
    assert Event.objects.filter(name="reviews.assignment.invite").count() == 12
    with pytest.raises(SomeoneWasFaster):
        batch.go()
    fresh = BatchDraw.objects.get()
    assert pool.faults_of(fresh) == []
    call_command("draw", "replay", "--batch", str(fresh.pk), "--format", "json")
    assert json.loads(capsys.readouterr().out)["is_reproduced"] is True
    # A successor comes from the same seed: nobody can try until somebody else is drawn.
    first = batch.room.tasks(batch.cases[0])[1]
    services.replace_expert(first, reason="生病", by=batch.world.secretary, today=batch.world.today)
    number = batch.cases[0].receipt_number or ""
    assert Draw.objects.get().seed == drawing.successor_seed(record["seed"], number, 1)
    assert pool.faults_of(BatchDraw.objects.get()) == []


def _another_expert(draw: Any) -> None:
    draw.inputs["experts"][0]["load"] = 5


def _another_reason(draw: Any) -> None:
    draw.inputs["cases"][0]["excluded"] = {}
    draw.inputs["cases"][0]["excluded"][str(draw.inputs["experts"][3]["expert"])] = ["kin"]
    draw.inputs_sha256 = draw.answer["inputs_sha256"] = drawing.digest(draw.inputs)
    draw.record_sha256 = drawing.digest(draw.answer)


def _another_panel(draw: Any) -> None:
    chosen = draw.answer["chosen"]
    number, panel = next(iter(chosen.items()))
    others = [one["expert"] for one in draw.inputs["experts"] if one["expert"] not in panel]
    chosen[number] = sorted([*panel[:-1], others[-1]])
    draw.answer["answer_sha256"] = drawing.digest(chosen)
    draw.record_sha256 = drawing.digest(draw.answer)


def _another_cost(draw: Any) -> None:
    draw.answer["cost"] -= 1


def _another_secret(draw: Any) -> None:
    draw.secret = "0" * 64


def _another_value(draw: Any) -> None:
    draw.public_value = "01 02 03"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (_another_expert, {"inputs", "trail"}),
        (_another_reason, {"trail"}),
        (_another_panel, {"trail", "panels", "replay"}),
        (_another_cost, {"cost", "trail"}),
        (_another_secret, {"commitment", "seed"}),
        (_another_value, {"seed"}),
    ],
)
def test_a_record_that_was_changed_is_found_out(
    batch: Drawing, change: Callable[[Any], None], faults: set[str]
) -> None:
    batch.freeze()
    batch.go()
    row = BatchDraw.objects.get()
    change(row)
    row.save()
    found = set(pool.faults_of(BatchDraw.objects.get()))
    assert faults <= found
    with pytest.raises(SystemExit) as ended:
        call_command("draw", "replay", "--batch", str(row.pk))
    assert ended.value.code == 1


def test_cases_without_enough_experts_are_named_and_the_others_drawn(batch: Drawing) -> None:
    Expert.objects.filter(pk=batch.room.experts[1].pk).update(fields=[])
    frozen = batch.freeze()
    assert {row["id"]: row["field"] for row in frozen.left_out} == dict.fromkeys(
        (case.pk for case in batch.cases[2:]), "食品"
    )
    batch.go()
    assert set(Panel.objects.values_list("application", flat=True)) == {case.pk for case in batch.cases[:2]}
    PanelRule.objects.all().delete()
    again = services.announce_draw(batch.world.batch, by=batch.world.secretary, now=batch.world.now)
    services.freeze_pool(again, by=batch.world.secretary, now=batch.world.now, today=batch.world.today)
    Expert.objects.exclude(pk=batch.kin.pk).update(is_available=False)
    with pytest.raises(GuardFailed):
        services.freeze_pool(again, by=batch.world.secretary, now=batch.world.now, today=batch.world.today)


def test_the_limit_of_tasks_may_make_a_drawing_impossible(batch: Drawing) -> None:
    PanelRule.objects.update(most_tasks=1)
    batch.freeze()
    with pytest.raises(services.CannotDraw):
        batch.go()
    assert not Panel.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_make_one_drawing(room: ReviewRoom) -> None:
    batch = Drawing(room)
    batch.freeze()
    outcomes = ends(race([batch.go, batch.go]))
    assert sorted(type(one).__name__ for one in outcomes) == ["BatchDraw", "SomeoneWasFaster"]
    assert (Panel.objects.count(), Assignment.objects.count()) == (4, 12)
    assert pool.faults_of(BatchDraw.objects.get()) == []


def test_the_desk_shows_the_drawing_and_gives_it_as_workbooks(batch: Drawing) -> None:
    from openpyxl import load_workbook

    secretary = as_user(batch.world.secretary)
    page = f"/manage/reviews/batchdraw/{batch.draw.pk}/"
    assert batch.draw.commitment in text_of(secretary, page + "change/")
    assert secretary.post(page + "step/freeze/").status_code == 302
    before = text_of(secretary, page + "change/")
    assert batch.draw.secret not in before
    assert "kin" in before
    reasons = before[before.index('id="reasons"') :]
    words = [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>.*?</tr>", reasons, re.DOTALL)
    ]
    # Four cases of three seats, six experts; one expert is kin of the applicant of two of them.
    scarce = batch.cases[2].receipt_number
    assert words[1] == f"Jilin Manufacturing 4 12 6 2.0 {scarce} 5 experts left for 3 seats"
    assert words[3] == "kin 0 1 2 2"
    answer: Any = secretary.post(page + "step/carry_out/", {"public_value": "07 12 23"})
    assert answer.status_code == 302, answer.content.decode()
    assert "0 / 4" in text_of(secretary, page + "change/")
    services.sweep_invitations()
    assert secretary.post(page + "step/check/").status_code == 302
    after = text_of(secretary, page + "change/")
    row = BatchDraw.objects.get()
    assert row.faults == []
    for text in (row.record["seed"], row.record_sha256, "the cheapest assignment there is"):
        assert text in after
    BatchDraw.objects.update(public_value="1")
    assert secretary.post(page + "step/check/").status_code == 302
    assert "NOT as it was recorded" in text_of(secretary, page + "change/")
    for sheet, least in (("panels", 5), ("pool", 7), ("exclusions", 3)):
        got = secretary.get(f"{page}export/{sheet}.xlsx")
        book = load_workbook(io.BytesIO(got.content))
        assert book.worksheets[0].max_row == least
    assert as_user(batch.world.issuer).get(page + "change/").status_code in {403, 404}
    assert as_user(batch.world.clerk).post(page + "step/check/").status_code == 403
    case = Application.objects.get(pk=batch.cases[0].pk)
    shown = text_of(secretary, f"/manage/applications/application/{case.pk}/change/")
    assert f"/manage/reviews/batchdraw/{row.pk}/change/" in shown
