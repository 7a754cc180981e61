"""Certificates for machines: verified with other libraries than those that sign, and never valid when they are not."""

from __future__ import annotations

import base64
import copy
import datetime
import gzip
import hashlib
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cbor2
import pytest
import rfc8785
import segno
from Crypto.Hash import SHA256
from Crypto.PublicKey import ECC
from Crypto.Signature import DSS
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pyld import jsonld

from brandcert.certificates import services
from brandcert.certificates.checks import check_machine_keys
from brandcert.certificates.credentials import keys, offline, proofs, statuslist
from brandcert.certificates.models import Certificate, PublishedKey
from brandcert.certificates.queries import integrity, status_list
from brandcert.certificates.services import storing
from brandcert.certificates.services.credentials import take_place
from tests.tampering import tampering

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.certificates.drafts import Register

CONTEXTS = Path(__file__).parent / "contexts"
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def plain(text: str) -> bytes:
    """Read base58 of multibase."""
    assert text[0] == "z"
    number = 0
    for letter in text[1:]:
        number = number * 58 + LETTERS.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def holds(document: dict[str, Any], did: dict[str, Any]) -> bool:
    """Verify a proof with pycryptodome and rfc8785 alone, as ecdsa-jcs-2019 spells it out."""
    rest = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    methods = {each["id"]: each for each in did["verificationMethod"] if each["id"] in did["assertionMethod"]}
    raw = plain(methods[options["verificationMethod"]]["publicKeyMultibase"])
    assert raw[:2] == bytes((0x80, 0x24))
    key = ECC.import_key(raw[2:], curve_name="P-256")
    message = hashlib.sha256(rfc8785.dumps(options)).digest() + hashlib.sha256(rfc8785.dumps(rest)).digest()
    try:
        DSS.new(key, "fips-186-3").verify(
            SHA256.new(message), plain(document["proof"]["proofValue"]).rjust(64, b"\0")
        )
    except ValueError:
        return False
    return True


