"""The holder of a suspended certificate shows what was put right; supervision examines it and cites it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Mending
from brandcert.certificates.services import propose_reinstate
from brandcert.core.delivery import deliver
from brandcert.core.models import Event
from brandcert.notifications.models import Message
from tests.applications import filling
from tests.certificates.drafts import Register
from tests.portal.test_certificates import at
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from tests.world import World

DONE = "已重新检定全部计量器具，复检合格。"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def settle() -> None:
    for key in list(Event.objects.unsettled().values_list("pk", flat=True)):
        deliver(key)


@pytest.fixture
def register(world: World) -> Register:
    return Register(world)


def test_a_proof_of_mending_goes_to_supervision_and_lifts_the_suspension(register: Register) -> None:
    certificate = register.suspended()
    owner, supervisor = signed_in(register.world.owner), signed_in(register.supervisor)
    page = at(certificate, "mending/")
    assert page in owner.get(at(certificate)).content.decode()
    assert 'href="#id_evidence"' in owner.post(page, {"statement": DONE}).content.decode()
    assert not Mending.objects.exists()

    def send(words: str) -> int:
        sent = {"statement": words, "evidence": filling.upload_file("复检报告.pdf")}
        return owner.post(page, sent).status_code

    assert send(DONE) == 302
    settle()
    told = Message.objects.values_list("recipient", "kind")
    assert (register.supervisor.pk, "staff.holder") in told
    assert (register.world.owner.pk, "certificate.show_mending") in told
    case = reverse("admin:certificates_certificate_change", args=[certificate.pk])
    text = supervisor.get(case).content.decode()
    assert all(words in text for words in (DONE, "复检报告.pdf", "待核查"))
    assert case in supervisor.get(reverse("admin:index")).content.decode()
    # It does not hold yet: the holder reads what is missing, and adds another one.
    step = case.replace("change/", "step/return_mending/")
    assert DONE in supervisor.get(step).content.decode()
    assert supervisor.post(step, {"reason": "缺少复检报告的原件"}).status_code == 302
    settle()
    assert "缺少复检报告的原件" in owner.get(page).content.decode()
    letter = Message.objects.get(recipient=register.world.owner, kind="certificate.return_mending")
    assert "缺少复检报告的原件" in letter.body
    assert send("补充原件。") == 302
    register.approve(propose_reinstate(certificate, reason="复查合格", by=register.supervisor))
    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.ACTIVE
    assert list(Mending.objects.order_by("id").values_list("holds", flat=True)) == [False, True]
    assert "证书未处于暂停状态" in owner.get(page).content.decode()
    assert send("再补充。") == 200
    assert Mending.objects.count() == 2
    stranger = signed_in(register.world.member(register.world.new_enterprise(CREDIT_CODES[1])))
    assert (stranger.get(page).status_code, stranger.post(page).status_code) == (404, 404)
