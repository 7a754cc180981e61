"""The progress query answers whoever holds the receipt, and nobody else learns anything."""

from __future__ import annotations

import re
import statistics
import time
from typing import TYPE_CHECKING

import pytest

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.public.views.progress import ASKING
from tests.applications import filling

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

PATH = "/progress/"


@pytest.fixture
def sent(world: World) -> Application:
    """An application that was handed in through the service, with its receipt."""
    return services.submit(filling.complete(world), by=world.owner, now=world.now)


def ask(client: Client, receipt: object, code: str, **headers: str) -> tuple[int, str]:
    answer = client.post(PATH, {"receipt": receipt, "code": code}, headers=headers)
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.content.decode()


def test_receipt_and_code_show_the_stage_and_the_promised_date(client: Client, sent: Application) -> None:
    status, text = ask(client, sent.receipt_number, sent.query_code)
    assert status == 200
    assert sent.receipt_number is not None
    assert sent.receipt_number in text
    assert f"{sent.due_on:%Y-%m-%d}" in text
    assert sent.get_status_display() in text
    assert text.count("is-current") == 1
    assert "最长 20 个工作日" in text


def test_every_state_has_its_words(client: Client, world: World) -> None:
    for status in set(Status) - {Status.DRAFT}:
        row = world.application(status, query_code="ABCDEFGH2345")
        code, text = ask(client, row.receipt_number, "ABCDEFGH2345")
        assert code == 200
        assert row.get_status_display() in text


def test_neither_enterprise_nor_person_nor_reason_is_told(client: Client, world: World) -> None:
    row = world.application(
        Status.REJECTED,
        query_code="ABCDEFGH2345",
        reason="评审未通过的详细理由",
        content={"subject": {"contact_name": "王小明", "contact_phone": "13812345678"}},
    )
    _status, text = ask(client, row.receipt_number, "ABCDEFGH2345")
    hidden = (
        world.enterprise.name,
        str(row.product),
        "评审未通过",
        "王小明",
        "13812345678",
        str(world.owner.email),
    )
    assert [word for word in hidden if word in text] == []


def test_what_is_read_from_paper_is_understood(client: Client, sent: Application) -> None:
    assert sent.receipt_number is not None
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in sent.query_code)
    spaced = f" {sent.query_code[:4]} {sent.query_code[4:8].lower()}-{sent.query_code[8:]} "
    assert ask(client, sent.receipt_number.lower(), spaced)[0] == 200
    assert ask(client, f" {sent.receipt_number} ", wide)[0] == 200


def without_token(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_r48_an_unknown_number_and_a_wrong_code_get_the_same_answer(
    client: Client, sent: Application
) -> None:
    assert sent.receipt_number is not None
    unknown = sent.receipt_number[:-6] + "999999"
    code = "ZZZZZZZZZZZZ"
    first, second = ask(client, unknown, code), ask(client, sent.receipt_number, code)
    assert first[0] == second[0] == 422
    assert without_token(first[1]).replace(unknown, sent.receipt_number) == without_token(second[1])
    assert len(first[1]) == len(second[1])


def test_r48_a_draft_without_code_answers_to_no_code(client: Client, world: World) -> None:
    row = world.application(Status.SUBMITTED, query_code="")
    for code in ("------------", "-", "0"):
        assert ask(client, row.receipt_number, code)[0] == 422


@pytest.mark.full
def test_r48_both_answers_take_the_same_time(client: Client, sent: Application) -> None:
    assert sent.receipt_number is not None
    from brandcert.public import progress

    def median(number: str) -> float:
        took = []
        for _time in range(300):
            began = time.perf_counter()
            progress.find(number, "ZZZZZZZZZZZZ")
            took.append(time.perf_counter() - began)
        return statistics.median(took)

    assert abs(median(sent.receipt_number) - median("JLJP-SQ-2026-999999")) < 0.005


def test_guessing_ends_soon(client: Client, sent: Application) -> None:
    answers = [
        ask(client, sent.receipt_number, f"AAAAAAAAAA{number:02d}")[0] for number in range(ASKING.most)
    ]
    assert set(answers) == {422}
    assert ask(client, sent.receipt_number, sent.query_code)[0] == 429


def test_an_empty_form_is_told_in_a_summary_and_nothing_stands_in_the_address(client: Client) -> None:
    answer = client.post(PATH, {"receipt": "", "code": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "错误：" in text
    assert "error-summary" in text
    assert client.get(PATH, {"receipt": "JLJP-SQ-2026-000001", "code": "X"}).status_code == 200