def bit(client: Client, credential: dict[str, Any], purpose: str, did: dict[str, Any]) -> bool:
    """Ask the status list as a stranger does."""
    (entry,) = (each for each in credential["credentialStatus"] if each["statusPurpose"] == purpose)
    answer = client.get(entry["statusListCredential"].removeprefix("http://localhost:8000"))
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    told = json.loads(answer.content)
    assert holds(told, did)
    subject = told["credentialSubject"]
    assert (told["id"], subject["statusPurpose"], subject["ttl"]) == (
        entry["statusListCredential"],
        purpose,
        30_000,
    )
    text = subject["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert len(bits) * 8 == 131_072
    place = int(entry["statusListIndex"])
    return bool(bits[place // 8] >> (7 - place % 8) & 1)


def fetched(client: Client, row: Certificate) -> dict[str, Any]:
    answer = client.get(f"/v/{row.verification_code}/credential.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vc"
    told: dict[str, Any] = json.loads(answer.content)
    return told


def test_a_credential_is_verified_by_other_hands_and_follows_the_life_of_its_certificate(
    register: Register, client: Client, settings: Settings, tmp_path: Path
) -> None:
    import pikepdf

    row = register.issued()
    credential = fetched(client, row)
    with pikepdf.open(storing.path_of(row)) as pdf:
        assert json.loads(pdf.attachments["credential.json"].get_file().read_bytes()) == credential
    did = client.get("/.well-known/did.json").json()
    assert credential["issuer"]["id"] == did["id"] == "did:web:localhost%3A8000"
    assert holds(credential, did)
    face = credential["credentialSubject"]["certificate"]
    assert (face["holder"], face["machine_number"]) == (row.facts["holder"], row.number)
    assert not bit(client, credential, "revocation", did)
    assert not bit(client, credential, "suspension", did)
    assert client.get("/v/0000-0000/credential.json").status_code == 404
    assert len(client.get("/.well-known/jwks.json").json()["keys"]) == 1

    services.suspend_at_once(row, reason="危险", by=register.supervisor, now=timezone.now())
    assert bit(client, credential, "suspension", did)
    settings.KEY_DIR = tmp_path / "new keys"
    gone = register.revoked()
    both = client.get("/.well-known/did.json").json()
    assert len(both["assertionMethod"]) == 2
    assert holds(credential, both)
    assert holds(fetched(client, gone), both)
    assert fetched(client, gone)["proof"]["verificationMethod"] not in did["assertionMethod"]
    assert bit(client, fetched(client, gone), "revocation", both)
    assert not bit(client, fetched(client, gone), "suspension", both)
    lists = client.get("/api/v1/status-list/").json()
    assert [each["purpose"] for each in lists["lists"]] == ["revocation", "suspension"]
    assert client.get("/api/v1/status-list/revocation/1/").status_code == 404
    assert client.get("/api/v1/status-list/refresh/0/").status_code == 404


def test_r43_only_what_is_in_force_leaves_its_bits_unset(register: Register) -> None:
    for state in ("issued", "suspended", "superseded", "cancelled", "voided", "numbered"):
        getattr(register, state)()
    rows = Certificate.objects.exclude(status_place=None)
    told = {
        row.status: tuple(
            (row.status_place or 0) in status_list.places(purpose, 0)
            for purpose in ("revocation", "suspension")
        )
        for row in rows
    }
    assert told == {
        "active": (False, False),
        "suspended": (False, True),
        "superseded": (True, False),
        "cancelled": (True, False),
        "void": (True, False),
        "draft": (False, True),
    }
    places = [row.status_place or 0 for row in rows.order_by("pk")]
    assert len(set(places)) == len(places)
    with transaction.atomic():
        assert len({take_place() for _n in range(20)}) > 15
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=rows[0].pk).update(status_place=places[0] + 1)


def test_every_word_of_a_credential_is_defined_and_nothing_is_fetched(
    register: Register, client: Client
) -> None:
    known = {
        "https://www.w3.org/ns/credentials/v2": json.loads((CONTEXTS / "credentials-v2.json").read_text()),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": json.loads(
            (CONTEXTS / "open-badges-3.0.3.json").read_text()
        ),
        "http://localhost:8000/credentials/context/v1.json": client.get(
            "/credentials/context/v1.json"
        ).json(),
    }

    def vendored(url: str, _options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": known[url]}

    credential = fetched(client, register.issued())
    (expanded,) = jsonld.expand(credential, {"documentLoader": vendored})
    back = jsonld.compact(expanded, {"@context": credential["@context"]}, {"documentLoader": vendored})
    assert back["credentialSubject"]["certificate"] == credential["credentialSubject"]["certificate"]
    assert {entry["statusPurpose"] for entry in back["credentialStatus"]} == {"revocation", "suspension"}
    assert (
        back["credentialSubject"]["achievement"].keys()
        == credential["credentialSubject"]["achievement"].keys()
    )
    with pytest.raises(KeyError):
        vendored("https://example.org/", None)


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.full)])
def test_r51_no_changed_credential_is_accepted(register: Register, count: int) -> None:
    original = register.issued().facts["credential"]
    known = status_list.credential_keys()
    assert proofs.fault(original, known) == ""
    chance = random.Random(51)  # noqa: S311 - the same mutations each time
    text = json.dumps(original, ensure_ascii=False)
    accepted = 0
    for _number in range(count):
        place = chance.randrange(len(text))
        changed = text[:place] + chance.choice('0a吉"}') + text[place + 1 :]
        try:
            told = json.loads(changed)
        except ValueError:
            continue
        if not isinstance(told, dict) or told == original:
            continue
        accepted += proofs.fault(told, known) == ""
    assert accepted == 0
    for name in ("validUntil", "credentialStatus", "issuer"):
        less = copy.deepcopy(original)
        del less[name]
        assert proofs.fault(less, known)


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.full)])
def test_r51_the_code_for_checks_without_network_is_read_by_other_hands_and_cannot_be_changed(
    register: Register, count: int
) -> None:
    row = register.issued()
    code, jwk = row.facts["offline"], PublishedKey.objects.get(use="credentials").jwk
    sealed = cbor2.loads(base64.b32decode(code + "=" * (-len(code) % 8)))
    shield, nothing, payload, signature = sealed.value
    assert (sealed.tag, nothing) == (18, {})
    marks = cbor2.loads(shield)
    assert (marks[1], marks[4]) == (-7, keys.decode(PublishedKey.objects.get(use="credentials").kid)[:8])
    x, y = (int.from_bytes(keys.decode(jwk[name]), "big") for name in ("x", "y"))
    key = ECC.construct(curve="P-256", point_x=x, point_y=y)
    message = cbor2.dumps(["Signature1", shield, b"", payload])
    DSS.new(key, "fips-186-3").verify(SHA256.new(message), signature)
    _version, number, holder, product, _scope, _issued, _begins, ends, place = cbor2.loads(payload)
    assert (number, holder, product, place) == (
        row.number,
        row.facts["holder"],
        row.facts["product"],
        row.status_place,
    )
    assert datetime.date(1970, 1, 1) + datetime.timedelta(days=ends) == row.valid_to

    told = offline.claims(row.facts, place=row.status_place or 0)
    known = ([jwk], [PublishedKey.objects.get(use="credentials").kid])
    assert offline.matches(code, told, *known)
    assert int(segno.make(f"HTTPS://CERTIFICATES.EXAMPLE.CN/Q/{code}", error="m").version) <= 20
    chance = random.Random(51)  # noqa: S311 - the same mutations each time
    for _number in range(count):
        at, letter = chance.randrange(len(code)), chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        changed = code[:at] + letter + code[at + 1 :]
        assert changed == code or not offline.matches(changed, told, *known), at


