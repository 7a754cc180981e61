"""Setting the programme up and opening batches."""

import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from brandcert.core import actors, policies
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.catalogue import Entries
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import (
    Batch,
    Category,
    Criterion,
    Dimension,
    DocumentRequirement,
    Program,
    Question,
    Rubric,
)
from brandcert.programs.queries import as_question
from brandcert.programs.questions import categories_of, kinds_of, published, published_questions
from brandcert.programs.services.catalogue import give_catalogue
from brandcert.programs.services.rubrics import name_rubrics
from brandcert.programs.services.rules import BadRules, checked, gate_faults, window_faults

PROGRAM_KEY: Final = "jlp"
CATEGORIES: Final = {
    CategoryKey.MANUFACTURING: ("Z", "制", ["制造", "吉林制造"]),
    CategoryKey.AGRICULTURE: ("N", "农", ["农特", "吉林农特"]),
    CategoryKey.SERVICES: ("F", "服", ["服务", "吉林服务"]),
}
# 农特 also admits those who are no companies.
ADMITTED: Final = {
    CategoryKey.MANUFACTURING: [OrganisationType.COMPANY],
    CategoryKey.AGRICULTURE: [
        OrganisationType.COMPANY,
        OrganisationType.COOPERATIVE,
        OrganisationType.SOLE_TRADER,
        OrganisationType.ASSOCIATION,
        OrganisationType.INSTITUTION,
    ],
    CategoryKey.SERVICES: [OrganisationType.COMPANY],
}
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
            program=program,
            key=key,
            defaults={
                "letter": letter,
                "character": character,
                "aliases": aliases,
                "organisation_types": ADMITTED[key],
            },
        )
    load_rubrics(program)
    return program


@transaction.atomic
def load_rubrics(program: Program) -> int:
    """Create version 1 of each category's rubric from the published table; return how many were made.

    A category that has a rubric already is left alone: rubrics are versioned, never overwritten.
    """
    tables: dict[str, list[dict[str, Any]]] = published("rubrics.yaml")
    made = 0
    for category in program.categories.filter(rubrics=None):
        rubric = Rubric.objects.create(
            category=category, tie_break=TIE_BREAK.get(CategoryKey(category.key), "quality")
        )
        for position, row in enumerate(tables[category.key]):
            _load_dimension(rubric, row, position)
        made += 1
    return made


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
            formula=line.get("formula", {}),
        )
        for place, line in enumerate(row["criteria"])
    )


def announce_batch(
    program: Program,
    *,
    opens_at: datetime.datetime,
    closes_at: datetime.datetime,
    now: datetime.datetime,
    by: Any,
    **rules: Any,
) -> Batch:
    """Create a batch whose window is to come, so that its rules can be looked at before anybody applies by them.

    Raises BadRules for a window that has begun or is over, and as `open_batch`.
    """
    faults = window_faults({"opens_at": opens_at, "closes_at": closes_at}, now)
    if faults:
        raise BadRules(" ".join(faults.values()))
    return open_batch(program, opens_at=opens_at, closes_at=closes_at, by=by, **rules)


@transaction.atomic
def open_batch(
    program: Program,
    *,
    name: str,
    year: int,
    opens_at: datetime.datetime,
    closes_at: datetime.datetime,
    by: Any,
    catalogue: Entries | None = None,
    **rules: Any,
) -> Batch:
    """Create a batch with its own copy of the published questions and documents, judged by the newest rubrics; `rules` set its other numbers.

    Its catalogue is `catalogue`, else that of the batch before without the classes that were closed.

    The window may have begun: by this way a demonstration is set up; people go by `announce_batch`. Raises BadRules,
    and Refused unless `by` may administer batches (or is the system).
    """
    if by is not SYSTEM:
        policies.require(by, "programs.batch.administer")
    actors.code_of(by)
    values = {"name": name, "year": year, "opens_at": opens_at, "closes_at": closes_at, **rules}
    batch = Batch(program=program)
    checked(batch, values).save()
    _copy_documents(batch)
    _copy_questions(batch)
    name_rubrics(batch)
    give_catalogue(batch, catalogue)
    faults = gate_faults(batch, rules)
    if faults:
        raise BadRules(" ".join(faults.values()))
    return batch


def _copy_documents(batch: Batch) -> None:
    entries: list[dict[str, Any]] = published("documents.yaml")
    categories = {category.key: category for category in batch.program.categories.all()}
    DocumentRequirement.objects.bulk_create(
        DocumentRequirement(
            batch=batch,
            category=categories[key],
            key=entry["key"],
            title=entry["title"],
            title_en=entry["title_en"],
            hint=entry["hint"],
            hint_en=entry["hint_en"],
            is_required=not entry.get("optional", False),
            organisation_types=kinds_of(entry),
            position=position,
        )
        for position, entry in enumerate(entries)
        for key in categories_of(entry)
        if key in categories
    )


def _copy_questions(batch: Batch) -> None:
    categories = {category.key: category for category in batch.program.categories.all()}
    Question.objects.bulk_create(
        as_question(definition, position, batch=batch, category=categories[definition.category])
        for position, definition in enumerate(published_questions())
        if definition.category in categories
    )
