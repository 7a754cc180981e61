"""Whoever asks too often is told so on a page of the house; who holds a certificate is answered at any time."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from brandcert.awards.models import PublicNotice
from brandcert.certificates import numbering
from brandcert.core import throttling
from brandcert.core.throttling import Limit
from brandcert.portal.views import enterprise
from brandcert.public.views import objections

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase
    from django.test import Client

    from tests.certificates.drafts import Register
    from tests.world import World

CODE = numbering.new_code()
UNKNOWN = "JLJP-Z-2026-9999"


def by_file(client: Client) -> HttpResponseBase:
    document = SimpleUploadedFile("a.pdf", b"%PDF-1.7 nobody issued this", "application/pdf")
    return client.post("/verify/file/", {"document": document})


WAYS: dict[str, Callable[[Client], HttpResponseBase]] = {
    "number": lambda client: client.get("/verify/", {"q": UNKNOWN}),
    "name": lambda client: client.get("/verify/", {"q": "没有这家企业"}),
    "code": lambda client: client.get(f"/v/{CODE}/"),
    "file": by_file,
    "api number": lambda client: client.get(f"/api/v1/certificates/{UNKNOWN}/"),
    "api code": lambda client: client.get(f"/api/v1/verify/{CODE}/"),
}


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    # A period that does not end while the test runs.
    monkeypatch.setattr(throttling, "MISSES", Limit("misses", most=2, per=10**9))


@pytest.mark.parametrize("way", WAYS)
def test_misses_of_every_kind_count_together_and_a_certificate_is_answered_all_the_same(
    client: Client, register: Register, way: str
) -> None:
    certificate = register.issued()
    assert client.get(f"/v/{CODE}/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/verify/?q={UNKNOWN}").status_code == HTTPStatus.NOT_FOUND
    answer = WAYS[way](client)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/v/{certificate.verification_code}/").status_code == HTTPStatus.OK
    assert client.get(f"/api/v1/certificates/{certificate.number}/").status_code == HTTPStatus.OK
    assert client.get(f"/v/{CODE}/", REMOTE_ADDR="198.51.100.7").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_an_answer_of_the_register_is_no_miss(client: Client) -> None:
    for _time in range(3):
        assert client.get("/verify/").status_code == HTTPStatus.OK


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "操作过于频繁"), ("en", "Too many requests")])
def test_the_page_speaks_the_language_of_the_person(client: Client, language: str, words: str) -> None:
    for _time in range(3):
        answer = client.get(f"/v/{CODE}/", headers={"Accept-Language": language})
    assert f"<h1>{words}</h1>" in answer.content.decode()
    told = client.get(f"/api/v1/verify/{CODE}/", headers={"Accept-Language": language})
    assert told["Content-Type"] == "application/problem+json"
    assert told.json()["title"] == words
    assert told.json()["status"] == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.django_db
def test_a_limiter_that_fails_answers_as_if_there_were_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> int:
        message = "the store is gone"
        raise OSError(message)

    monkeypatch.setattr(type(throttling.cache._connections["default"]), "count", fail)  # type: ignore[attr-defined] # the store behind Django's proxy
    for _time in range(4):
        assert client.get(f"/v/{CODE}/").status_code == HTTPStatus.NOT_FOUND


def test_objections_are_limited_where_they_are_sent_and_the_form_stays_open(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.draft()
    monkeypatch.setattr("django.utils.timezone.now", lambda: register.world.now)
    path = f"/notices/{PublicNotice.objects.get().pk}/objection/"
    for _time in range(objections.OBJECTIONS.most):
        assert client.post(path, {"name": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(path, {}).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert client.get(path).status_code == HTTPStatus.OK


def test_registrations_are_limited_per_person(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.now)
    client.force_login(world.owner)
    for _time in range(enterprise.REGISTRATIONS.most):
        assert client.post("/portal/enterprise/register/", {}).status_code != HTTPStatus.TOO_MANY_REQUESTS
    assert client.post("/portal/enterprise/register/", {}).status_code == HTTPStatus.TOO_MANY_REQUESTS
