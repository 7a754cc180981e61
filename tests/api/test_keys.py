"""Other systems with a key, marks of answers, and an interface that nothing breaks."""

from __future__ import annotations

import datetime
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.http import urlencode

from brandcert.core.models import Event
from brandcert.register.models import ApiKey
from brandcert.register.services import KeyRefused, create_key, index_missing

if TYPE_CHECKING:
    from django.test import Client

    from tests.certificates.drafts import Register

STATUS = "/api/v1/certificates/status/"


def ask(client: Client, key: str, status: int = 200, **question: Any) -> Any:
    answer = client.post(
        STATUS, question, content_type="application/json", headers={"authorization": f"Bearer {key}"}
    )
    assert answer.status_code == status, answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


def test_many_are_asked_at_once_with_a_key_that_is_hashed_limited_and_revoked(
    client: Client, register: Register
) -> None:
    valid, revoked, draft = register.issued(), register.revoked(), register.draft()
    out = io.StringIO()
    call_command("api_key", "create", "市场监管平台", "--scope", "status", "--per-minute", "8", stdout=out)
    key = out.getvalue().strip()
    row = ApiKey.objects.get()
    assert key not in json.dumps([row.digest, row.prefix, *Event.objects.values_list("payload", flat=True)])
    told = ask(
        client, key, numbers=[valid.number.lower(), "没有的编号", revoked.display_number, valid.number]
    )
    assert [(one["number"], one["status"], one["valid"]) for one in told["results"]] == [
        (valid.number, "active", True),
        (None, None, False),
        (revoked.number, "revoked", False),
        (valid.number, "active", True),
    ]
    assert "holder" not in told["results"][0]
    before = register.decided_on - datetime.timedelta(days=1)
    past = ask(client, key, numbers=[valid.number, draft.number or "x"], on=before.isoformat())
    assert [one["status"] for one in past["results"]] == [None, None]
    wrongs: list[dict[str, Any]] = [{"numbers": []}, {"numbers": ["x"] * 201}, {"numbers": "x"}]
    for wrong in [*wrongs, {"numbers": [valid.number], "on": "2999-01-01"}]:
        assert "invalid_params" in ask(client, key, 400, **wrong)
    row.refresh_from_db()
    assert row.last_used_at is not None
    ask(client, key, 400, numbers=[None])
    ask(client, key, 400, numbers=["\ud800"])
    ask(client, key, 429, numbers=[valid.number])
    # Nobody else: without a key, with another one, with one that opens nothing, after its end.
    for other in ("", "bc_x", key[:-1], f"bc_{row.prefix}_", "bc_00000000_" + "x" * 5000):
        ask(client, other, 401, numbers=[valid.number])
    assert client.get(STATUS).status_code == 401
    ApiKey.objects.update(per_minute=100, scopes=[])
    ask(client, key, 403, numbers=[valid.number])
    ApiKey.objects.update(scopes=["status"])
    call_command("api_key", "revoke", row.prefix, "--reason", "密钥外泄")
    ask(client, key, 401, numbers=[valid.number])
    with pytest.raises(CommandError):
        call_command("api_key", "revoke", row.prefix, "--reason", "again")
    with pytest.raises(KeyRefused):
        create_key(name="x", scopes=["everything"], per_minute=1)


def test_an_answer_has_a_mark_and_is_not_sent_twice(client: Client, register: Register) -> None:
    certificate = register.issued()
    index_missing()
    path = f"/api/v1/certificates/{certificate.number}/"
    for address in (path, "/api/v1/certificates/?q=zhongyan", "/api/v1/legacy-titles/"):
        mark = client.get(address)["ETag"]
        for known in (mark, f'"other", W/{mark}'):
            again = client.get(address, headers={"if-none-match": known})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
        assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    before = client.get(path)["ETag"]
    assert client.get(f"{path}?on={register.decided_on}")["ETag"] != before
    assert client.get("/api/v1/certificates/?q=zhongyan").json()["count"] == 1


@pytest.mark.parametrize(
    "examples", [2, pytest.param(60, marks=[pytest.mark.full, pytest.mark.timeout(900)])]
)
def test_r93_nothing_breaks_the_interface(client: Client, register: Register, examples: int) -> None:
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings

    register.revoked()
    key = create_key(name="x", scopes=["status"], per_minute=6000)[1]
    tried = set()
    quick = settings(
        phases=[Phase.generate],
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    told = client.get("/api/schema/", headers={"accept": "application/json"}).json()
    for result in schemathesis.openapi.from_dict(told).get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr] # an operation that cannot be read fails here

        @quick
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            body = json.dumps(case.body) if isinstance(case.body, dict) else ""
            path = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
            headers = {"authorization": f"Bearer {key}"}
            answer = client.generic(case.method, path, body, "application/json", headers=headers)
            assert answer.status_code < 500, (path, body)
            tried.add(case.path)

        holds()
    assert len(tried) == len(told["paths"])
