"""Everything a faulty version touched, suspended as a list: one case by hand, the others like it, two persons, each row once."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brandcert.certificates.models import Certificate
from brandcert.lists import services as lists
from brandcert.lists.models import BulkJob
from brandcert.supervision import services
from brandcert.supervision.models import SanctionCase
from tests.certificates.drafts import Register
from tests.supervision.test_pages import signed_in

if TYPE_CHECKING:
    from tests.world import World

CERTIFICATES, CASES = "certificates/certificate", "supervision/sanctioncase"


@pytest.fixture
def register(world: World) -> Register:
    return Register(world)


def done(client: Client, place: str, action: str, facts: dict[str, str] | None = None) -> list[str]:
    """Choose all rows of a list, answer the questions, confirm the trial, and let the worker do it."""
    client.post(f"/manage/lists/bulkjob/begin/{place}/", {"action": action, "scope": "all"})
    job = BulkJob.objects.latest("pk")
    if facts is not None:
        client.post(reverse("admin:lists_bulkjob_do", args=[job.pk, "describe"]), facts)
    assert job.act == action
    client.post(reverse("admin:lists_bulkjob_do", args=[job.pk, "confirm"]))
    lists.work_on(job.pk)
    lists.work_on(job.pk)
    return [f"{row.outcome} {row.reason}".strip() for row in job.rows.order_by("position")]


def test_a_list_of_certificates_is_suspended_by_two_persons(register: Register) -> None:
    touched = [register.issued() for _number in range(3)]
    supervisor, director = signed_in(register.supervisor), signed_in(register.director)
    first = register.served(touched[0], "suspend", "failed_sampling")
    opened = done(
        supervisor, CERTIFICATES, "certificates.certificate.open_sanction", {"model": str(first.pk)}
    )
    assert [line.partition(" ")[0] for line in opened].count("done") == 2
    cases = SanctionCase.objects.order_by("pk")
    assert [case.evidence.count() for case in cases] == [1, 1, 1]
    assert len({(case.facts, case.basis, case.ground) for case in cases}) == 1
    done(supervisor, CASES, "supervision.sanctioncase.serve")
    assert {case.status for case in cases.all()} == {"announced"}
    for case in cases.all():
        register_answer(register, case)
    end = register.world.today + datetime.timedelta(days=60)
    done(
        supervisor,
        CASES,
        "supervision.sanctioncase.propose_decision",
        {"reason": "评价准则版本有误", "expected_end": end.isoformat()},
    )
    assert {row.status for row in Certificate.objects.all()} == {"active"}
    done(director, CASES, "supervision.sanctioncase.decide")
    assert {row.status for row in Certificate.objects.all()} == {"suspended"}
    assert {case.status for case in cases.all()} == {"decided"}


def register_answer(register: Register, case: SanctionCase) -> None:
    """Let the holder answer."""
    owner = register.owner_of(case.certificate)
    services.answer_notice(case, answer="无异议", by=owner, now=timezone.now())
