"""Setting the programme up and opening batches."""

import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction

from brandcert.core import actors, policies
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import (
    Batch,
    Category,
    Criterion,
    Dimension,
    DocumentRequirement,
    Program,
    Rubric,
)

DATA: Final = Path(__file__).parent / "data"
PROGRAM_KEY: Final = "jlp"
CATEGORIES: Final = {
    CategoryKey.MANUFACTURING: ("Z", "制", ["制造", "吉林制造"]),
    CategoryKey.AGRICULTURE: ("N", "农", ["农特", "吉林农特"]),
    CategoryKey.SERVICES: ("F", "服", ["服务", "吉林服务"]),
}
LETTERS: Final = {"M": CategoryKey.MANUFACTURING, "G": CategoryKey.AGRICULTURE, "F": CategoryKey.SERVICES}
TIE_BREAK: Final = {CategoryKey.SERVICES: "experience"}


@transaction.atomic
def set_up_program() -> Program:
    """Create the programme with its categories and first rubrics, or return it as it stands."""
    program, _created = Program.objects.get_or_create(
        key=PROGRAM_KEY,
        defaults={
            "name": "吉林精品",
            "name_en": "Jilin Premium",
            "title": "「吉林精品」品牌证书",
            "title_en": "Jilin Premium Brand Certificate",
            "issuing_body": "吉林省市场监督管理厅",
            "issuing_body_en": "Jilin Provincial Administration for Market Regulation",
        },
    )
    for key, (letter, character, aliases) in CATEGORIES.items():
        Category.objects.get_or_create(
            program=program, key=key, defaults={"letter": letter, "character": character, "aliases": aliases}
        )
    load_rubrics(program)
    return program


@transaction.atomic
def load_rubrics(program: Program) -> int:
    """Create version 1 of each category's rubric from the published table; return how many were made.

    A category that has a rubric already is left alone: rubrics are versioned, never overwritten.
    """
    tables: dict[str, list[dict[str, Any]]] = _published("rubrics.yaml")
    made = 0
    for category in program.categories.filter(rubrics=None):
        rubric = Rubric.objects.create(
            category=category, tie_break=TIE_BREAK.get(CategoryKey(category.key), "quality")
        )
        for position, row in enumerate(tables[category.key]):
            _load_dimension(rubric, row, position)
        made += 1
    return made


@cache
def _published(name: str) -> Any:
    """Return a table as it was published with this version; read once, never changed."""
    return yaml.safe_load((DATA / name).read_text("utf-8"))


def _load_dimension(rubric: Rubric, row: dict[str, Any], position: int) -> None:
    dimension = Dimension.objects.create(
        rubric=rubric,
        key=row["dimension"],
        title=row["title"],
        title_en=row.get("title_en", row["dimension"]),
        maximum=Decimal(row["max"]),
        position=position,
    )
    Criterion.objects.bulk_create(
        Criterion(
            dimension=dimension,
            code=line["code"],
            title=line["title"],
            title_en=line.get("title_en", ""),
            maximum=Decimal(line["max"]),
            stage=line["stage"],
            kind=line["kind"],
            position=place,
        )
        for place, line in enumerate(row["criteria"])
    )


@transaction.atomic
def open_batch(
    program: Program,
    *,
    name: str,
    year: int,
    opens_at: datetime.datetime,
    closes_at: datetime.datetime,
    by: Any,
    **rules: Any,
) -> Batch:
    """Create a batch with the default list of required documents; `rules` set its other numbers.

    Raises Refused unless `by` may administer batches (or is the system setting up a demonstration).
    """
    if by is not SYSTEM:
        policies.require(by, "programs.batch.administer")
    actors.code_of(by)
    batch = Batch.objects.create(
        program=program, name=name, year=year, opens_at=opens_at, closes_at=closes_at, **rules
    )
    rows: list[dict[str, Any]] = _published("documents.yaml")
    for category in program.categories.all():
        DocumentRequirement.objects.bulk_create(
            _requirement(batch, category, row, position)
            for position, row in enumerate(rows)
            if row["for"] == "A" or category.key in {LETTERS[letter] for letter in row["for"]}
        )
    return batch


def _requirement(batch: Batch, category: Category, row: dict[str, Any], position: int) -> DocumentRequirement:
    excluded = row.get("not_for", [])
    kinds = row.get("only_for") or (
        [kind for kind in OrganisationType.values if kind not in excluded] if excluded else []
    )
    return DocumentRequirement(
        batch=batch,
        category=category,
        key=row["key"],
        title=row["title"],
        title_en=row["title_en"],
        hint=row["hint"],
        hint_en=row["hint_en"],
        is_required=not row.get("optional", False),
        organisation_types=kinds,
        position=position,
    )
