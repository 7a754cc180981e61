"""The machine interface keeps its word: names, kinds, pages, errors, dates."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from brandcert.awards.models import PublicNotice
from brandcert.certificates import numbering
from brandcert.register.services import index_missing

if TYPE_CHECKING:
    from tests.certificates.drafts import Register

FIELDS = [
    "number",
    "status",
    "valid",
    "on",
    "holder",
    "credit_code",
    "category",
    "product",
    "scope",
    "valid_from",
    "valid_to",
    "decision_number",
    "issued_on",
    "status_history",
    "replaced_by",
    "sha256",
]


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == ("application/json" if status == 200 else "application/problem+json")
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


def test_a_certificate_has_exactly_the_promised_names(client: Client, register: Register) -> None:
    certificate = register.issued()
    told = get(client, f"/api/v1/certificates/{certificate.number}/")
    assert list(told) == FIELDS
    assert told | {"status_history": None} == {
        "number": "JLJP-Z-2026-0001",
        "status": "active",
        "valid": True,
        "on": register.world.today.isoformat(),
        "holder": "吉林省中研高分子材料股份有限公司",
        "credit_code": "91220100XNT000218B",
        "category": "MANUFACTURING",
        "product": certificate.facts["product"],
        "scope": "型号 A",
        "valid_from": register.decided_on.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "decision_number": certificate.decision_number,
        "issued_on": register.world.today.isoformat(),
        "status_history": None,
        "replaced_by": None,
        "sha256": certificate.sha256,
    }
    (period,) = told["status_history"]
    assert list(period) == ["status", "from", "to", "ground"]
    assert period == {
        "status": "active",
        "from": f"{register.decided_on.isoformat()}T00:00:00+08:00",
        "to": None,
        "ground": None,
    }
    assert get(client, f"/api/v1/verify/{certificate.verification_code}/") == told


def test_a_date_asks_for_that_day(client: Client, register: Register) -> None:
    row = register.suspended()
    yesterday = register.world.today - datetime.timedelta(days=1)
    path = f"/api/v1/certificates/{row.number}/"
    assert get(client, path)["status"] == "suspended"
    told = get(client, f"{path}?on={yesterday}")
    assert (told["status"], told["valid"], told["on"]) == ("active", True, yesterday.isoformat())
    get(client, f"{path}?on={register.decided_on - datetime.timedelta(days=1)}", 404)


@pytest.mark.parametrize("on", ["2999-01-01", "yesterday", "2026-13-01", "", "20261123", "1066-10-14"])
def test_a_date_that_is_none_or_to_come_is_refused(client: Client, register: Register, on: str) -> None:
    number = register.issued().number
    problem = get(client, f"/api/v1/certificates/{number}/?on={on}", 400)
    assert problem["status"] == 400
    assert list(problem["invalid_params"]) == ["on"]


def test_a_replaced_certificate_names_its_successor(client: Client, register: Register) -> None:
    old = register.superseded()
    told = get(client, f"/api/v1/certificates/{old.number}/")
    assert (told["status"], told["valid"], told["replaced_by"]) == ("superseded", False, "JLJP-Z-2026-0002")
    assert [period["ground"] for period in told["status_history"]] == [None, "name"]


def test_the_list_has_pages_of_100_and_filters(client: Client, register: Register) -> None:
    valid, revoked = register.issued(), register.revoked()
    register.draft()
    index_missing()
    told = get(client, "/api/v1/certificates/")
    assert list(told) == ["count", "next", "previous", "results"]
    assert [row["number"] for row in told["results"]] == [valid.number, revoked.number]
    assert (told["count"], told["next"], told["previous"]) == (2, None, None)
    assert get(client, "/api/v1/certificates/?status=revoked")["count"] == 1
    assert get(client, "/api/v1/certificates/?category=SERVICES")["count"] == 0
    assert get(client, "/api/v1/certificates/?q=中研高分子")["count"] == 1
    get(client, "/api/v1/certificates/?status=nonsense", 400)
    get(client, "/api/v1/certificates/?page=99", 404)


def test_unknown_mistyped_and_nonsense_are_problems(client: Client, register: Register) -> None:
    code = numbering.new_code()
    unknown = get(client, f"/api/v1/verify/{code}/", 404)
    mistyped = get(client, f"/api/v1/verify/{code[:-1]}/", 404)
    assert unknown["title"] == mistyped["title"]
    assert unknown["detail"] != mistyped["detail"]
    get(client, "/api/v1/certificates/JLJP-Z-2026-9999/", 404)
    get(client, "/api/v1/nothing/", 404)
    get(client, "/api/nothing", 404)
    assert client.post("/api/v1/certificates/").status_code == 405


def test_notices_have_their_entries_and_no_person(client: Client, register: Register) -> None:
    register.draft()
    told = get(client, "/api/v1/notices/")
    (notice,) = told["results"]
    row = PublicNotice.objects.get()
    dates = ["published_on", "starts_on", "ends_on", "starts_at", "ends_at", "is_provisional"]
    whole = ["corrects", "reason", "sha256", "entries_count", "entries_url", "entries"]
    assert list(notice) == ["id", "number", "batch", *dates, *whole]
    assert get(client, notice["entries_url"])["results"] == notice["entries"]
    assert notice["entries"] == [
        {
            "position": 1,
            "enterprise": "吉林省中研高分子材料股份有限公司",
            "product": row.items.get().product_name,
            "category": "MANUFACTURING",
            "unit": "",
            "state": "proposed",
        }
    ]


@pytest.mark.usefixtures("db")
def test_schema_and_description_name_every_address(client: Client) -> None:
    schema = client.get("/api/schema/", headers={"accept": "application/json"}).json()
    assert sorted(schema["paths"]) == [
        "/api/v1/announcements/",
        "/api/v1/certificates/",
        "/api/v1/certificates/status/",
        "/api/v1/certificates/{number}/",
        "/api/v1/certificates/{number}/log/",
        "/api/v1/legacy-titles/",
        "/api/v1/legacy-titles/{number}/",
        "/api/v1/log/",
        "/api/v1/log/checkpoint/",
        "/api/v1/log/consistency/",
        "/api/v1/log/entries/",
        "/api/v1/log/inclusion/",
        "/api/v1/notices/",
        "/api/v1/notices/{id}/entries/",
        "/api/v1/status-list/",
        "/api/v1/status-list/{purpose}/{number}/",
        "/api/v1/verify/{code}/",
    ]
    page = client.get("/api/docs/").content.decode()
    assert all(path in page for path in schema["paths"])
    assert "<script>" not in page


def test_the_interface_answers_in_the_shape_of_its_schema(client: Client, register: Register) -> None:
    import jsonschema  # type: ignore[import-untyped] # the library has no types
    from drf_spectacular.generators import SchemaGenerator

    register.superseded()
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # the library has no types
    shapes = schema["components"]["schemas"]
    jsonschema.validate(
        get(client, "/api/v1/certificates/"),
        {
            "$ref": "#/components/schemas/CertificatePage",
            "components": {"schemas": _without_nullable(shapes)},
        },
    )


def _without_nullable(shape: Any) -> Any:
    """Turn OpenAPI 3.0's `nullable` into what JSON Schema calls it."""
    if isinstance(shape, list):
        return [_without_nullable(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    told = {key: _without_nullable(value) for key, value in shape.items() if key != "nullable"}
    if shape.get("nullable") is True and "type" in told:
        told["type"] = [told["type"], "null"]
    return told


@pytest.mark.parametrize("on", ["0001-01-01", "1999-12-31"])
def test_a_day_before_the_programme_is_told_from_a_mistyped_date(
    client: Client, register: Register, on: str
) -> None:
    number = register.issued().number
    client.cookies["django_language"] = "en"
    problem = get(client, f"/api/v1/certificates/{number}/?on={on}", 400)
    assert problem["invalid_params"] == {"on": ["The register knows nothing before 2000-01-01."]}


@pytest.mark.usefixtures("db")
def test_the_description_speaks_the_language_of_the_page(client: Client) -> None:
    page = client.get("/api/docs/", headers={"accept-language": "zh-hans"}).content.decode()
    english = client.get("/api/docs/", headers={"accept-language": "en"}).content.decode()
    for chinese, other in (
        ("列出证书名录", "List the register"),
        ("按该日期作答", "Answer for this date"),
        ("名录中的一条", "An entry of the register"),
        ("该日状态", "status on the date"),
    ):
        assert (chinese in page, other in page) == (True, False)
        assert (chinese in english, other in english) == (False, True)
    told = client.get(
        "/api/schema/", headers={"accept": "application/json", "accept-language": "zh-hans"}
    ).json()
    assert told["paths"]["/api/v1/notices/"]["get"]["summary"] == "列出公示，最新的在前"
