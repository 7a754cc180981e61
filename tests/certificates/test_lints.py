"""R-08: every check before issue has a case that passes and one that fails, and fails alone."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

import pytest

from brandcert.certificates import lints
from brandcert.certificates.lints import Case

TODAY = datetime.date(2026, 11, 23)
DECIDED = datetime.date(2026, 11, 20)
FACE = {
    "title": "「吉林精品」品牌证书",
    "holder": "吉林省中研高分子材料股份有限公司",
    "credit_code": "91220100XNT000218B",
    "address": "长春市示例路1号",
    "product": "聚醚醚酮",
    "model_or_scope": "型号 A",
    "basis": "评价细则第1版",
    "issuing_body": "吉林省市场监督管理厅",
}
GOOD = Case(
    today=TODAY,
    face=FACE,
    is_draft=True,
    is_successor=False,
    is_awarded=True,
    decision_number="1号",
    awarded_by_number="1号",
    decided_on=DECIDED,
    awarded_on=DECIDED,
    valid_from=DECIDED,
    valid_to=datetime.date(2029, 11, 19),
    validity_years=3,
    enterprise_name=FACE["holder"],
    enterprise_code=FACE["credit_code"],
    category="1",
    application_category="1",
    notice_ended_on=DECIDED - datetime.timedelta(days=1),
    open_objections=0,
    total_score=Decimal("88.5"),
    award_score=Decimal(80),
    weakest_dimension=Decimal(60),
    dimension_percent=60,
    proposer=1,
    approver=2,
    accepters=frozenset({3}),
    checked_on=TODAY,
    is_clear=True,
    integrity_days=10,
    records_in_force=0,
    other_live=0,
    missing_characters=(),
    overflow="",
)
FAILING: dict[str, dict[str, Any]] = {
    "draft": {"is_draft": False},
    "awarded": {"is_awarded": False},
    "decision": {"decision_number": "2号"},
    "decision_date": {"awarded_on": DECIDED - datetime.timedelta(days=1)},
    "decision_past": {
        "today": DECIDED - datetime.timedelta(days=1),
        "checked_on": DECIDED - datetime.timedelta(days=1),
    },
    "first_day": {"valid_from": datetime.date(2026, 11, 21), "valid_to": datetime.date(2029, 11, 20)},
    "last_day": {"valid_to": datetime.date(2029, 11, 20)},
    "not_over": {"today": datetime.date(2029, 11, 20), "checked_on": datetime.date(2029, 11, 20)},
    "holder": {"enterprise_name": "另一家有限公司"},
    "credit_code": {
        "face": {**FACE, "credit_code": "91220100XNT0002180"},
        "enterprise_code": "91220100XNT0002180",
    },
    "credit_code_of_holder": {"enterprise_code": "91220200XNT000226B"},
    "category": {"category": "2"},
    "notice_over": {"notice_ended_on": DECIDED},
    "no_objection": {"open_objections": 1},
    "score": {"total_score": Decimal("79.99")},
    "dimensions": {"weakest_dimension": Decimal("59.99")},
    "two_persons": {"approver": 1},
    "not_accepter": {"accepters": frozenset({2})},
    "integrity_clear": {"is_clear": False},
    "integrity_recent": {"checked_on": TODAY - datetime.timedelta(days=11)},
    "no_record": {"records_in_force": 1},
    "only_one": {"other_live": 1},
    "predecessor": {"is_successor": True, "change_kind": "name", "predecessor": "revoked"},
    "complete": {"face": {**FACE, "basis": " "}},
    "words": {"face": {**FACE, "product": "国家级聚醚醚酮"}},
    "glyphs": {"missing_characters": ("𣗋",)},
    "fits": {"overflow": "product"},
    "as_frozen": {"frozen": "a", "now_frozen": "b"},
}


def test_a_case_in_order_has_no_findings() -> None:
    assert lints.findings(GOOD) == ()


def test_there_are_at_least_24_checks_and_each_has_its_failing_case() -> None:
    assert len(lints.checks()) >= 24
    assert set(FAILING) == set(lints.checks())


@pytest.mark.parametrize("code", FAILING)
def test_r08_each_check_finds_its_fault_and_no_other_check_does(code: str) -> None:
    found = lints.findings(dataclasses.replace(GOOD, **FAILING[code]))
    assert [finding.code for finding in found] == [code]
    assert found[0].text


@pytest.mark.parametrize(
    "unknown",
    [
        {"total_score": None},
        {"weakest_dimension": None},
        {"notice_ended_on": None},
        {"awarded_on": None},
        {"awarded_by_number": "", "decision_number": ""},
    ],
)
def test_what_is_not_known_counts_as_failing(unknown: dict[str, Any]) -> None:
    assert len(lints.findings(dataclasses.replace(GOOD, **unknown))) == 1


def test_an_integrity_check_that_was_never_made_fails() -> None:
    found = lints.findings(dataclasses.replace(GOOD, checked_on=None, is_clear=False))
    assert {finding.code for finding in found} == {"integrity_clear", "integrity_recent"}


def test_a_successor_may_carry_a_new_name_and_a_later_period() -> None:
    renewed = dataclasses.replace(
        GOOD,
        is_successor=True,
        predecessor="active",
        face={**FACE, "holder": "更名后有限公司"},
        valid_from=datetime.date(2026, 11, 23),
        valid_to=datetime.date(2029, 11, 22),
    )
    assert lints.findings(renewed) == ()
