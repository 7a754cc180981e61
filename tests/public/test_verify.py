"""Asking the register on its pages: the verdict is right, honest when it cannot know, and never kept by a cache."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from brandcert.certificates import numbering, queries, services, validity
from brandcert.certificates.models import Certificate
from brandcert.certificates.numbering import readable
from brandcert.register.services import index_missing

if TYPE_CHECKING:
    from tests.certificates.drafts import Register

STATES = ("numbered", "draft", "suspended", "revoked", "cancelled", "expired", "superseded", "voided")
UNKNOWN = "JLJP-Z-2026-9999"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def says_valid(text: str) -> bool:
    return "verdict-valid" in text


# --- R-43 ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", STATES)
def test_r43_no_state_but_active_is_shown_as_valid(client: Client, register: Register, state: str) -> None:
    certificate: Certificate = getattr(register, state)()
    is_public = state not in {"numbered", "draft", "voided"}
    number = certificate.number or UNKNOWN
    code = certificate.verification_code or numbering.new_code()
    for path in (f"/verify/?q={number}", f"/verify/?q={code}", f"/v/{code}/"):
        text = page(client, path, 200 if is_public else 404)
        assert not says_valid(text)
        assert ("verdict-unknown" in text) == (not is_public)
    for path in (f"/api/v1/certificates/{number}/", f"/api/v1/verify/{code}/"):
        answer = client.get(path)
        assert answer.status_code == (200 if is_public else 404)
        assert answer.json().get("valid", False) is False
    assert not any(
        row["valid"]
        for row in client.get("/api/v1/certificates/").json()["results"]
        if row["number"] == number
    )


@pytest.mark.usefixtures("db")
def test_r43_an_unknown_number_and_an_unknown_code_are_never_valid(client: Client) -> None:
    code = numbering.new_code()
    for path in (f"/verify/?q={UNKNOWN}", f"/v/{code}/", f"/verify/?q={code}"):
        text = page(client, path, 404)
        assert "verdict-unknown" in text
        assert not says_valid(text)


def only_revoked_is_invalid(status: str, *_dates: datetime.date) -> bool:
    """Plant the deny-list that the rule forbids."""
    return status != "revoked"


def wrongly_valid(register: Register) -> set[str]:
    found = set()
    for state in STATES:
        certificate: Certificate = getattr(register, state)()
        if (
            certificate.number
            and str(queries.verify(certificate.number, now=register.world.now).verdict) == "valid"
        ):
            found.add(state)
    return found


def test_r43_the_harness_passes_the_allow_list(register: Register) -> None:
    assert wrongly_valid(register) == set()


def test_r43_the_harness_finds_a_planted_deny_list(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validity, "is_valid", only_revoked_is_invalid)
    assert wrongly_valid(register) == {"suspended", "cancelled", "expired", "superseded"}


# --- what is told --------------------------------------------------------------------------------
def test_a_number_shows_the_entry_and_says_that_it_is_no_proof_of_the_document(
    client: Client, register: Register
) -> None:
    certificate = register.issued()
    client.cookies["django_language"] = "en"
    for spelled in (
        certificate.number,
        certificate.number.lower().replace("-", " "),
        certificate.display_number,
    ):
        text = page(client, f"/verify/?q={spelled}")
        assert says_valid(text)
        assert "A number alone does not prove" in text
    assert certificate.facts["holder"] in text
    assert certificate.facts["place_of_production"] not in text.replace(certificate.facts["holder"], "")
    assert str(certificate.verification_code) not in text


def test_a_code_says_that_this_document_is_genuine(client: Client, register: Register) -> None:
    certificate = register.issued()
    code = str(certificate.verification_code)
    client.cookies["django_language"] = "en"
    for path in (
        f"/v/{code}/",
        f"/v/{code.lower()}/",
        f"/v/{readable(code)}/",
        f"/verify/?q={readable(code)}",
    ):
        text = page(client, path)
        assert says_valid(text)
        assert "This document is genuine" in text
        assert f"/v/{code}/qr.svg" in text
        assert certificate.sha256 in text


def test_the_query_time_is_told_in_beijing_time(client: Client, register: Register) -> None:
    before = validity.BEIJING
    certificate = register.issued()
    text = page(client, f"/verify/?q={certificate.number}")
    told = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text)
    assert told is not None
    shown = datetime.datetime.strptime(told[0], "%Y-%m-%d %H:%M:%S").replace(tzinfo=before)
    assert abs((datetime.datetime.now(before) - shown).total_seconds()) < 30


@pytest.mark.usefixtures("db")
def test_a_mistyped_code_is_told_from_an_unknown_one(client: Client) -> None:
    client.cookies["django_language"] = "en"
    code = numbering.new_code()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert "mistyped" in page(client, f"/v/{wrong}/", 404)
    assert "mistyped" in page(client, f"/verify/?q={readable(wrong)}", 404)
    assert "mistyped" not in page(client, f"/v/{code}/", 404)


@pytest.mark.usefixtures("db")
def test_r48_an_unknown_number_and_a_wrong_code_cannot_be_told_apart_by_status_or_length(
    client: Client,
) -> None:
    def without_echo(query: str) -> str:
        return page(client, f"/verify/?q={query}", 404).replace(query, "")

    by_number, by_code = without_echo(UNKNOWN), without_echo(numbering.new_code())
    assert len(by_code) == len(by_number)


def test_a_replaced_certificate_names_its_successor(client: Client, register: Register) -> None:
    old = register.superseded()
    new = queries.successor_of(old)
    assert new is not None
    text = page(client, f"/verify/?q={old.number}")
    assert "verdict-ended" in text
    assert new.display_number in text


def test_a_suspension_tells_from_to_and_ground_and_never_the_written_reason(
    client: Client, register: Register
) -> None:
    row = register.suspended()
    client.cookies["django_language"] = "en"
    row.intervals.filter(ends_at=None).update(reason="由张三举报")
    text = page(client, f"/verify/?q={row.number}")
    assert "verdict-suspended" in text
    assert "failed sampling" in text
    assert str(row.intervals.get(ends_at=None).expected_end) in text
    assert "张三" not in text


def test_a_name_or_a_credit_code_lists_what_it_holds(client: Client, register: Register) -> None:
    first, second = register.issued(), register.issued()
    index_missing()
    for query in ("中研高分子", first.facts["credit_code"]):
        text = page(client, f"/verify/?q={query}")
        assert first.display_number in text
        assert second.display_number in text


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "query", ["", "x", "%00", "' OR 1=1 --", "<script>alert(1)</script>", "吉" * 300, "😀", "../../etc"]
)
def test_any_query_gets_a_page(client: Client, query: str) -> None:
    answer = client.get("/verify/", {"q": query})
    assert answer.status_code in {200, 404}
    assert b"<script>alert" not in answer.content


def test_the_qr_code_leads_to_the_code_and_only_of_issued_certificates(
    client: Client, register: Register
) -> None:
    certificate = register.issued()
    answer = client.get(f"/v/{certificate.verification_code}/qr.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert client.get(f"/v/{numbering.new_code()}/qr.svg").status_code == 404


def test_a_received_document_is_valid_and_nothing_or_too_much_is_refused(
    client: Client, register: Register
) -> None:
    certificate = register.issued()
    pdf = services.path_of(certificate).read_bytes()

    def sent(data: bytes) -> Any:
        return client.post("/verify/file/", {"document": SimpleUploadedFile("certificate.pdf", data)})

    assert says_valid(sent(pdf).content.decode())
    for nothing in (b"", b"x" * (5 * 1024 * 1024 + 1)):
        assert sent(nothing).status_code == 422
    assert client.get("/verify/file/").status_code == 405


# --- R-44 ----------------------------------------------------------------------------------------
def test_r44_without_the_database_nothing_is_said_about_validity(client: Client, register: Register) -> None:
    certificate = register.issued()
    client.cookies["django_language"] = "en"

    def fail(*_arguments: Any) -> Any:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(fail):
        for path in (f"/verify/?q={certificate.number}", f"/v/{certificate.verification_code}/"):
            text = page(client, path, 503)
            assert "verdict-unavailable" in text
            assert not says_valid(text)
        for path in (
            f"/api/v1/certificates/{certificate.number}/",
            f"/api/v1/verify/{certificate.verification_code}/",
        ):
            answer = client.get(path)
            assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
            assert "valid" not in answer.json()
