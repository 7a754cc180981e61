"""Prior notices of before become cases under their old keys, with answers, files and what came of them."""

from __future__ import annotations

import datetime
import importlib
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from brandcert.certificates.models import StatusInterval
from brandcert.supervision.models import SanctionCase
from tests.applications.filling import upload
from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

NOW = timezone.now()
# What a notice said, and the case it has to be.
NOTICES: dict[str, dict[str, Any]] = {
    "announced": {"action": "suspend"},
    "checked": {"action": "revoke", "answered_at": NOW, "answer": "无异议", "legal_opinion": "合法", "minutes": "同意"},
    "dropped": {"action": "revoke", "closed_at": NOW, "outcome": "查无实据"},
    "ended": {"action": "revoke", "closed_at": NOW},
    "published": {"action": "suspend", "closed_at": NOW - datetime.timedelta(days=3), "answered_at": NOW, "answer": "认可"},
}  # fmt: skip


@pytest.fixture
def before() -> Iterator[Any]:
    """Give the models as they were before, with the table that is gone."""
    apps = MigrationLoader(connection).project_state([("supervision", "0001_initial")]).apps
    model = apps.get_model("certificates", "PriorNotice")
    with connection.schema_editor() as editor:
        editor.create_model(model)
    yield apps
    with connection.schema_editor() as editor:
        editor.delete_model(model)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_every_prior_notice_is_carried_over(world: World, before: Any) -> None:
    register = Register(world)
    certificate = register.issued()
    file = upload(world.owner)
    notices = before.get_model("certificates", "PriorNotice").objects
    for number, (state, facts) in enumerate(NOTICES.items(), start=40):
        row = notices.create(
            pk=number,
            certificate_id=certificate.pk,
            ground="fraud",
            facts=f"事实{state}",
            basis="第九条",
            served_by_id=register.supervisor.pk,
            served_on=world.today,
            answer_by=world.today + datetime.timedelta(days=7),
            answered_by_id=world.owner.pk if facts.get("answer") else None,
            legal_by_id=world.legal.pk if facts.get("legal_opinion") else None,
            **facts,
        )
        if facts.get("answer"):
            row.evidence.set([file.pk])
    decided = NOTICES["published"]["closed_at"]
    StatusInterval.objects.create(
        certificate=certificate, status="suspended", starts_at=decided, ends_at=NOW, reason="整改"
    )
    move = importlib.import_module("brandcert.supervision.migrations.0002_carry_over_prior_notices")
    with connection.schema_editor() as editor:
        move.carry_over(before, editor)
    cases = SanctionCase.objects.in_bulk()
    assert {case.status: key for key, case in cases.items()} == {
        state: number for number, state in enumerate(NOTICES, start=40)
    }
    for state, facts in NOTICES.items():
        case = SanctionCase.objects.get(status=state)
        assert (case.facts, case.action, case.served_on) == (f"事实{state}", facts["action"], world.today)
        assert [row.text for row in case.statements.all()] == ([facts["answer"]] if "answer" in facts else [])
        assert all(file in row.evidence.all() for row in case.statements.all())
    assert (cases[41].legal_by, cases[41].minutes) == (world.legal, "同意")
    assert (cases[42].reason, cases[43].closed_at is None) == ("查无实据", False)
    assert (cases[44].reason, cases[44].decided_at, cases[44].closed_at) == ("整改", decided, None)
    # The next key is free, on every database.
    later = SanctionCase.objects.create(
        certificate=register.issued(), action="revoke", ground="fraud", opened_by=register.supervisor
    )
    assert later.pk > max(cases)