def test_a_list_of_bits_that_swells_or_is_none_is_refused() -> None:
    assert statuslist.is_set(statuslist.decoded(statuslist.encoded(statuslist.bits([7, 131_071]))), 131_071)
    for wrong in ("", "uAAAA", "u" + keys.encode(gzip.compress(bytes(10_000_000))), "z" + "A" * 40):
        with pytest.raises(ValueError, match=r"."):
            statuslist.decoded(wrong)


def test_r11_damage_to_credentials_and_lists_is_named(register: Register) -> None:
    row = register.issued()
    other = register.issued()
    rows = Certificate.objects.filter(pk=row.pk)

    def credential(**change: Any) -> dict[str, Any]:
        return {**row.facts, "credential": {**row.facts["credential"], **change}}

    plants: list[tuple[str, Any]] = [
        (
            "cannot be believed: the signature",
            lambda: rows.update(facts=credential(validUntil="2099-01-01T00:00:00Z")),
        ),
        ("cannot be believed: there is no proof", lambda: rows.update(facts=credential(proof=None))),
        (
            "points at another place",
            lambda: rows.update(facts={**row.facts, "credential": other.facts["credential"]}),
        ),
        ("points at another place", lambda: rows.update(status_place=5)),
        ("the row has none", lambda: rows.update(status_place=None)),
        ("2 places were given out, 1 are in use", lambda: rows.update(status_place=None)),
        ("does not say what the document says", lambda: rows.update(facts={**row.facts, "product": "人参"})),
    ]
    trusted = services.signer().certificates
    assert list(integrity.faults(trusted=trusted)) == []
    for words, plant in plants:
        with tampering(), transaction.atomic():
            plant()
            found = list(integrity.faults(trusted=trusted))
            assert any(words in fault for fault in found), (words, found)
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_without_its_own_key_nothing_is_signed_for_machines(settings: Settings, tmp_path: Path) -> None:
    demo = keys.make_demo(tmp_path / "demo.pem", is_log=False)
    other = keys.make_demo(tmp_path / "log.pem", is_log=True)
    real = tmp_path / "real.pem"
    real.write_bytes(demo.read_bytes().removeprefix(keys.DEMO_MARK))
    use = PublishedKey.Use.CREDENTIALS
    for is_demo, path in (
        (False, ""),
        (False, demo),
        (True, real),
        (True, other),
        (True, tmp_path / "none.pem"),
    ):
        settings.DEMO, settings.CREDENTIAL_KEY = is_demo, str(path)
        with pytest.raises(keys.UnusableMachineKey):
            services.machine_key(use)
    assert not PublishedKey.objects.exists()
    settings.DEMO, settings.CREDENTIAL_KEY = False, str(real)
    assert (
        services.machine_key(use).kid
        == PublishedKey.objects.get().kid
        == keys.thumbprint(PublishedKey.objects.get().jwk)
    )
    assert [problem.id for problem in check_machine_keys()] == ["brandcert.W011", "brandcert.W012"]
