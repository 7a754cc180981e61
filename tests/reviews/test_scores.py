"""Filling in, saving, locking, and what keeps a locked sheet as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import sql

from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Material
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event, digest
from brandcert.documents.models import Upload
from brandcert.reviews import queries, services
from brandcert.reviews.enums import AssignmentStatus, ConflictKind
from brandcert.reviews.models import (
    Assignment,
    Conflict,
    CriterionScore,
    Expert,
    LockedSheet,
    Result,
    Score,
)
from brandcert.reviews.services import Line
from tests.races import ends, race
from tests.reviews.conftest import ReviewRoom
from tests.web_role import as_web

pytestmark = pytest.mark.both


def fresh(task: Assignment) -> Assignment:
    return Assignment.objects.get(pk=task.pk)


def material(room: ReviewRoom, application: Application, serial: int = 1) -> Material:
    upload = Upload.objects.create(
        name="a.pdf",
        kind=Upload.Kind.PDF,
        size=1,
        sha256="0" * 64,
        path=f"uploads/x{application.pk}-{serial}",
        uploaded_by=room.world.owner,
    )
    requirement = room.world.batch.requirements.filter(category=application.category)[0]
    return Material.objects.create(application=application, requirement=requirement, upload=upload)


def test_a_sheet_is_saved_in_parts_and_locked_with_total_and_hash(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    proof = material(room, application)
    lines = room.full(application)
    first = dict(list(lines.items())[:3])
    room.save(task, first)
    rest = {code: line for code, line in lines.items() if code not in first}
    rest["M4.4"] = Line(Decimal("1.25"), "仅一项国际认证", (proof.pk,))
    room.save(task, rest, revision=1)
    locked = services.lock_score(fresh(task), by=task.expert.user, revision=2)
    score = Score.objects.get(assignment=task)
    assert (locked.status, score.revision) == (AssignmentStatus.LOCKED, 2)
    # 60 points on documents at 80 per cent, but 1.25 instead of 3.20 for M4.4.
    assert score.total == Decimal("46.05")
    assert score.sha256 == digest(queries.content_of(fresh(task)))
    assert Event.objects.about(locked).order_by("-id")[0].payload["sha256"] == score.sha256
    assert [row.pk for row in score.lines.get(criterion__code="M4.4").citations.all()] == [proof.pk]


def test_a_later_save_replaces_what_it_names_and_leaves_the_rest(room: ReviewRoom) -> None:
    task = room.tasks(room.in_review())[0]
    room.save(task, {"M1.1": Line(Decimal(5), "好"), "M1.2": Line(Decimal(3), "好")})
    room.save(task, {"M1.1": Line(None, "")}, revision=1)
    saved = services.saved_lines(Score.objects.get(assignment=task))
    assert saved == {"M1.1": Line(None, ""), "M1.2": Line(Decimal("3.00"), "好")}


@pytest.mark.parametrize(
    "line", [Line(Decimal("7.01")), Line(Decimal("-0.01")), Line(Decimal("1.001")), Line(Decimal("NaN"))]
)
def test_points_outside_the_range_store_nothing(room: ReviewRoom, line: Line) -> None:
    task = room.tasks(room.in_review())[0]
    with pytest.raises(services.InvalidScore) as refused:
        room.save(task, {"M1.1": line, "M1.2": Line(Decimal(1), "好"), "M9.9": Line(Decimal(1))})
    assert set(refused.value.faults) == {"M1.1", "M9.9"}
    assert not Score.objects.exists()


def test_evidence_of_another_case_is_not_cited(room: ReviewRoom) -> None:
    application, other = room.in_review(), room.accepted()
    with pytest.raises(services.InvalidScore):
        room.save(room.tasks(application)[0], {"M1.1": Line(Decimal(5), "好", (material(room, other).pk,))})


def test_an_older_revision_is_refused_with_both_values(room: ReviewRoom) -> None:
    task = room.tasks(room.in_review())[0]
    room.save(task, {"M1.1": Line(Decimal(5), "一")})
    with pytest.raises(services.SheetChanged) as refused:
        room.save(task, {"M1.1": Line(Decimal(6), "二")})
    assert refused.value.saved == {"M1.1": Line(Decimal("5.00"), "一")}
    assert refused.value.revision == 1
    with pytest.raises(services.SheetChanged):
        services.lock_score(fresh(task), by=task.expert.user, revision=0)


def test_a_lock_needs_every_criterion_and_every_compulsory_reason(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    lines = room.full(application)
    with pytest.raises(GuardFailed):
        services.lock_score(task, by=task.expert.user)
    room.save(task, {code: line for code, line in lines.items() if code != "M1.1"})
    with pytest.raises(GuardFailed, match="1"):
        services.lock_score(task, by=task.expert.user)
    room.save(task, {"M1.1": Line(Decimal("4.19"), " ")}, revision=1)
    with pytest.raises(GuardFailed, match="60"):
        services.lock_score(task, by=task.expert.user)
    assert Score.objects.get().total is None
    room.save(task, {"M1.1": Line(Decimal("4.20"), "")}, revision=2)
    with pytest.raises(GuardFailed, match=r"objective|客观"):
        services.lock_score(task, by=task.expert.user)
    room.save(task, {"M1.1": Line(Decimal("4.20"), "", (material(room, application).pk,))}, revision=3)
    assert services.lock_score(task, by=task.expert.user).status == AssignmentStatus.LOCKED


def test_nobody_but_the_assigned_expert_scores(room: ReviewRoom) -> None:
    task, other, _third = room.tasks(room.in_review())
    people = [
        other.expert.user,
        room.experts[0].user,
        room.world.secretary,
        room.world.director,
        room.world.owner,
    ]
    for person in people:
        if person.pk == task.expert.user_id:
            continue
        with pytest.raises(Refused):
            services.save_score(task, lines={}, comment="", revision=0, by=person)
        with pytest.raises(Refused):
            services.lock_score(task, by=person)
    assert not Score.objects.exists()


@pytest.mark.parametrize("tie", ["declared", "employer", "member"])
def test_r67_a_conflicted_expert_is_refused_on_every_service(room: ReviewRoom, tie: str) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    if tie == "declared":
        Conflict.objects.create(expert=task.expert, enterprise=application.enterprise, kind=ConflictKind.KIN)
    elif tie == "employer":
        Expert.objects.filter(pk=task.expert_id).update(
            employer_credit_code=application.enterprise.credit_code
        )
    else:
        application.enterprise.memberships.create(user=task.expert.user, role="editor")
    expert = Expert.objects.get(pk=task.expert_id).user
    with pytest.raises(Refused):
        services.save_score(fresh(task), lines={}, comment="", revision=0, by=expert)
    with pytest.raises(Refused):
        services.lock_score(fresh(task), by=expert)
    if tie != "member":
        assert not Application.objects.visible_to(expert).exists()


def test_a_conflicted_expert_cannot_even_agree(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    task = room.tasks(application)[0]
    Conflict.objects.create(expert=task.expert, enterprise=application.enterprise, kind=ConflictKind.KIN)
    with pytest.raises(Refused):
        services.agree(task, by=task.expert.user)


def test_scoring_is_closed_before_the_panel_is_appointed_and_before_the_declaration(room: ReviewRoom) -> None:
    application = room.accepted()
    room.draw(application)
    task = room.tasks(application)[0]
    with pytest.raises(GuardFailed):
        room.save(task, {})
    services.agree(task, by=task.expert.user)
    with pytest.raises(GuardFailed):
        room.save(task, {})


def test_scoring_is_closed_when_the_case_has_left(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    room.save(task, room.full(application))
    Application.objects.filter(pk=application.pk).update(status=Status.WITHDRAWN)
    with pytest.raises(GuardFailed):
        room.save(task, {}, revision=1)
    with pytest.raises(GuardFailed):
        services.lock_score(task, by=task.expert.user)


def test_r69_a_locked_sheet_is_written_by_no_service_and_no_model(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.lock(room.tasks(application)[0])
    score = Score.objects.get()
    line = score.lines.all()[0]
    line.points = Decimal(0)
    for write in (
        lambda: services.save_score(task, lines={}, comment="", revision=1, by=task.expert.user),
        score.save,
        score.delete,
        line.save,
        line.delete,
        lambda: Score.objects.update(total=Decimal(60)),
        lambda: CriterionScore.objects.update(points=Decimal(0)),
        lambda: CriterionScore.objects.all().delete(),
    ):
        with pytest.raises(LockedSheet), transaction.atomic():
            write()
    assert Score.objects.get().total == Decimal("48.00")


LINE = "SELECT score_id, 1, 1, '' FROM reviews_criterionscore ORDER BY id LIMIT 1"
CITATION = "SELECT id, 1 FROM reviews_criterionscore ORDER BY id LIMIT 1"
CHANGES = (
    "UPDATE reviews_score SET total = 60",
    "DELETE FROM reviews_score",
    "UPDATE reviews_criterionscore SET points = 0",
    "DELETE FROM reviews_criterionscore",
    f"INSERT INTO reviews_criterionscore (score_id, criterion_id, points, reason) {LINE}",
    f"INSERT INTO reviews_criterionscore_citations (criterionscore_id, material_id) {CITATION}",
    "UPDATE reviews_assignment SET status = 'agreed' WHERE status = 'locked'",
    "UPDATE reviews_assignment SET expert_id = (SELECT max(id) FROM reviews_expert) WHERE status = 'locked'",
    "DELETE FROM reviews_assignment",
    "UPDATE reviews_criterionscore SET score_id = (SELECT min(id) FROM reviews_score)",
    "UPDATE reviews_result SET documents_score = 60",
    "UPDATE reviews_result SET voided_at = NULL",
    "DELETE FROM reviews_result",
)


def test_r69_a_locked_sheet_is_neither_written_nor_unlocked_by_sql(room: ReviewRoom) -> None:
    application = room.finished()
    Result.objects.update(voided_at=timezone.now())
    other = room.in_review()
    room.save(room.tasks(other)[0], {"M1.1": Line(Decimal(5), "好")})
    before = list(Score.objects.order_by("pk").values_list("total", "sha256", "assignment__status"))
    for statement in CHANGES:
        with (
            pytest.raises(DatabaseError, match=r"locked score sheet|only ever made void"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert list(Score.objects.order_by("pk").values_list("total", "sha256", "assignment__status")) == before
    assert room.tasks(application)[0].status == AssignmentStatus.LOCKED


@pytest.mark.django_db(transaction=True)
def test_r69_the_role_of_web_and_workers_changes_no_locked_sheet_and_no_trigger(
    room: ReviewRoom, settings: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    application = room.finished()
    Result.objects.update(voided_at=timezone.now())
    with as_web(settings) as web:
        for statement in CHANGES:
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                web.execute(sql.SQL(statement))
        for statement in (
            "TRUNCATE reviews_score CASCADE",
            "ALTER TABLE reviews_criterionscore DISABLE TRIGGER ALL",
            "DROP TRIGGER reviews_assignment_locked_update ON reviews_assignment",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(sql.SQL(statement))
    assert [task.status for task in room.tasks(application)] == ["locked"] * 3


def test_the_same_sql_changes_a_sheet_that_is_open(room: ReviewRoom) -> None:
    task = room.tasks(room.in_review())[0]
    room.save(task, {"M1.1": Line(Decimal(5), "好")})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_criterionscore SET points = 0")
        assert cursor.rowcount == 1


@pytest.mark.django_db(transaction=True)
def test_r27_of_two_locks_at_once_one_wins(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    room.save(task, room.full(application))
    outcomes = ends(race([lambda: services.lock_score(fresh(task), by=task.expert.user)] * 2))
    winners = [one for one in outcomes if isinstance(one, Assignment)]
    losers = [one for one in outcomes if isinstance(one, SomeoneWasFaster)]
    assert (len(winners), len(losers)) == (1, 1), outcomes
    assert Event.objects.filter(name="reviews.assignment.lock").count() == 1


@pytest.mark.django_db(transaction=True)
def test_r30_of_two_saves_of_one_revision_one_is_told(room: ReviewRoom) -> None:
    task = room.tasks(room.in_review())[0]

    def save(points: int) -> Score:
        lines = {"M1.1": Line(Decimal(points), "好")}
        return services.save_score(fresh(task), lines=lines, comment="", revision=0, by=task.expert.user)

    outcomes = ends(race([lambda: save(5), lambda: save(6)]))
    losers = [one for one in outcomes if isinstance(one, services.SheetChanged)]
    assert len(losers) == 1, outcomes
    assert losers[0].saved == services.saved_lines(Score.objects.get())
