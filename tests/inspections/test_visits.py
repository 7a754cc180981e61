"""The visit and its report: T14; every guard can fail."""

from __future__ import annotations

from decimal import Decimal

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event, digest
from brandcert.documents.models import Upload
from brandcert.inspections import queries, services
from brandcert.inspections.enums import Severity, Signature
from brandcert.inspections.models import ChecklistLine, Inspection, LockedReport
from brandcert.inspections.services import Line
from tests.inspections.conftest import VisitRoom, blocked
from tests.races import ends, race

pytestmark = pytest.mark.both


def test_nothing_is_entered_before_the_plan_is_approved_or_the_declaration_signed(visits: VisitRoom) -> None:
    inspection = visits.plan(visits.reviewed())
    with pytest.raises(GuardFailed):
        services.declare(inspection, by=visits.leader)
    approvals.approve(visits.proposal(), by=visits.world.director)
    with pytest.raises(GuardFailed):
        services.save_checklist(inspection, lines={}, by=visits.leader)
    with pytest.raises(GuardFailed):
        visits.finding(inspection)
    with pytest.raises(GuardFailed):
        services.add_photo(inspection, upload=visits.picture(), by=visits.leader)
    signed = services.declare(inspection, by=visits.leader).declared_at
    assert services.declare(inspection, by=visits.leader).declared_at == signed


def test_only_the_leader_scores_and_only_the_team_records(visits: VisitRoom) -> None:
    inspection = visits.visited()
    stranger = visits.world.person(Role.INSPECTOR)
    with pytest.raises(Refused):
        services.save_checklist(inspection, lines={}, by=visits.second)
    for person in (stranger, visits.world.secretary, visits.world.owner):
        with pytest.raises(Refused):
            services.add_finding(inspection, severity="severe", clause="1", description="x", by=person)
        with pytest.raises(Refused):
            services.declare(inspection, by=person)
        with pytest.raises(Refused):
            services.add_photo(inspection, upload=visits.picture(person), by=person)


@pytest.mark.parametrize("points", ["10.01", "-1", "1.001", "Infinity"])
def test_points_outside_the_range_store_nothing(visits: VisitRoom, points: str) -> None:
    inspection = visits.visited()
    lines = {"M2.1": Line(Decimal(points)), "M2.3": Line(Decimal(1)), "M1.1": Line(Decimal(1))}
    with pytest.raises(services.InvalidChecklist) as refused:
        services.save_checklist(inspection, lines=lines, by=visits.leader)
    assert set(refused.value.faults) == {"M2.1", "M1.1"}
    assert not ChecklistLine.objects.exists()


def test_a_photo_is_a_picture_one_uploaded_oneself(visits: VisitRoom) -> None:
    inspection = visits.visited()
    for upload in (visits.picture(visits.second), visits.picture(kind=Upload.Kind.PDF)):
        with pytest.raises(GuardFailed):
            services.add_photo(inspection, upload=upload, by=visits.leader)


def test_a_finding_says_how_grave_which_clause_and_what(visits: VisitRoom) -> None:
    inspection = visits.visited()
    for severity, clause, text in (("huge", "1", "x"), ("severe", " ", "x"), ("severe", "1", "")):
        with pytest.raises(GuardFailed):
            services.add_finding(
                inspection, severity=severity, clause=clause, description=text, by=visits.leader
            )


def test_t14_locks_the_report_and_hands_the_score_over(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection, Severity.OBSERVATION)
    done = visits.finish(inspection, summary="符合要求")
    locked = Inspection.objects.get(pk=inspection.pk)
    assert (done.status, done.site_score) == (Status.DELIBERATION, Decimal("36.00"))
    assert done.total_score == Decimal("86.00")
    assert done.dimension_scores == {
        "brand": "19.60",
        "innovation": "19.60",
        "quality": "27.60",
        "responsibility": "14.20",
        "standards": "15.00",
    }
    assert (locked.locked_at, locked.sha256) == (visits.world.now, digest(queries.content_of(locked)))
    assert Event.objects.about(done).latest("pk").payload["sha256"] == locked.sha256


def test_t14_needs_every_criterion(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    services.save_checklist(inspection, lines={"M2.1": Line(None)}, by=visits.leader)
    assert "1" in blocked(visits, inspection)


def test_t14_needs_a_photo(visits: VisitRoom) -> None:
    inspection = visits.visited()
    services.save_checklist(inspection, lines=visits.lines(inspection), by=visits.leader)
    blocked(visits, inspection)
    services.add_photo(inspection, upload=visits.picture(), by=visits.leader)
    assert visits.finish(inspection).status == Status.DELIBERATION


def test_t14_needs_the_signature_or_how_it_was_refused(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    assert "尚未签字" in blocked(visits, inspection, is_signed=True)
    refusal = {"is_refused": True, "reason": "不认可扣分"}
    with pytest.raises(services.NotSigned):
        visits.sign(inspection, **refusal)
    visits.sign(inspection, **refusal, witness="村委会 孙示例")
    assert visits.finish(inspection, is_signed=True).status == Status.DELIBERATION
    locked = Inspection.objects.get()
    assert (locked.enterprise_signature, locked.signature_note) == (
        Signature.REFUSED,
        "不认可扣分 村委会 孙示例",
    )


def test_t14_needs_the_declaration_of_each_inspector(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.sign(inspection)
    inspection.team.filter(user=visits.second).update(declared_at=None)
    assert "无利害关系" in blocked(visits, inspection, is_signed=True)


def test_t14_is_blocked_by_a_severe_finding(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection, Severity.SEVERE)
    blocked(visits, inspection)


def test_t14_is_blocked_until_findings_are_closed(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.finding(inspection)
    blocked(visits, inspection)


def test_t14_is_done_by_the_leader_alone(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    for person in (visits.second, visits.world.secretary, visits.world.person(Role.INSPECTOR)):
        with pytest.raises(Refused):
            visits.finish(inspection, by=person)


def test_a_locked_report_is_never_edited(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    finding = visits.finding(inspection, Severity.OBSERVATION)
    visits.finish(inspection)
    locked = Inspection.objects.get(pk=inspection.pk)
    line, photo = locked.checklist.all()[0], locked.photos.get()
    for row in (locked, line, photo, finding):
        with pytest.raises(LockedReport):
            row.save()
    with pytest.raises(LockedReport):
        photo.delete()
    with pytest.raises((LockedReport, Refused)):
        visits.finding(locked)


@pytest.mark.django_db(transaction=True)
def test_r27_of_two_finishes_at_once_one_wins(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.sign(inspection)
    outcomes = ends(race([lambda: visits.finish(inspection, is_signed=True)] * 2))
    winners = [one for one in outcomes if isinstance(one, Application)]
    assert len(winners) == 1, outcomes
    assert any(isinstance(one, SomeoneWasFaster | GuardFailed | Refused) for one in outcomes), outcomes
