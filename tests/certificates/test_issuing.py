"""From award to valid certificate: two persons, one number, one document, whatever is repeated or cut off."""

from __future__ import annotations

import datetime
import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone

from brandcert.certificates import services
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate
from brandcert.certificates.services import keys, making
from brandcert.core import approvals, delivery, events
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, GuardFailed, Refused
from brandcert.core.models import Approval, Event, NumberSeries
from brandcert.documents.signing import UnusableKey, verify_signature
from brandcert.supervision import services as sanctions

if TYPE_CHECKING:
    from tests.certificates.drafts import Register


def issued_events(certificate: Certificate, name: str) -> int:
    return Event.objects.about(certificate).filter(name=f"certificates.certificate.{name}").count()


# --- award to draft ------------------------------------------------------------------------------
@pytest.mark.both
def test_an_award_drafts_one_certificate_however_often_it_is_told(register: Register) -> None:
    application = register.awarded()
    with transaction.atomic():
        event = events.record("award", application, by=SYSTEM)
    for _time in range(3):
        delivery.deliver(event.pk)
    with transaction.atomic():
        services.create_draft(application)
    certificate = Certificate.objects.get(application=application)
    assert certificate.status == CertificateStatus.DRAFT
    assert (certificate.valid_from, certificate.number) == (register.decided_on, "")
    assert certificate.valid_to.year == register.decided_on.year + 3


# --- two persons ---------------------------------------------------------------------------------
def test_only_the_issuing_officer_proposes_and_only_another_director_approves(register: Register) -> None:
    certificate = register.draft()
    with pytest.raises(Refused):
        services.propose_issue([certificate], by=register.director, today=register.world.today)
    batch = register.proposed(certificate)
    with pytest.raises(Refused):
        services.approve_issue(batch, by=register.issuer, now=timezone.now())
    assert (
        services.approve_issue(batch, by=register.director, now=timezone.now()).approved_by
        == register.director
    )


def test_whoever_proposed_may_not_approve_even_as_director(register: Register) -> None:
    from brandcert.accounts.enums import Role

    both = register.world.person(Role.ISSUER, Role.DIRECTOR)
    batch = services.propose_issue([register.draft()], by=both, today=register.world.today)
    with pytest.raises(Refused):
        services.approve_issue(batch, by=both, now=timezone.now())


def test_a_declined_list_issues_nothing_and_may_be_proposed_again(register: Register) -> None:
    certificate = register.draft()
    batch = register.proposed(certificate)
    with pytest.raises(services.AlreadyInABatch):
        register.proposed(certificate)
    services.decline_issue(batch, reason="重复", by=register.director, now=timezone.now())
    with pytest.raises(services.BatchDecided):
        services.approve_issue(batch, by=register.director, now=timezone.now())
    services.issue_one(certificate.pk)
    assert Certificate.objects.get(pk=certificate.pk).status == CertificateStatus.DRAFT
    assert register.proposed(certificate).approved_at is None


def test_an_integrity_check_that_is_old_or_found_something_stops_the_approval(register: Register) -> None:
    batch = register.proposed(register.draft())
    register.world.integrity_hit()
    with pytest.raises(GuardFailed):
        services.approve_issue(batch, by=register.director, now=timezone.now())


def test_a_check_that_fails_refuses_before_any_number_is_used(register: Register) -> None:
    certificate = register.draft()
    product = certificate.application.product
    assert product is not None
    product.name = "绝\U0003ffff材料"
    product.save()
    with pytest.raises(services.Unissuable) as refused:
        register.proposed(certificate)
    assert [finding.code for finding in refused.value.findings] == ["glyphs"]
    assert "U+3FFFF" in str(refused.value)
    assert not NumberSeries.objects.filter(key__startswith="certificates.").exists()


