"""What a certificate claims to be, an archive file that anybody can read aloud, the reference validator confirms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pikepdf  # noqa: TID253 - a test may be slow to load
import pytest

from brandcert.certificates import rendering
from brandcert.certificates.rendering.facts import CATEGORIES
from brandcert.documents.printing import print_page
from brandcert.documents.signing import load_file_signer, make_demo_key
from tests.standards import broken_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from brandcert.certificates.rendering import CertificateFacts

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PAGE = """<html lang="zh-Hans"><head><title>公告</title></head><body><h1>公告</h1><table>
<thead><tr><th scope="col">编号</th></tr></thead><tbody><tr><td>JLJP-Z-2026-0001</td></tr></tbody></table></body></html>"""


def lose_colours(pdf: pikepdf.Pdf) -> None:
    """Take the colour profile away."""
    del pdf.Root.OutputIntents


def lose_structure(pdf: pikepdf.Pdf) -> None:
    """Take away what says in which order the page is read."""
    del pdf.Root.StructTreeRoot


def lose_relation(pdf: pikepdf.Pdf) -> None:
    """Take away what the attached credential is to the page."""
    del pdf.Root.Names.EmbeddedFiles.Names[1].AFRelationship


def lose_language(pdf: pikepdf.Pdf) -> None:
    """Take the language away."""
    del pdf.Root.Lang


# Each planted fault with the clause that forbids it.
FAULTS: dict[Callable[[pikepdf.Pdf], None], str] = {
    lose_colours: "3a 6.2.4.3",
    lose_structure: "3a 6.7.3.3",
    lose_relation: "3a 6.8",
    lose_language: "ua1 7.2",
}


@pytest.fixture(scope="session")
def told(facts: CertificateFacts, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Print certificates of every kind and damaged ones, and have all validated at once: starting Java is the dear part."""
    folder: Path = tmp_path_factory.mktemp("standards")
    signer = load_file_signer(make_demo_key(folder, now=NOW))
    sample = replace(facts, is_demo=True)
    made = {category: rendering.render(replace(facts, category=category)) for category in CATEGORIES}
    made["long"] = rendering.render(
        replace(facts, holder="吉林省" + "长" * 40 + "有限公司", product="米" * 30)
    )
    made["rare"] = rendering.render(replace(facts, product="𱁬记大米", holder="吉林㐂品有限公司"))
    made["signed"] = rendering.render_signed(sample, signer, signed_at=NOW)
    made["signed later"] = rendering.sign(rendering.render(sample), signer, signed_at=NOW)
    made["page"] = print_page(PAGE, css="th,td{border:1px solid}", identifier="page")
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    for spoil in FAULTS:
        with pikepdf.open(folder / "MANUFACTURING.pdf") as pdf:
            spoil(pdf)
            pdf.save(folder / f"{spoil.__name__}.pdf")
    return broken_rules(sorted(folder.glob("*.pdf")))


@pytest.mark.parametrize("name", [*CATEGORIES, "long", "rare", "signed", "signed later", "page"])
def test_the_validator_finds_nothing(told: dict[str, list[str]], name: str) -> None:
    assert told[f"{name}.pdf"] == []


@pytest.mark.parametrize("spoil", FAULTS)
def test_the_validator_finds_what_was_planted(
    told: dict[str, list[str]], spoil: Callable[[pikepdf.Pdf], None]
) -> None:
    found = told[f"{spoil.__name__}.pdf"]
    assert any(rule.startswith(FAULTS[spoil]) for rule in found), found
