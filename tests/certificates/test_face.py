"""What the face says about the product: the standard it follows and where it is made, as the applicant handed them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from brandcert.certificates.numbering import CODE_LENGTH, Number
from brandcert.certificates.queries.facts import face
from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from tests.world import World

RULES = "吉林精品评价细则（制）第1版"


def faced(world: World, content: dict[str, Any]) -> dict[str, Any]:
    register = Register(world)
    certificate = register.draft(content=content)
    return face(certificate, Number("Z", 2026, 1), "0" * CODE_LENGTH, issued_on=world.today)


@pytest.mark.parametrize(
    ("content", "basis"),
    [
        (
            {
                "evidence": {
                    "standards": [
                        {"number": "GB/T 1354-2018", "name": "大米"},
                        {"number": "GB 2762-2022", "name": "污染物限量"},
                    ]
                }
            },
            f"GB/T 1354-2018 大米；{RULES}",
        ),
        ({"standards": {"standard": "DB22/T 1234-2024 人参"}}, f"DB22/T 1234-2024 人参；{RULES}"),
        ({}, RULES),
    ],
)
def test_the_basis_names_the_first_standard_and_the_rules(
    world: World, content: dict[str, Any], basis: str
) -> None:
    assert faced(world, content)["basis"] == basis


def test_the_place_of_production_is_what_was_handed_in_else_the_address(world: World) -> None:
    made = {"product": {"place_of_production": "吉林省抚松县万良镇"}}
    assert faced(world, made)["place_of_production"] == "吉林省抚松县万良镇"


def test_a_service_without_a_place_of_production_prints_the_address(world: World) -> None:
    assert faced(world, {})["place_of_production"] == world.enterprise.address
