"""What is published of a drawing can be checked by everybody; its invitations are made once, whatever is cut off."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from brandcert.core import delivery, faults
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Event
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Rubric, RubricUse
from brandcert.reviews import services
from brandcert.reviews.drawing import verifier
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import (
    MAX_ATTEMPTS,
    Assignment,
    BatchDraw,
    Conflict,
    Draw,
    Expert,
    InvitationRun,
    Panel,
)
from brandcert.reviews.queries import pool
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of
from tests.reviews.routes import drawn_batch
from tests.reviews.test_batches import Drawing


@pytest.fixture
def batch(room: ReviewRoom) -> Drawing:
    """Give an announced drawing."""
    return Drawing(room)


def _run(folder: Path, record: Any, name: str = "record.json") -> tuple[int, str]:
    file = folder / name
    if record is not None:
        file.write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
    command = [sys.executable, "-I", str(folder / "verify_draw.py"), str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, ended.stdout + ended.stderr


def test_everybody_can_check_a_drawing_and_learns_no_name(batch: Drawing, tmp_path: Path) -> None:
    anyone = Client(headers={"accept-language": "en"})
    page = f"/draws/{batch.draw.pk}/"
    before = text_of(anyone, page)
    assert batch.draw.commitment in before
    assert batch.draw.secret not in before
    assert "seed" not in json.loads(text_of(anyone, f"{page}record.json"))
    batch.freeze()
    frozen = json.loads(text_of(anyone, f"{page}record.json"))
    assert "secret" not in frozen
    batch.go()
    after, text = text_of(anyone, page), text_of(anyone, f"{page}record.json")
    record = json.loads(text)
    assert record["inputs_sha256"] == frozen["inputs_sha256"]
    for shown in (after, text, text_of(anyone, "/draws/")):
        assert not any(one.user.name in shown for one in batch.room.experts)
    assert '"kin"' not in text
    (tmp_path / "verify_draw.py").write_bytes(anyone.get("/draws/verify_draw.py").content)
    # Nothing drawn yet is no fault, and what is no record at all is told in words.
    code, said = _run(tmp_path, frozen)
    assert (code, said.startswith("Nothing is drawn yet")) == (3, True), said
    for name, text_there, words in (
        ("missing.json", None, "cannot be read"),
        ("page.json", "<html>", "not the record"),
        ("list.json", "[]", "not the record"),
    ):
        code, said = _run(tmp_path, text_there, name)
        assert (code, words in said, "Traceback" in said) == (2, True, False), said
    assert _run(tmp_path, {"secret": "x", "solver": "min-cost-flow", "version": 1, "bits": 32})[0] == 1
    code, said = _run(tmp_path, record)
    assert (code, said.startswith("OK: 4 panels")) == (0, True), said
    changes: dict[str, Callable[[dict[str, Any]], None]] = {
        "secret": lambda one: one.update(secret="0" * 64),
        "seed": lambda one: one.update(public_value="1"),
        "published hash": lambda one: one["inputs"]["experts"][1].update(load=3),
        "cost": lambda one: one.update(cost=one["cost"] - 1),
        "cheaper": _worse,
    }
    for words, change in changes.items():
        changed = json.loads(text)
        change(changed)
        code, said = _run(tmp_path, changed)
        assert code == 1, words
        assert words in said, (words, said)


def _worse(record: dict[str, Any]) -> None:
    """Give one task to somebody else who may have it, and write every hash and the cost anew."""
    known = {one["expert"]: one["fields"] for one in record["inputs"]["experts"]}
    case, new = next(
        (case, key)
        for case in record["inputs"]["cases"]
        for key, fields in known.items()
        if not fields
        and key not in record["chosen"][case["application"]]
        and str(key) not in case["excluded"]
    )
    panel = record["chosen"][case["application"]]
    old = next(key for key in panel if not known[key])
    record["chosen"][case["application"]] = sorted({*panel, new} - {old})
    record["answer_sha256"] = verifier.digest(record["chosen"])
    record["cost"] = verifier.exchanges(verifier.Table(record))[0]


class _KilledError(BaseException):
    """Nothing catches it: as if the process were gone."""


@pytest.mark.both
def test_invitations_go_on_where_they_were_cut_off(batch: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.freeze()
    drawn = services.carry_out(
        batch.draw, public_value="1", by=batch.world.secretary, now=batch.world.now, today=batch.world.today
    )
    run = drawn.invitation_run
    assert not Panel.objects.exists()
    with pytest.raises(GuardFailed):
        services.check_draw(drawn, by=batch.world.secretary, now=batch.world.now)
    with pytest.raises(services.AlreadyDrawn):
        batch.room.draw(batch.cases[0])
    with pytest.raises(GuardFailed):
        services.announce_draw(batch.world.batch, by=batch.world.secretary, now=batch.world.now)
    reached: list[str] = []

    def killed(point: str) -> None:
        reached.append(point)
        if reached.count("before_invitation") == 3:
            raise _KilledError

    with monkeypatch.context() as patch, pytest.raises(_KilledError):
        patch.setattr(faults, "hit", killed)
        services.invite_batch(run.pk)
    run.refresh_from_db()
    assert (run.done, Panel.objects.count(), run.finished_at) == (2, 2, None)
    # Its lease still holds: nobody else begins. When it is over, the sweep goes on.
    services.sweep_invitations()
    assert Panel.objects.count() == 2
    InvitationRun.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    services.sweep_invitations()
    run.refresh_from_db()
    assert (run.done, run.attempts, run.skipped) == (4, 0, [])
    assert run.finished_at is not None
    services.invite_batch(run.pk)
    assert (Panel.objects.count(), Assignment.objects.count()) == (4, 12)
    assert Event.objects.filter(name="reviews.assignment.invite").count() == 12
    assert pool.faults_of(BatchDraw.objects.get()) == []


def test_whoever_is_tied_since_the_drawing_is_replaced_by_the_same_rule(room: ReviewRoom) -> None:
    cases = [room.accepted(), room.accepted()]
    drawn = drawn_batch(room)
    chosen = drawn.record["chosen"][cases[0].receipt_number]
    Conflict.objects.create(expert_id=chosen[0], enterprise=room.world.enterprise, kind="kin")
    run = services.invite_batch(drawn.invitation_run.pk)
    for case in cases:
        tasks = room.tasks(case)
        assert len(tasks) == 3
        assert chosen[0] not in {task.expert_id for task in tasks}
    assert {"case": cases[0].pk, "experts": [chosen[0]], "why": "tied"} in run.skipped
    first_draw = Draw.objects.order_by("pk")[0]
    assert (first_draw.record["purpose"], first_draw.drawn_by) == ("replacement", None)
    assert pool.faults_of(BatchDraw.objects.get()) == []
    # Somebody recuses himself: a successor comes by the event, from the seed, and once.
    first = room.tasks(cases[0])[0]
    services.decline(first, kind="", reason="出差", by=first.expert.user)
    delivery.sweep()
    delivery.sweep()
    tasks = room.tasks(cases[0])
    assert [task.status for task in tasks].count(AssignmentStatus.INVITED) == 3
    shown = text_of(as_user(room.world.secretary), f"/manage/reviews/batchdraw/{drawn.pk}/change/")
    assert "replaced by the same rule" in shown


def test_a_run_that_fails_again_and_again_waits_for_the_secretary(room: ReviewRoom) -> None:
    case = room.accepted()
    drawn = drawn_batch(room)
    rubrics = list(Rubric.objects.filter(category=case.category).order_by("pk"))
    RubricUse.objects.filter(category=case.category).delete()
    for row in rubrics:
        elsewhere = {"category": room.world.category(CategoryKey.SERVICES), "version": row.version + 100}
        Rubric.objects.filter(pk=row.pk).update(**elsewhere)
    for _time in range(MAX_ATTEMPTS + 2):
        InvitationRun.objects.update(lease_until=None)
        services.sweep_invitations()
    run = InvitationRun.objects.get()
    assert (run.attempts, run.is_parked, run.fault != "") == (MAX_ATTEMPTS, True, True)
    secretary, page = as_user(room.world.secretary), f"/manage/reviews/batchdraw/{drawn.pk}/"
    assert "Go on inviting" in text_of(secretary, f"{page}change/")
    for row in rubrics:
        Rubric.objects.filter(pk=row.pk).update(category=row.category, version=row.version)
    Expert.objects.filter(pk=drawn.record["chosen"][case.receipt_number][0]).update(is_available=False)
    assert secretary.post(f"{page}step/retry_inviting/").status_code == 302
    run = services.invite_batch(run.pk)
    assert (run.fault, run.done, run.skipped[0]["why"]) == ("", 1, "tied")
    assert "1 / 1" in text_of(secretary, f"{page}change/")
