"""What a holder asks for: changes with evidence, cancellation; granted, refused, withdrawn."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from brandcert.certificates import services
from brandcert.certificates.enums import CertificateStatus, RequestOutcome
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core import policies
from brandcert.core.errors import BusinessError, GuardFailed, Refused
from brandcert.enterprises.models import Enterprise
from tests.applications.filling import upload
from tests.races import ends, race
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from tests.certificates.drafts import Register


def ask(register: Register, certificate: Certificate, **facts: Any) -> ChangeRequest:
    """Ask for a new name, by an editor of the holder, with one file."""
    editor = facts.pop("by", register.world.editor)
    values: dict[str, Any] = {
        "kind": "name",
        "values": {"holder": "更名后有限公司"},
        "changed_on": register.world.today - datetime.timedelta(days=10),
        "evidence": [upload(editor)],
    }
    return services.request_change(certificate, by=editor, now=timezone.now(), **(values | facts))


def granted(register: Register, request: ChangeRequest) -> Certificate:
    """Grant the request and issue the successor."""
    batch = services.grant_change(request, by=register.issuer, now=timezone.now(), today=register.world.today)
    services.approve_issue(register.tried(batch), by=register.director, now=timezone.now())
    successor = batch.certificates.get()
    services.issue_one(successor.pk)
    return Certificate.objects.get(pk=successor.pk)


def test_a_granted_change_ends_in_a_successor_and_in_the_register_of_enterprises(register: Register) -> None:
    old = register.issued()
    request = ask(register, old)
    new = granted(register, request)
    services.carry_over(new)
    request.refresh_from_db()
    old.refresh_from_db()
    assert (old.status, new.status) == (CertificateStatus.SUPERSEDED, CertificateStatus.ACTIVE)
    assert new.facts["holder"] == "更名后有限公司"
    assert (request.outcome, request.successor, request.decided_by) == ("granted", new, register.issuer)
    assert Enterprise.objects.get(pk=old.enterprise_id).name == "更名后有限公司"


@pytest.mark.parametrize(
    "facts",
    [
        {"evidence": []},
        {"values": {}},
        {"values": {"credit_code": "91220100XNT000218B"}},
        {"changed_on": None},
        {"kind": "quashed"},
        {"kind": "renewal"},
    ],
    ids=["no evidence", "nothing new", "another code", "no date", "quashed", "renewal"],
)
def test_a_change_that_lacks_something_is_refused_and_nothing_is_kept(
    register: Register, facts: dict[str, Any]
) -> None:
    with pytest.raises(GuardFailed):
        ask(register, register.issued(), **facts)
    assert not ChangeRequest.objects.exists()


def test_what_the_face_says_already_is_no_change(register: Register) -> None:
    certificate = register.issued()
    with pytest.raises(GuardFailed):
        ask(register, certificate, values={"holder": certificate.facts["holder"]})


def test_strangers_and_foreign_files_are_refused(register: Register) -> None:
    certificate = register.issued()
    stranger = register.world.member(register.world.new_enterprise(CREDIT_CODES[1]))
    with pytest.raises(Refused):
        ask(register, certificate, by=stranger)
    with pytest.raises(Refused):
        ask(register, certificate, evidence=[upload(stranger)])


def test_one_change_at_a_time_and_a_withdrawn_one_makes_room(register: Register) -> None:
    certificate = register.issued()
    first = ask(register, certificate)
    with pytest.raises(GuardFailed):
        ask(register, certificate, kind="address", values={"address": "新址"})
    services.withdraw_request(first, by=register.world.editor, now=timezone.now())
    with pytest.raises(services.RequestClosed):
        services.withdraw_request(first, by=register.world.editor, now=timezone.now())
    with pytest.raises(services.RequestClosed):
        granted(register, first)
    ask(register, certificate, kind="address", values={"address": "新址"})


def test_a_refusal_carries_a_reason_and_only_the_officer_refuses(register: Register) -> None:
    request = ask(register, register.issued())
    for person, reason, error in (
        (register.issuer, " ", GuardFailed),
        (register.supervisor, "材料不足", Refused),
        (register.world.owner, "材料不足", Refused),
    ):
        with pytest.raises(error):
            services.refuse_request(request, reason=reason, by=person, now=timezone.now())
    services.refuse_request(request, reason="材料不足", by=register.issuer, now=timezone.now())
    request.refresh_from_db()
    assert (request.outcome, request.reason) == (RequestOutcome.REFUSED, "材料不足")


def test_a_declined_list_can_be_given_up_and_the_request_is_open_again(register: Register) -> None:
    old = register.issued()
    request = ask(register, old)
    batch = services.grant_change(request, by=register.issuer, now=timezone.now(), today=register.world.today)
    draft = batch.certificates.get()
    with pytest.raises(GuardFailed):
        services.give_up_successor(draft, reason="有误", by=register.issuer, now=timezone.now())
    services.decline_issue(batch, reason="名称有误", by=register.director, now=timezone.now())
    services.give_up_successor(draft, reason="有误", by=register.issuer, now=timezone.now())
    request.refresh_from_db()
    assert (request.outcome, request.successor) == ("", None)
    assert not Certificate.objects.filter(replaces=old).exists()
    assert granted(register, request).status == CertificateStatus.ACTIVE


def test_the_evidence_is_read_by_those_who_see_the_certificate(register: Register) -> None:
    request = ask(register, register.issued())
    file = request.evidence.get()
    stranger = register.world.member(register.world.new_enterprise(CREDIT_CODES[1]))
    told = {
        person: policies.allowed(person, "documents.upload.view", file)
        for person in (register.world.owner, register.issuer, register.world.expert, stranger)
    }
    assert list(told.values()) == [True, True, False, False]


def test_a_cancellation_rests_on_a_request_that_still_stands(register: Register) -> None:
    certificate = register.issued()
    request = services.request_change(
        certificate, kind="cancel", values={}, by=register.world.owner, now=timezone.now()
    )
    proposal = services.propose_cancel(
        certificate, ground="on_request", reason="企业申请", by=register.supervisor
    )
    services.withdraw_request(request, by=register.world.owner, now=timezone.now())
    with pytest.raises(GuardFailed):
        register.approve(proposal)
    assert Certificate.objects.get(pk=certificate.pk).status == CertificateStatus.ACTIVE


def test_nobody_asks_for_cancellation_while_a_revocation_case_is_open(register: Register) -> None:
    certificate = register.issued()
    register.heard(certificate, "revoke", "fraud")
    with pytest.raises(GuardFailed):
        services.request_change(
            certificate, kind="cancel", values={}, by=register.world.owner, now=timezone.now()
        )


def test_what_is_asked_about_a_certificate_that_ends_is_closed(register: Register) -> None:
    certificate = register.issued()
    request = ask(register, certificate)
    services.expire_past(today=certificate.valid_to + datetime.timedelta(days=1))
    request.refresh_from_db()
    assert request.outcome == RequestOutcome.REFUSED


def test_the_officer_decides_at_the_desk(register: Register) -> None:
    old = register.issued()
    request = ask(register, old)
    client = Client(headers={"accept-language": "en"})
    client.force_login(register.issuer)
    queue = client.get("/manage/queues/changes/").context["queues"][0]
    assert [row["url"] for row in queue["rows"]] == [f"/manage/certificates/certificate/{old.pk}/change/"]
    page = client.get(f"/manage/certificates/certificate/{old.pk}/change/").content.decode()
    for words in ("更名后有限公司", "Grant the change", "Refuse the change", request.evidence.get().name):
        assert words in page
    step = f"/manage/certificates/certificate/{old.pk}/step"
    for act in ("grant_change", "refuse_change"):
        told = {
            line["label"]: line["value"] for line in client.get(f"{step}/{act}/").context["form"].beforehand()
        }
        assert f"{old.facts['holder']} → 更名后有限公司" in told.values()
        assert request.evidence.get().name in told.values()
    client.post(f"{step}/grant_change/", {"version": str(old.version)})
    new = Certificate.objects.get(replaces=old)
    assert new.changes == {"holder": "更名后有限公司"}
    client.force_login(register.world.director)
    for address in (
        f"/manage/certificates/issuebatch/{new.issue_batches.get().pk}/change/",
        f"/manage/certificates/certificate/{new.pk}/change/",
    ):
        seen = client.get(address).content.decode()
        assert old.facts["holder"] in seen
        assert "更名后有限公司" in seen
    client.force_login(register.supervisor)
    assert client.get("/manage/queues/cancellations/").context["queues"][0]["rows"] == []


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_a_withdrawal_and_a_grant_at_the_same_instant_one_wins(register: Register) -> None:
    old = register.issued()
    request = ask(register, old)
    now, today = timezone.now(), register.world.today
    outcomes = race(
        [
            lambda: services.grant_change(
                ChangeRequest.objects.get(pk=request.pk), by=register.issuer, now=now, today=today
            ),
            lambda: services.withdraw_request(
                ChangeRequest.objects.get(pk=request.pk), by=register.world.editor, now=now
            ),
        ]
    )
    errors = [end for end in ends(outcomes) if isinstance(end, BaseException)]
    assert len(errors) == 1
    assert isinstance(errors[0], BusinessError)
    request.refresh_from_db()
    assert Certificate.objects.filter(replaces=old).exists() == (request.outcome == RequestOutcome.GRANTED)
