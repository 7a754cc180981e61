"""The console: sweep, expiry, export, issue, audit, and the check of the whole register."""

from __future__ import annotations

import csv
import datetime
import io
import json
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from brandcert.certificates import services
from brandcert.certificates.models import Certificate, SigningKey, StatusInterval
from brandcert.certificates.services import storing
from brandcert.core import chain
from brandcert.core.models import Event, NumberSeries
from tests.tampering import tampering

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.certificates.drafts import Register


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_sweep_does_what_was_never_done(register: Register) -> None:
    certificate = register.draft()
    register.approved(certificate)
    Certificate.objects.update(queued_at=None)
    run("sweep")
    assert Certificate.objects.get(pk=certificate.pk).status == "active"
    assert not Event.objects.unsealed().exists()


def test_issue_batch_makes_an_approved_list_and_nothing_else(register: Register) -> None:
    batch = register.proposed(*register.drafts(2))
    with pytest.raises(CommandError) as refused:
        run("issue_batch", str(batch.pk))
    assert refused.value.returncode == 1
    services.approve_issue(batch, by=register.director, now=timezone.now())
    assert [row["status"] for row in json.loads(run("issue_batch", str(batch.pk), "--format", "json"))] == [
        "active"
    ] * 2


def test_expire_certificates_on_a_chosen_day(register: Register) -> None:
    certificate = register.issued()
    day = certificate.valid_to + datetime.timedelta(days=1)
    assert run("expire_certificates", "--on", str(certificate.valid_to)).strip() == "0"
    assert run("expire_certificates", "--on", str(day)).strip() == "1"


def test_export_register_in_both_forms(register: Register) -> None:
    certificate = register.issued()
    register.draft()
    rows = list(csv.DictReader(io.StringIO(run("export_register").lstrip("\ufeff"))))
    assert [(row["number"], row["valid"]) for row in rows] == [(certificate.number, "True")]
    told = json.loads(run("export_register", "--format", "json"))
    assert [row["number"] for row in told] == [certificate.number]
    before = register.decided_on - datetime.timedelta(days=1)
    assert json.loads(run("export_register", "--format", "json", "--on", str(before))) == []


def test_audit_verify_finds_a_changed_event(register: Register) -> None:
    register.issued()
    chain.seal()
    assert json.loads(run("audit", "verify", "--format", "json"))["faults"] == []
    event = Event.objects.latest("seq")
    with tampering():
        Event.objects.filter(pk=event.pk).update(actor="user:999")
    with pytest.raises(CommandError) as broken:
        run("audit", "verify")
    assert broken.value.returncode == 1


# --- R-10, R-11 ----------------------------------------------------------------------------------
def change(**values: object) -> Callable[[Certificate], object]:
    return lambda row: Certificate.objects.filter(pk=row.pk).update(**values)


def cut_the_file(row: Certificate) -> None:
    path = storing.path_of(row)
    path.write_bytes(path.read_bytes()[:-1])


def swap_a_byte_and_the_hash(row: Certificate) -> None:
    import hashlib

    path = storing.path_of(row)
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    change(sha256=hashlib.sha256(data).hexdigest())(row)


def stray_file(row: Certificate) -> None:
    path = storing.path_of(row)
    path.with_name("JLJP-Z-2026-0099-0123456789abcdef.pdf").write_bytes(path.read_bytes())


def active_again(row: Certificate) -> None:
    """Leave a revoked certificate as if it had been made active again."""
    last = row.intervals.get()
    last.ends_at = timezone.now()
    last.save()
    for status, ends_at in (("revoked", last.ends_at), ("active", None)):
        StatusInterval.objects.create(certificate=row, status=status, starts_at=last.ends_at, ends_at=ends_at)


DAY = datetime.date(2026, 1, 1)
CORRUPTIONS: dict[str, tuple[Callable[[Certificate], object], str]] = {
    "missing file": (lambda row: storing.path_of(row).unlink(), "document is missing"),
    "cut file": (cut_the_file, "whose hash is kept"),
    "forged file and hash": (swap_a_byte_and_the_hash, "the signature is"),
    "stray file": (stray_file, "does not know"),
    "other number": (change(number="JLJP-Z-2026-0007"), "the number should be"),
    "gap": (
        lambda _row: NumberSeries.objects.filter(key__startswith="certificates.").update(last=9),
        "number 3 is missing",
    ),
    "counter behind": (
        lambda _row: NumberSeries.objects.filter(key__startswith="certificates.").update(last=1),
        "the counter says 1",
    ),
    "other code": (change(verification_code="4ZACJCXYWBP1J74A3ZEDVZKVZ3M8"), "another address"),
    "longer validity": (change(valid_to=DAY.replace(year=2050)), "valid_to is"),
    "status without state": (change(status="revoked"), "its last dated state is active"),
    "active again after revocation": (active_again, "went on after it was revoked"),
    "no states": (lambda row: row.intervals.all().delete(), "no dated states"),
    "number without event": (
        lambda row: Event.objects.about(row).filter(name__endswith=".number").delete(),
        "0 events of its number",
    ),
    "changed event": (lambda row: Event.objects.about(row).update(actor="user:999"), "audit trail"),
}


def test_r10_a_register_in_order_has_no_faults(register: Register) -> None:
    for state in ("issued", "suspended", "superseded", "cancelled", "voided", "numbered", "draft", "revoked"):
        getattr(register, state)()
    chain.seal()
    told = json.loads(run("fsck", "--format", "json"))
    assert told["faults"] == []
    assert told["checked"] == Certificate.objects.count()


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_r11_planted_corruption_is_found(register: Register, kind: str) -> None:
    register.issued()
    row = register.issued()
    chain.seal()
    plant, expected = CORRUPTIONS[kind]
    with tampering():
        plant(row)
    out = io.StringIO()
    with pytest.raises(CommandError) as found:
        call_command("fsck", stdout=out, stderr=io.StringIO())
    assert found.value.returncode == 1
    assert expected in out.getvalue(), out.getvalue()


def test_without_a_key_nothing_is_said_to_be_in_order(
    register: Register, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    register.issued()
    settings.DEMO, settings.KEY_DIR = False, tmp_path  # type: ignore[attr-defined] # pytest-django's settings
    with pytest.raises(CommandError) as refused:
        run("fsck")
    assert refused.value.returncode == 2


def test_after_a_change_of_key_documents_signed_before_still_check(
    register: Register, settings: Settings, tmp_path: Path
) -> None:
    register.issued()
    settings.KEY_DIR = tmp_path / "new"
    assert services.signer().certificates != SigningKey.objects.get().chain()
    register.issued()
    chain.seal()
    assert SigningKey.objects.count() == 2
    assert json.loads(run("fsck", "--format", "json"))["faults"] == []


def test_a_key_that_only_stands_in_the_table_proves_nothing(
    register: Register, settings: Settings, tmp_path: Path
) -> None:
    register.issued()
    old = SigningKey.objects.get()
    public = tmp_path / "old.pem"
    public.write_text(ssl.DER_cert_to_PEM_cert(old.chain()[0]))
    Event.objects.filter(name="certificates.signingkey.keep").delete()
    settings.KEY_DIR = tmp_path / "new"
    with pytest.raises(CommandError) as refused:
        run("fsck")
    assert refused.value.returncode == 1
    assert run("fsck", "--trust", str(public)).startswith("checked 1, faults 0")
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(CommandError) as unreadable:
        run("fsck", "--trust", str(tmp_path / "empty.pem"))
    assert unreadable.value.returncode == 2
