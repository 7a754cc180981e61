"""A quashed revocation: nothing is un-revoked, the bar is lifted, the holder gets a successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone, translation

from brandcert.accounts.enums import Role
from brandcert.certificates import queries, services
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Approval
from brandcert.enterprises.models import IntegrityRecord
from brandcert.supervision import services as sanctions

if TYPE_CHECKING:
    from tests.certificates.drafts import Register

JUDGMENT = "（2026）吉01行终123号"


def quashed(register: Register, certificate: Certificate) -> Certificate:
    """Quash the revocation as two persons do."""
    return register.approve(
        services.propose_quash(certificate, document=JUDGMENT, reason="原决定被撤销", by=register.supervisor)
    )


def issued(certificate: Certificate) -> Certificate:
    services.issue_one(certificate.pk)
    return Certificate.objects.get(pk=certificate.pk)


def test_a_quashed_revocation_leads_to_a_successor_for_the_rest_of_the_period(register: Register) -> None:
    old = register.revoked()
    assert IntegrityRecord.objects.in_force(register.world.today).count() == 1
    quashed(register, old)
    assert not IntegrityRecord.objects.in_force(register.world.today).exists()
    assert JUDGMENT in IntegrityRecord.objects.get().source
    draft = Certificate.objects.get(replaces=old)
    with pytest.raises(services.Unissuable):
        register.world.integrity_hit(old.enterprise)
        register.proposed(draft)
    register.world.clear_integrity(old.enterprise)
    register.approved(draft)
    new = issued(draft)
    old.refresh_from_db()
    assert (old.status, new.status) == (CertificateStatus.REVOKED, CertificateStatus.ACTIVE)
    assert (new.valid_from, new.valid_to) == (old.valid_from, old.valid_to)
    assert new.number != old.number
    assert old.intervals.get(ends_at=None).status == CertificateStatus.REVOKED
    assert queries.verify(old.number, now=timezone.now()).verdict == "revoked"
    assert queries.verify(new.number, now=timezone.now()).verdict == "valid"
    assert queries.successor_of(Certificate.objects.get(pk=old.pk)) == new


def test_quashing_needs_a_document_a_revocation_and_two_persons(register: Register) -> None:
    good = register.issued()
    with pytest.raises(GuardFailed):
        services.propose_quash(good, document=JUDGMENT, reason="理由", by=register.supervisor)
    old = register.revoked()
    with pytest.raises(GuardFailed):
        services.propose_quash(old, document=" ", reason="理由", by=register.supervisor)
    with pytest.raises(Refused):
        services.propose_quash(old, document=JUDGMENT, reason="理由", by=register.issuer)
    both = register.world.person(Role.SUPERVISOR, Role.DIRECTOR)
    proposal = services.propose_quash(old, document=JUDGMENT, reason="理由", by=both)
    with pytest.raises(approvals.NotApprovable):
        register.approve(proposal, by=both)
    assert not Certificate.objects.filter(replaces=old).exists()
    register.approve(proposal)
    with pytest.raises(GuardFailed):
        quashed(register, old)


def test_bars_of_other_decisions_stay(register: Register) -> None:
    old = register.revoked()
    other = IntegrityRecord.objects.create(
        enterprise=old.enterprise, kind="bar", since=register.world.today, source="另一决定"
    )
    quashed(register, old)
    assert list(IntegrityRecord.objects.in_force(register.world.today)) == [other]


def test_a_successor_does_not_save_a_certificate_that_was_revoked_meanwhile(register: Register) -> None:
    old = register.issued()
    batch = services.propose_supersede(
        old, kind="name", values={"holder": "更名后有限公司"}, by=register.issuer, today=register.world.today
    )
    services.approve_issue(register.tried(batch), by=register.director, now=timezone.now())
    register.heard(old, "revoke", "fraud")
    draft = Certificate.objects.get(replaces=old)
    assert issued(draft).status == CertificateStatus.DRAFT
    register.approve(sanctions.propose_revoke(old, ground="fraud", reason="弄虚作假", by=register.supervisor))
    IntegrityRecord.objects.all().delete()
    Certificate.objects.filter(pk=draft.pk).update(lease_until=None)
    with translation.override("zh-hans"):
        assert issued(draft).status == CertificateStatus.DRAFT
    assert "已失效" in Certificate.objects.get(pk=draft.pk).fault


def test_a_successor_whose_number_is_void_is_drawn_up_again(register: Register) -> None:
    from brandcert.certificates.services import making, numbers

    old = register.issued()
    batch = services.propose_supersede(
        old, kind="address", values={"address": "新址"}, by=register.issuer, today=register.world.today
    )
    services.approve_issue(register.tried(batch), by=register.director, now=timezone.now())
    draft = Certificate.objects.get(replaces=old)
    making._claim(draft.pk, now=timezone.now())
    numbered = numbers.take_number(draft.pk, now=timezone.now())
    assert numbered is not None
    register.approve(services.propose_void(numbered, reason="印错", by=register.issuer))
    again = Certificate.objects.get(replaces=old)
    assert (again.status, again.changes) == (CertificateStatus.DRAFT, {"address": "新址"})
    register.approved(again)
    assert issued(again).facts["address"] == "新址"


def test_the_desk_offers_it_on_a_revoked_certificate_only(register: Register) -> None:
    good, old = register.issued(), register.revoked()
    client = Client(headers={"accept-language": "en"})
    client.force_login(register.supervisor)
    base = "/manage/certificates/certificate"
    words = "Propose: quash the revocation"
    assert words not in client.get(f"{base}/{good.pk}/change/").content.decode()
    assert words in client.get(f"{base}/{old.pk}/change/").content.decode()
    version = str(old.version)
    client.post(
        f"{base}/{old.pk}/step/propose_quash/",
        {"document": JUDGMENT, "reason": "原决定被撤销", "version": version},
    )
    proposal = Approval.objects.get(action="certificates.certificate.quash", outcome="")
    client.force_login(register.director)
    page = client.get(f"{base}/{old.pk}/change/").content.decode()
    assert JUDGMENT in page
    assert "Number of the judgment or decision" in page
    client.post(f"{base}/{old.pk}/approvals/{proposal.pk}/approve/", {"version": version})
    assert Certificate.objects.filter(replaces=old, status="draft").exists()