def test_one_bad_row_is_refused_and_the_others_are_issued(register: Register) -> None:
    rows = register.drafts(4)
    register.approved(*rows)
    product = rows[1].application.product
    assert product is not None
    product.name = "国家级产品"
    product.save()
    services.issue_many([row.pk for row in rows])
    found = {row.pk: row for row in Certificate.objects.all()}
    assert [found[row.pk].number for row in rows] == [
        "JLJP-Z-2026-0001",
        "",
        "JLJP-Z-2026-0002",
        "JLJP-Z-2026-0003",
    ]
    assert "国家级" in found[rows[1].pk].fault


# --- the document --------------------------------------------------------------------------------
def test_an_issued_certificate_has_number_code_facts_file_and_a_genuine_signature(register: Register) -> None:
    certificate = register.issued()
    pdf = services.path_of(certificate).read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == certificate.sha256
    assert certificate.sha256[:16] in certificate.file
    assert certificate.display_number == "吉精品（制）〔2026〕0001号"
    assert certificate.facts["machine_number"] == certificate.number == "JLJP-Z-2026-0001"
    assert certificate.facts["verify_url"] == f"http://localhost:8000/v/{certificate.verification_code}/"
    assert certificate.font_pack == certificate.facts["font_pack_hash"] != ""
    result = verify_signature(pdf, services.signer().certificates, at=timezone.now())
    assert (result.is_genuine, result.is_demo) == (True, True)


def test_the_numbers_of_each_category_count_for_themselves(register: Register) -> None:
    from brandcert.programs.enums import CategoryKey

    first, second = register.issued(), register.issued()
    other = register.issued(category=register.world.category(CategoryKey.SERVICES))
    assert [row.number for row in (first, second, other)] == [
        "JLJP-Z-2026-0001",
        "JLJP-Z-2026-0002",
        "JLJP-F-2026-0001",
    ]


@pytest.mark.both
def test_everything_done_twice_has_the_effect_of_once(register: Register) -> None:
    certificate = register.issued()
    before = Certificate.objects.filter(pk=certificate.pk).values().get()
    for _time in range(3):
        services.issue_one(certificate.pk)
        services.issue_many([certificate.pk, certificate.pk])
        services.resume()
    assert Certificate.objects.filter(pk=certificate.pk).values().get() == before
    assert (issued_events(certificate, "number"), issued_events(certificate, "issue")) == (1, 1)
    assert certificate.intervals.count() == 1


def test_a_second_run_over_the_frozen_facts_gives_the_same_bytes(register: Register) -> None:
    numbered = register.numbered()
    first, second = making._make(numbered), making._make(numbered)
    assert first == second
    assert len(list(Path(django_settings.MEDIA_ROOT).rglob("*"))) == 3


# --- when it fails -------------------------------------------------------------------------------
def test_a_draft_nobody_approved_is_never_made(register: Register) -> None:
    certificate = register.draft()
    register.proposed(certificate)
    services.issue_one(certificate.pk)
    services.resume()
    assert Certificate.objects.get(pk=certificate.pk).number == ""


def test_a_fault_is_told_to_the_officer_parked_after_three_attempts_and_can_be_tried_again(
    register: Register, settings: Any
) -> None:
    certificate = register.draft()
    register.approved(certificate)
    settings.LEASE_SECONDS = -1
    settings.SIGNING_KEY = "/nowhere/key.p12"
    for _time in range(MAX_ATTEMPTS + 2):
        services.issue_one(certificate.pk)
    stuck = Certificate.objects.get(pk=certificate.pk)
    assert (stuck.attempts, stuck.is_parked, stuck.status) == (MAX_ATTEMPTS, True, CertificateStatus.DRAFT)
    assert "UnusableKey" in stuck.fault
    number = stuck.number
    settings.SIGNING_KEY = ""
    services.resume()
    assert Certificate.objects.get(pk=certificate.pk).status == CertificateStatus.DRAFT
    services.retry_issue(stuck, by=register.issuer, now=timezone.now())
    services.issue_one(certificate.pk)
    mended = Certificate.objects.get(pk=certificate.pk)
    assert (mended.status, mended.number, mended.fault) == (CertificateStatus.ACTIVE, number, "")


