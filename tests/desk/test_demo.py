"""The demonstration: complete, told once, never on a database of real people."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import path_of
from brandcert.core import chain
from brandcert.desk.demo.building import STAGES
from tests.world import World

pytestmark = pytest.mark.django_db
# Real enterprises stand in the list that is imported; whoever is refused or punished is invented.
NEGATIVE = (CertificateStatus.SUSPENDED, CertificateStatus.REVOKED, CertificateStatus.CANCELLED)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_whole_demonstration_is_believable_and_told_once() -> None:
    run()
    statuses = set(Application.objects.values_list("status", flat=True))
    assert statuses == set(Status.values)
    assert Application.objects.count() >= 40
    certificates = set(Certificate.objects.values_list("status", flat=True))
    assert certificates >= set(CertificateStatus.values) - {CertificateStatus.VOID}
    for certificate in Certificate.objects.exclude(sha256=""):
        assert path_of(certificate).exists()
    refused = Application.objects.filter(status__in=[*DEAD_ENDS, Status.OBJECTION, Status.RECTIFICATION])
    assert all("示例" in application.enterprise.name for application in refused)
    ended = Certificate.objects.filter(status__in=NEGATIVE)
    assert all("示例" in certificate.enterprise.name for certificate in ended)
    assert chain.verify().faults == ()
    before = (Application.objects.count(), User.objects.count(), Certificate.objects.count())
    run()
    assert (Application.objects.count(), User.objects.count(), Certificate.objects.count()) == before
    rows = json.loads(run("--logins", "--format", "json"))
    assert {row["role"] for row in rows} >= {*Role.values, "owner"}
    assert sum(row["role"] == "owner" for row in rows) >= 2
    assert User.objects.get(email=rows[0]["login"]).check_password(rows[0]["password"])


def test_a_stage_stops_there_and_a_later_one_goes_on() -> None:
    run("--stage", "submitted")
    assert not Application.objects.filter(status=Status.EXPERT_REVIEW).exists()
    before = Application.objects.count()
    run("--stage", "expert_review")
    assert Application.objects.filter(status=Status.EXPERT_REVIEW).exists()
    assert Application.objects.count() > before
    assert STAGES == ("submitted", "expert_review", "inspection", "awarded", "all")


def test_a_database_of_real_people_is_refused_and_left_alone(world: World) -> None:
    people = User.objects.count()
    with pytest.raises(CommandError):
        run()
    assert (User.objects.count(), Application.objects.count()) == (people, 0)
    assert (world.owner.email or "").endswith("example.org")


def test_an_installation_that_is_no_demonstration_is_refused(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined] # the fixture of pytest-django
    with pytest.raises(CommandError):
        run("--stage", "submitted")
    assert not User.objects.exists()
