"""Issue as a manifest: a list is frozen, tried, approved, numbered without gap, made, counted and signed for."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pikepdf  # noqa: TID253 - a test may be slow to load
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from brandcert.certificates import proofing, rendering, services
from brandcert.certificates.credentials import proofs
from brandcert.certificates.enums import BatchStatus, CertificateStatus
from brandcert.certificates.models import Certificate, Halt, IssueBatch, PublishedKey
from brandcert.core import approvals, delivery, transitions
from brandcert.core.errors import BusinessError, GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Approval, Event, NumberSeries
from brandcert.documents.signing import load_file_signer, make_demo_key
from brandcert.notifications.models import Message
from tests.certificates.test_issuing import at_once

if TYPE_CHECKING:
    from brandcert.certificates.rendering import CertificateFacts
    from tests.certificates.drafts import Register

S = BatchStatus
LISTS = "/manage/certificates/issuebatch/"
# What `decisions/0026` promises of every state and step.
MACHINE: dict[str, dict[str, str]] = {
    "check_off": {S.TRYING: S.CHECKED},
    "try_again": {S.CHECKED: S.TRYING},
    "approve": {S.CHECKED: S.RUNNING},
    "decline": {S.TRYING: S.DECLINED, S.CHECKED: S.DECLINED},
    "cancel": dict.fromkeys((S.TRYING, S.CHECKED, S.RUNNING, S.PAUSED), S.CANCELLED),
    "pause": {S.RUNNING: S.PAUSED},
    "resume": {S.PAUSED: S.RUNNING, S.STOPPED: S.RUNNING},
    "stop": {S.RUNNING: S.STOPPED},
    "complete": {S.RUNNING: S.COMPLETED},
}


def fresh(batch: IssueBatch) -> IssueBatch:
    return IssueBatch.objects.get(pk=batch.pk)


def rename(certificate: Certificate, name: str) -> None:
    product = certificate.application.product
    assert product is not None
    product.name = name
    product.save()


def made(batch: IssueBatch) -> IssueBatch:
    services.number_batch(batch.pk)
    services.issue_many(list(batch.certificates.order_by("pk").values_list("pk", flat=True)))
    return fresh(batch)


def test_the_life_of_a_list_is_the_one_that_was_written_down() -> None:
    found = {
        name: {source: str(step.target) for source, step in meta.transitions.items()}
        for name, meta in transitions.steps_of(IssueBatch).items()
    }
    assert found == MACHINE


@pytest.mark.both
def test_a_list_is_tried_numbered_in_its_order_made_counted_and_signed_for(register: Register) -> None:
    rows = register.drafts(3)
    batch = services.propose_issue(reversed(rows), by=register.issuer, today=register.world.today)
    with pytest.raises(BusinessError):
        services.approve_issue(batch, by=register.director, now=timezone.now())
    services.try_batch(batch.pk)
    assert fresh(batch).status == S.CHECKED
    assert [item.findings for item in batch.items.all()] == [[], [], []]
    assert not NumberSeries.objects.filter(key__startswith="certificates.").exists()
    services.approve_issue(batch, by=register.director, now=timezone.now())
    done = made(batch)
    assert (done.status, done.fault) == (S.COMPLETED, "")
    assert hashlib.sha256(done.manifest.encode()).hexdigest() == done.manifest_sha256
    told = json.loads(done.manifest)
    kept = PublishedKey.objects.get(use=PublishedKey.Use.CREDENTIALS)
    keys = {told["proof"]["verificationMethod"]: kept.jwk}
    assert proofs.fault(told, keys) == ""
    assert proofs.fault({**told, "counts": {**told["counts"], "issued": 2}}, keys) != ""
    assert told["counts"] == {"total": 3, "issued": 3, "void": 0, "left_out": 0}
    assert told["series"] == [{"first": "JLJP-Z-2026-0001", "last": "JLJP-Z-2026-0003", "count": 3}]
    for line, row in zip(told["certificates"], Certificate.objects.order_by("pk"), strict=True):
        assert (line["number"], line["sha256"]) == (row.number, row.sha256)
        assert hashlib.sha256(services.path_of(row).read_bytes()).hexdigest() == line["sha256"]
    event = Event.objects.get(name="certificates.issuebatch.complete")
    assert event.payload["sha256"] == done.manifest_sha256


def test_what_the_trial_finds_is_mended_or_left_out_and_the_others_go_on(register: Register) -> None:
    rows = register.drafts(3)
    batch = services.propose_issue(rows, by=register.issuer, today=register.world.today)
    rename(rows[1], "国家级产品")
    services.try_batch(batch.pk)
    found = [[each["code"] for each in item.findings] for item in batch.items.all()]
    assert found == [[], ["words", "as_frozen"], []]
    with pytest.raises(GuardFailed):
        services.approve_issue(batch, by=register.director, now=timezone.now())
    rename(rows[1], "优质产品")
    services.try_again(batch, by=register.issuer)
    services.try_batch(batch.pk)
    assert fresh(batch).items.exclude(findings=[]).count() == 0
    services.leave_out(rows[0], reason="待补材料", by=register.issuer, now=timezone.now())
    services.approve_issue(batch, by=register.director, now=timezone.now())
    rename(rows[2], "批准之后改名")
    services.number_batch(batch.pk)
    late = Certificate.objects.get(pk=rows[2].pk)
    assert (late.number, bool(late.fault)) == ("", True)
    services.leave_out(late, reason="名称有变", by=register.issuer, now=timezone.now())
    done = made(batch)
    assert done.status == S.COMPLETED
    told = json.loads(done.manifest)
    assert [line["status"] for line in told["certificates"]] == ["left out", "issued", "left out"]
    assert register.proposed(late).status == S.CHECKED


# --- the page -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def proof(facts: CertificateFacts, tmp_path_factory: pytest.TempPathFactory) -> proofing.Proof:
    signer = load_file_signer(make_demo_key(tmp_path_factory.mktemp("key"), now=timezone.now()))
    sample = replace(facts, is_demo=True)
    pdf = rendering.render_signed(sample, signer, signed_at=timezone.now())
    return proofing.Proof(pdf, sample, signer.certificates[0])


def changed(proof: proofing.Proof, code: str) -> proofing.Proof:
    """Plant the one fault that the check is there for."""
    if code in {"text_layer", "code", "credential"}:
        others: dict[str, dict[str, Any]] = {
            "text_layer": {"holder": "另一家有限公司"},
            "code": {"verify_url": proof.facts.verify_url.replace("7K3M", "7K3N")},
            "credential": {"credential": {"number": "JLJP-Z-2026-0002"}},
        }
        return replace(proof, facts=replace(proof.facts, **others[code]))
    if code == "signature":
        return replace(proof, pdf=proof.pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    file = pikepdf.open(io.BytesIO(proof.pdf))
    pictures: Any = file.pages[0].Resources["/XObject"]
    if code == "one_page":
        file.pages.append(file.pages[0])
    elif code == "nothing_remote":
        file.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org")
        )
    else:
        del pictures[{"seal": "/BcSeal", "sample": "/BcSample"}[code]]
    target = io.BytesIO()
    file.save(target)
    return replace(proof, pdf=target.getvalue(), signer=None)


def test_a_page_in_order_has_no_findings(proof: proofing.Proof) -> None:
    assert proofing.findings(proof) == ()


@pytest.mark.parametrize("code", proofing.checks())
def test_r08_each_check_of_the_page_finds_its_fault(proof: proofing.Proof, code: str) -> None:
    found = [finding.code for finding in proofing.findings(changed(proof, code))]
    # The address stands beside its code: who changes it is found twice.
    assert found == (["text_layer", "code"] if code == "code" else [code])


# --- counts that add up ---------------------------------------------------------------------------
def test_a_list_that_does_not_add_up_stops_says_why_and_goes_on_when_mended(register: Register) -> None:
    rows = register.drafts(2)
    batch = register.approved(*rows)
    series = NumberSeries.objects
    services.number_batch(batch.pk)
    services.issue_one(rows[0].pk)
    series.filter(key__startswith="certificates.").update(last=3)
    services.issue_one(rows[1].pk)
    stopped = fresh(batch)
    assert (stopped.status, stopped.manifest) == (S.STOPPED, "")
    assert "3" in stopped.fault
    page = Client()
    page.force_login(register.issuer)
    assert stopped.fault in page.get(f"{LISTS}{batch.pk}/change/").content.decode()
    series.filter(key__startswith="certificates.").update(last=2)
    path = services.path_of(Certificate.objects.get(pk=rows[0].pk))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    for mend in (lambda: path.write_bytes(whole), None):
        services.go_on(fresh(batch), by=register.director)
        services.number_batch(batch.pk)
        assert fresh(batch).status == (S.STOPPED if mend else S.COMPLETED)
        if mend:
            assert "JLJP-Z-2026-0001" in fresh(batch).fault
            mend()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_lists_numbered_by_many_at_once_leave_no_gap_and_keep_their_order(register: Register) -> None:
    lists = [register.proposed(*register.drafts(4)) for _list in range(2)]
    Certificate.objects.update(lease_until=timezone.now().replace(year=2099))
    for batch in lists:
        services.approve_issue(batch, by=register.director, now=timezone.now())
    Certificate.objects.update(lease_until=None)
    IssueBatch.objects.update(numbered_at=None)
    raised = at_once(6, lambda place: services.number_batch(lists[place % 2].pk))
    assert raised == []
    for batch in lists:
        services.number_batch(batch.pk)
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"JLJP-Z-2026-{place:04d}" for place in range(1, 9)]
    for batch in lists:
        rows = batch.certificates.order_by("issue_items__position")
        taken = list(rows.values_list("number", flat=True))
        assert taken == sorted(taken)


# --- pause, cancel, halt --------------------------------------------------------------------------
def test_a_list_is_paused_goes_on_and_is_cancelled_only_before_its_first_number(register: Register) -> None:
    rows = register.drafts(2)
    batch = register.approved(*rows)
    services.pause(batch, by=register.issuer)
    services.number_batch(batch.pk)
    services.issue_many([row.pk for row in rows])
    assert not Certificate.objects.exclude(number="").exists()
    services.go_on(fresh(batch), by=register.issuer)
    services.number_batch(batch.pk)
    services.pause(fresh(batch), by=register.director)
    services.issue_one(rows[0].pk)
    assert set(Certificate.objects.values_list("status", "attempts")) == {("draft", 0)}
    with pytest.raises(GuardFailed):
        services.cancel_batch(fresh(batch), reason="重做", by=register.issuer, now=timezone.now())
    services.go_on(fresh(batch), by=register.issuer)
    assert made(batch).status == S.COMPLETED
    other = register.approved(register.draft())
    services.cancel_batch(other, reason="重做", by=register.director, now=timezone.now())
    services.number_batch(other.pk)
    assert made(other).status == S.CANCELLED
    assert register.proposed(*other.certificates.all()).status == S.CHECKED


def test_r12_a_halt_stops_numbers_signatures_and_issues_until_two_persons_lift_it(register: Register) -> None:
    rows = register.drafts(3)
    waiting = register.proposed(register.draft())
    batch = register.approved(*rows)
    services.number_batch(batch.pk)
    services.issue_one(rows[0].pk)
    with pytest.raises(Refused):
        services.halt(reason="发现错证", by=register.world.expert, now=timezone.now())
    call_command("issuance", "halt", by=register.supervisor.email, reason="发现错证")
    with pytest.raises(SomeoneWasFaster):
        services.halt(reason="再次", by=register.director, now=timezone.now())
    services.issue_many([row.pk for row in rows])
    services.resume()
    states = Certificate.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    assert list(states.values_list("status", flat=True)) == ["active", "draft", "draft"]
    assert set(states.filter(status="draft").values_list("attempts", "lease_until")) == {(0, None)}
    with pytest.raises(services.Halted):
        services.approve_issue(waiting, by=register.director, now=timezone.now())
    delivery.sweep()
    told = set(Message.objects.filter(kind="staff.halted").values_list("recipient", flat=True))
    assert {register.issuer.pk, register.director.pk} <= told
    assert register.supervisor.pk not in told
    with pytest.raises(CommandError, match="halted"):
        call_command("issuance", "status")
    with pytest.raises(CommandError):
        call_command("issuance", "resume", by=register.supervisor.email, reason="已查明")
    call_command("issuance", "resume", by=register.issuer.email, reason="已查明并改正")
    proposal = Approval.objects.get(action="certificates.halt.lift")
    with pytest.raises(Refused):
        approvals.approve(proposal, by=register.issuer)
    approvals.approve(proposal, by=register.director)
    assert Halt.objects.get().status == "lifted"
    assert made(batch).status == S.COMPLETED
    assert states.filter(status=CertificateStatus.ACTIVE).count() == 3


def test_the_page_of_a_list_shows_rows_steps_and_manifest_and_a_halt_is_one_form(register: Register) -> None:
    rows = register.drafts(2)
    issuer, director = Client(), Client()
    issuer.force_login(register.issuer)
    director.force_login(register.director)
    english = {"accept-language": "en"}
    batch = services.propose_issue(rows, by=register.issuer, today=register.world.today)
    rename(rows[1], "国家级产品")
    page = f"{LISTS}{batch.pk}/change/"
    assert 'data-progress="trying"' in issuer.get(page).content.decode()
    services.try_batch(batch.pk)
    text = issuer.get(page, headers=english).content.decode()
    assert f"/manage/certificates/certificate/{rows[1].pk}/step/leave_out/" in text
    assert "The trial found something in 1 certificate" in text
    assert director.get(f"{LISTS}{batch.pk}/step/approve/").status_code == 200
    answer = issuer.post(
        f"/manage/certificates/certificate/{rows[1].pk}/step/leave_out/", {"reason": "名称有误"}
    )
    assert answer.status_code == 302
    assert director.post(f"{LISTS}{batch.pk}/step/approve/").status_code == 302
    assert issuer.get(f"{LISTS}{batch.pk}/manifest.json").status_code == 404
    made(batch)
    manifest = issuer.get(f"{LISTS}{batch.pk}/manifest.json")
    assert json.loads(manifest.content)["counts"]["left_out"] == 1
    assert "manifest.json" in director.get(page).content.decode()
    add = "/manage/certificates/halt/add/"
    assert director.post(add, {"reason": ""}).status_code == 200
    shown = director.post(add, {"reason": "发现错证"}, follow=True, headers=english).content.decode()
    assert "All issuing is halted." in shown
    assert "发现错证" in issuer.get(f"{LISTS}queue/").content.decode()
    assert issuer.get(add).status_code == 302
