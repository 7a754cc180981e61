"""The demonstration: complete, told once, never on a database of real people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.certificates.enums import CertificateStatus
from brandcert.desk.demo.building import STAGES
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.demonstration import CopyDemonstration
    from tests.world import World


def told(env: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """Ask an installation what its demonstration holds."""
    command = [sys.executable, "-m", "tests.desk.told", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.timeout(900)
def test_the_whole_demonstration_is_believable_and_told_once(
    copy_demonstration: CopyDemonstration, tmp_path: Path
) -> None:
    answer = told(copy_demonstration(tmp_path), "again")
    facts, again = answer["facts"], answer["again"]
    assert set(facts["applications"]) == set(Status.values)
    assert facts["counts"][0] >= 40
    assert set(facts["certificates"]) >= set(CertificateStatus.values) - {CertificateStatus.VOID}
    assert set(facts["decided"]) == {"cancel granted", "model refused", "name granted"}
    assert facts["to be answered"] == ["suspend"]
    assert facts["sanctions"] == ["announced", "delivered", "delivered", "delivered", "heard"]
    assert facts["reminded"] == [180, 90]
    assert facts["appeals"] == ["", "dismissed", "upheld"]
    assert facts["missing files"] == []
    assert facts["asked for"] == ["address", "cancel", "renewal"]
    assert facts["refused"]
    assert facts["ended"]
    assert all("示例" in name for name in [*facts["refused"], *facts["ended"]])
    assert facts["chain faults"] == []
    late = ("waiting letters", "wake-up calls", "told late", "sent at another time")
    assert [facts[name] for name in late] == [0, 0, 0, 0]
    assert again["counts"] == facts["counts"]
    assert {row["role"] for row in again["logins"]} >= {*Role.values, "owner"}
    assert sum(row["role"] == "owner" for row in again["logins"]) >= 2
    assert again["the first login works"]


@pytest.mark.timeout(900)
def test_a_stage_stops_there_and_a_later_one_goes_on(
    copy_demonstration: CopyDemonstration, tmp_path: Path
) -> None:
    """The complete demonstration is this one continued: see tests/demonstration.py."""
    facts = told(copy_demonstration(tmp_path, "submitted"))["facts"]
    assert Status.SUBMITTED in facts["applications"]
    assert Status.EXPERT_REVIEW not in facts["applications"]
    assert facts["counts"][0] > 0
    assert STAGES == ("submitted", "expert_review", "inspection", "awarded", "all")


@pytest.mark.django_db
def test_a_database_of_real_people_is_refused_and_left_alone(world: World) -> None:
    people = User.objects.count()
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO(), stderr=StringIO())
    assert (User.objects.count(), Application.objects.count()) == (people, 0)
    assert (world.owner.email or "").endswith("example.org")


@pytest.mark.django_db
def test_an_installation_that_is_no_demonstration_is_refused(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined] # the fixture of pytest-django
    with pytest.raises(CommandError):
        call_command("demo", "--stage", "submitted", stdout=StringIO(), stderr=StringIO())
    assert not User.objects.exists()
