"""Certificates at the desk: each role sees its own, proposes or approves; the document only to those concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core import policies

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from tests.certificates.drafts import Register

LISTS = "/manage/certificates/issuebatch/"
QUEUE = f"{LISTS}queue/"
LIST = "/manage/certificates/certificate/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_queue_shows_a_dry_run_and_proposes_only_what_passes(register: Register) -> None:
    good, bad = register.drafts(2)
    product = bad.application.product
    assert product is not None
    product.name = "国家级产品"
    product.save()
    client = signed_in(register.issuer)
    text = client.get(QUEUE).content.decode()
    assert "国家级" in text
    assert f'value="{good.pk}"' in text
    assert f'value="{bad.pk}"' not in text
    client.post(QUEUE, {"certificate": [good.pk, bad.pk]})
    assert not IssueBatch.objects.exists()
    answer = client.post(QUEUE, {"certificate": [good.pk]})
    assert answer.headers["Location"] == f"{LISTS}{IssueBatch.objects.get().pk}/change/"
    assert list(IssueBatch.objects.get().certificates.all()) == [good]


def test_the_director_approves_the_list_by_post_and_the_issuer_may_not(register: Register) -> None:
    batch = register.proposed(*register.drafts(2))
    path = f"{LISTS}{batch.pk}/step/approve/"
    assert signed_in(register.issuer).post(path).status_code == 403
    assert signed_in(register.director).get(path).status_code == 200
    assert IssueBatch.objects.get().approved_at is None
    assert signed_in(register.director).post(path).status_code == 302
    assert IssueBatch.objects.get().approved_by == register.director


def test_a_list_approved_before_is_a_conflict_for_the_next(register: Register) -> None:
    batch = register.proposed(register.draft())
    path = f"{LISTS}{batch.pk}/step/approve/"
    assert signed_in(register.director).post(path).status_code == 302
    assert signed_in(register.another_director()).post(path).status_code == 409
    assert IssueBatch.objects.get().approved_by == register.director


def test_a_list_is_declined_with_a_reason_only(register: Register) -> None:
    batch = register.proposed(register.draft())
    client, path = signed_in(register.director), f"{LISTS}{batch.pk}/step/decline/"
    client.post(path, {"reason": " "})
    assert IssueBatch.objects.get().declined_at is None
    client.post(path, {"reason": "重复"})
    assert IssueBatch.objects.get().reason == "重复"


def test_nobody_without_a_role_in_certificates_sees_them(register: Register) -> None:
    certificate = register.issued()
    client = signed_in(register.world.expert)
    assert client.get(QUEUE).status_code == 403
    assert client.get(f"{LIST}{certificate.pk}/change/").status_code in {302, 403, 404}
    assert client.get(f"/files/certificates/{certificate.pk}/").status_code == 404


def test_visible_rows_and_the_policy_agree(register: Register) -> None:
    mine = register.issued()
    other = register.revoked()
    people = [
        register.issuer,
        register.director,
        register.supervisor,
        register.world.clerk,
        register.world.legal,
        register.world.auditor,
        register.world.expert,
        register.world.committee,
        register.world.owner,
        register.world.editor,
    ]
    for person in people:
        seen = set(Certificate.objects.visible_to(person))
        allowed = {
            row for row in (mine, other) if policies.allowed(person, "certificates.certificate.view", row)
        }
        assert seen == allowed, person.roles


def test_the_document_goes_to_holder_and_staff_and_never_before_it_is_issued(register: Register) -> None:
    certificate, draft = register.issued(), register.numbered()
    for person in (register.issuer, register.director, register.world.owner):
        answer = signed_in(person).get(f"/files/certificates/{certificate.pk}/")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined] # a file answer streams
        assert signed_in(person).get(f"/files/certificates/{draft.pk}/").status_code == 404
    stranger = register.world.member(register.world.new_enterprise("91220200XNT000226B"))
    assert signed_in(stranger).get(f"/files/certificates/{certificate.pk}/").status_code == 404
    assert Client().get(f"/files/certificates/{certificate.pk}/").status_code in {302, 404}


@pytest.mark.parametrize(
    "state", ["draft", "numbered", "issued", "suspended", "revoked", "superseded", "voided"]
)
def test_the_page_of_every_state_opens_for_every_role_that_may_see_it(register: Register, state: str) -> None:
    certificate: Certificate = getattr(register, state)()
    for person in (
        register.issuer,
        register.director,
        register.supervisor,
        register.world.legal,
        register.world.clerk,
    ):
        assert signed_in(person).get(f"{LIST}{certificate.pk}/change/").status_code == 200
        assert signed_in(person).get(LIST).status_code == 200
