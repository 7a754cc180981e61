"""The public log: its arithmetic against RFC 6962, what it says, who can prove it, and what is found when it lies."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from brandcert.certificates import services
from brandcert.certificates.log import merkle, notes, verify_log
from brandcert.certificates.models import Certificate, Checkpoint, CheckpointExport, LogEntry
from brandcert.certificates.queries import log
from brandcert.core import chain
from brandcert.core.models import Event, NumberSeries
from tests.tampering import tampering

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

    from tests.certificates.drafts import Register

# The example tree of Certificate Transparency: its entries, and its root after each of them.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def is_included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Check an inclusion proof as RFC 9162, 2.1.3.2 spells it out."""
    if index >= size:
        return False
    node, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = hashlib.sha256(b"\x01" + each + found).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + each).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, second: int, old: bytes, new: bytes, proof: list[bytes]) -> bool:
    """Check a consistency proof as RFC 9162, 2.1.4.2 spells it out."""
    if first == second or not proof:
        return old == new and not proof
    proof = [old, *proof] if first & (first - 1) == 0 else proof
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = proof[0]
    for each in proof[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before = hashlib.sha256(b"\x01" + each + before).digest()
            after = hashlib.sha256(b"\x01" + each + after).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = hashlib.sha256(b"\x01" + after + each).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and before == old and after == new


def test_trees_and_proofs_are_those_of_the_rfc() -> None:
    hashes: list[list[bytes]] = []
    frontier: list[bytes] = []

    def read(wanted: Any) -> dict[merkle.Node, bytes]:
        return {node: hashes[merkle.place(node)[0]][merkle.place(node)[1]] for node in wanted}

    for index, entry in enumerate([*ENTRIES, *(bytes([n]) for n in range(13))]):
        hashes.append(merkle.completed(frontier, index, merkle.leaf_hash(entry)))
    roots = [next(merkle.roots([(0, size)], read)) for size in range(len(hashes) + 1)]
    assert roots[0] == hashlib.sha256(b"").digest()
    assert [root.hex() for root in roots[1:9]] == ROOTS
    for size in range(1, len(hashes) + 1):
        assert verify_log.root([each[0] for each in hashes[:size]]) == roots[size]
        for index in range(size):
            proof = list(merkle.roots(merkle.inclusion(index, size), read))
            assert is_included(hashes[index][0], index, size, proof, roots[size])
            assert not is_included(hashes[index][0], index, size, proof, roots[size - 1])
        for first in range(1, size + 1):
            proof = list(merkle.roots(merkle.consistency(first, size), read))
            assert is_consistent(first, size, roots[first], roots[size], proof)


def audit(*arguments: str) -> list[str]:
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("audit", "verify", "--format", "json", *arguments, stdout=out, stderr=io.StringIO())
    faults: list[str] = json.loads(out.getvalue())["faults"]
    return faults


def a_life(register: Register) -> tuple[Certificate, Certificate]:
    """Let certificates be issued, replaced, suspended, reinstated and cancelled; return the two that have ended."""
    old = register.superseded()
    suspended = register.suspended()
    register.approve(services.propose_reinstate(suspended, reason="已整改", by=register.supervisor))
    row = Certificate.objects.get(pk=suspended.pk)
    ended = register.approve(
        services.propose_cancel(row, ground="entity_ended", reason="主体灭失", by=register.supervisor)
    )
    chain.seal()
    return old, ended


@pytest.mark.both
def test_everything_public_is_logged_once_and_can_be_proved(register: Register, client: Client) -> None:
    old, ended = a_life(register)
    told = [json.loads(row.entry) for row in LogEntry.objects.all()]
    assert [(line["act"], line["number"]) for line in told if line["number"] == ended.number] == [
        (act, ended.number) for act in ("issued", "suspended", "reinstated", "cancelled")
    ]
    assert [line.get("successor") for line in told if line["act"] == "superseded"] == [
        Certificate.objects.get(replaces=old).number
    ]
    issued = next(line for line in told if line["number"] == old.number)
    assert set(issued) == {"act", "at", "number", "sha256", "valid_from", "valid_to", "credential_sha256"}
    text = "".join(LogEntry.objects.values_list("entry", flat=True))
    assert old.facts["holder"] not in text
    assert str(register.supervisor) not in text
    before = LogEntry.objects.count()
    chain.seal()
    services.publish()
    assert LogEntry.objects.count() == before == Event.objects.filter(log_entry__isnull=False).count()

    note = client.get("/api/v1/log/checkpoint/").content.decode()
    (promised,) = notes.checkpoints(note)
    assert promised.size == before
    key = client.get("/api/v1/log/").json()["keys"][0]
    assert verify_log.opened(note, key) == ("localhost:8000/certificates", before, promised.root)
    answer = client.get(f"/api/v1/certificates/{ended.number}/log/").json()
    assert answer["checkpoint"] == note
    assert len(answer["entries"]) == 4
    for each in answer["entries"]:
        leaf = hashlib.sha256(b"\x00" + each["entry"].encode()).digest()
        proof = [base64.b64decode(part) for part in each["hashes"]]
        assert is_included(leaf, each["index"], each["tree_size"], proof, promised.root)
    earlier = log.root(3)
    proof = client.get("/api/v1/log/consistency/?first=3").json()["hashes"]
    assert is_consistent(3, before, earlier, promised.root, [base64.b64decode(part) for part in proof])
    for wrong in (
        "inclusion/?index=x",
        f"inclusion/?index={before}",
        "inclusion/",
        "consistency/?first=9999999",
    ):
        assert client.get(f"/api/v1/log/{wrong}").status_code == 400, wrong
    assert client.get("/api/v1/certificates/JLJP-Z-2026-9999/log/").status_code == 404
    changes: list[dict[str, Any]] = [{"entry": "{}"}, {"hashes": []}, {"number": "x"}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            LogEntry.objects.filter(index=1).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Checkpoint.objects.update(note="x")
    assert audit() == []


def test_r34_what_was_rewritten_or_cut_is_found_against_checkpoints_kept_elsewhere(
    register: Register, settings: Settings, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    settings.CHECKPOINT_TARGETS = [f"file://{tmp_path}/kept", "mailto:auditor@example.cn", "ftp://x/y"]
    a_life(register)
    now = timezone.now()
    assert services.deposit(now=now) == 3
    assert services.deposit(now=now) == 1  # only what failed is tried again
    assert CheckpointExport.objects.exclude(fault="").count() == 2
    (kept,) = (tmp_path / "kept").iterdir()
    assert [told.origin.partition("/")[2] for told in notes.checkpoints(kept.read_text())] == [
        "certificates",
        "audit",
    ]
    assert notes.checkpoints(mailoutbox[0].body) == notes.checkpoints(kept.read_text())
    assert audit("--checkpoint", str(kept)) == []
    forged = tmp_path / "forged"
    forged.write_text(kept.read_text().replace("\n", "\n", 1).replace("certificates\n", "certificates\n1", 1))
    assert "is not signed" in audit("--checkpoint", str(forged))[0]

    last = LogEntry.objects.latest("index")
    with tampering():
        # An administrator cuts the last public act out of log, checkpoints and trail, and leaves no trace inside.
        Checkpoint.objects.filter(size__gt=last.index).delete()
        gone = last.event
        last.delete()
        Event.objects.filter(seq__gte=gone.seq).update(seq=None, prev_hash="", hash="")
        log_seen = Event.objects.exclude(seq=None).count()
        NumberSeries.objects.filter(key__in=["core.chain", "publiclog.seen"]).update(last=log_seen)
    assert audit() == []
    found = audit("--checkpoint", str(kept))
    assert [line.partition(":")[0] for line in found] == ["log", "audit trail"]


def test_each_kind_of_damage_to_the_log_is_named(register: Register) -> None:
    register.superseded()
    chain.seal()
    lie = LogEntry.objects.get(index=0).entry.replace("issued", "revoked")
    plants: list[tuple[str, Any]] = [
        ("does not tell what event", lambda: LogEntry.objects.filter(index=0).update(entry=lie)),
        ("the hashes of entry 1", lambda: LogEntry.objects.filter(index=1).update(hashes=["00" * 32] * 2)),
        ("promises another log", lambda: Checkpoint.objects.update(root="00" * 32)),
        ("is not signed", lambda: Checkpoint.objects.update(note="x")),
        (
            "does not tell what event",
            lambda: LogEntry.objects.filter(index=1).update(number="JLJP-Z-2026-0009"),
        ),
        ("stands where event", lambda: LogEntry.objects.filter(index=0).update(index=7)),
        ("is missing", lambda: LogEntry.objects.filter(index=2).delete()),
    ]
    assert audit() == []
    for words, plant in plants:
        with tampering(), transaction.atomic():
            plant()
            assert any(words in fault for fault in audit()), words
            transaction.set_rollback(True)
    assert audit() == []


def test_a_stranger_checks_the_log_with_the_small_program(
    register: Register, live_server: LiveServer, tmp_path: Path
) -> None:
    old, _ended = a_life(register)
    program, kept = tmp_path / "verify_log.py", tmp_path / "kept.txt"
    program.write_bytes(Client().get("/log/verify_log.py").content)
    assert len(program.read_text().splitlines()) < 100
    assert "django" not in program.read_text().lower()
    key = log.verifier_keys()[0]

    def check(*more: str, key: str = key) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, str(program), live_server.url, "--key", key, *more]
        return subprocess.run(call, capture_output=True, text=True, check=False, timeout=60)

    done = check("--save", str(kept), "--number", old.number)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["act"] for line in done.stdout.splitlines()[:-1]] == ["issued", "superseded"]
    assert done.stdout.splitlines()[-1].startswith("TRUE: ")
    register.issued()
    chain.seal()
    assert check("--old", str(kept)).returncode == 0
    stranger = notes.verifier_key(log.origin(), bytes(32))
    assert check(key=stranger).returncode != 0
    with tampering():
        entry = LogEntry.objects.get(index=0)
        LogEntry.objects.filter(index=0).update(entry=entry.entry.replace("issued", "revoked"))
    assert "FALSE" in check().stderr