def test_a_lease_keeps_others_away_until_it_is_over(register: Register) -> None:
    certificate = register.draft()
    register.approved(certificate)
    now = timezone.now()
    assert making._claim(certificate.pk, now=now)
    assert not making._claim(certificate.pk, now=now)
    later = now + datetime.timedelta(seconds=django_settings.LEASE_SECONDS + 1)
    assert making._claim(certificate.pk, now=later)


def test_r26_the_sweep_alone_issues_without_any_broker(register: Register, settings: Any) -> None:
    rows = register.drafts(3)
    register.approved(*rows)
    Certificate.objects.update(
        queued_at=timezone.now() - datetime.timedelta(seconds=settings.SWEEP_SECONDS + 1)
    )
    delivery.sweep()
    assert set(Certificate.objects.values_list("status", flat=True)) == {CertificateStatus.ACTIVE}


# --- keys ----------------------------------------------------------------------------------------
def test_without_a_key_nothing_is_signed_outside_a_demonstration(settings: Any, tmp_path: Path) -> None:
    settings.KEY_DIR, settings.DEMO = tmp_path, False
    with pytest.raises(UnusableKey):
        keys.signer()
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_key_is_refused_outside_a_demonstration(settings: Any, tmp_path: Path) -> None:
    settings.KEY_DIR = tmp_path
    assert keys.signer().is_demo
    settings.DEMO, settings.SIGNING_KEY = False, str(next(tmp_path.glob("*.pem")))
    with pytest.raises(UnusableKey):
        keys.signer()


# --- R-01 ----------------------------------------------------------------------------------------
def at_once(count: int, act: Any) -> list[BaseException]:
    """Run the act in many threads that start together; return what each raised."""
    barrier, raised = threading.Barrier(count), []

    def run(place: int) -> None:
        barrier.wait()
        try:
            act(place)
        except BaseException as error:  # noqa: BLE001 - every failure is looked at by the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_r01_fifty_at_once_give_one_number_one_document_one_event(register: Register) -> None:
    certificate = register.draft()
    batch = register.proposed(certificate)
    keys.signer()
    # Taken by nobody: the tasks of the approval find it in other hands, so that the fifty meet below.
    Certificate.objects.update(lease_until=timezone.now() + datetime.timedelta(hours=1))
    raised = at_once(
        50, lambda _place: services.approve_issue(batch, by=register.director, now=timezone.now())
    )
    assert [error for error in raised if not isinstance(error, BusinessError)] == []
    assert Certificate.objects.get().number == ""
    Certificate.objects.update(lease_until=None)
    raised = at_once(50, lambda _place: services.issue_one(certificate.pk))
    assert raised == []
    made = Certificate.objects.get()
    assert (made.status, made.number) == (CertificateStatus.ACTIVE, "JLJP-Z-2026-0001")
    assert NumberSeries.objects.get(key__startswith="certificates.").last == 1
    assert {name: issued_events(made, name) for name in ("approve_issue", "number", "issue")} == {
        "approve_issue": 1,
        "number": 1,
        "issue": 1,
    }
    assert made.intervals.count() == 1
    assert [path.name for path in Path(django_settings.MEDIA_ROOT).rglob("*.pdf")] == [Path(made.file).name]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_r01_fifty_approvals_of_one_suspension_suspend_once(register: Register) -> None:
    certificate = register.issued()
    register.heard(certificate, "suspend", "complaint")
    end = register.world.today + datetime.timedelta(days=60)
    proposal = sanctions.propose_suspend(
        certificate, ground="complaint", reason="投诉", expected_end=end, by=register.supervisor
    )
    raised = at_once(
        50, lambda _place: approvals.approve(Approval.objects.get(pk=proposal.pk), by=register.director)
    )
    assert len(raised) == 49
    assert [error for error in raised if not isinstance(error, BusinessError)] == []
    assert issued_events(certificate, "suspend") == 1
    assert list(certificate.intervals.values_list("status", flat=True)) == ["active", "suspended"]
