"""What a batch asks of whom, and by which tables it judges."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from brandcert.programs import catalogue, tables
from brandcert.programs.enums import AnswerKind, CategoryKey
from brandcert.programs.models import (
    Batch,
    CatalogueClass,
    Category,
    Criterion,
    Question,
    Revision,
    Rubric,
    RubricUse,
)
from brandcert.programs.questions import Definition, published_questions


def as_question(
    definition: Definition, position: int, *, batch: Batch | None = None, category: Category | None = None
) -> Question:
    """Return a published question as an unsaved row."""
    return Question(
        batch=batch,
        category=category,
        section=definition.section,
        key=definition.key,
        kind=definition.kind,
        title=definition.title,
        title_en=definition.title_en,
        hint=definition.hint,
        hint_en=definition.hint_en,
        is_asked=definition.is_asked,
        is_required=definition.is_required,
        organisation_types=list(definition.organisation_types),
        position=position,
        settings=dict(definition.settings),
    )


def default_questions(category: CategoryKey | str) -> list[Question]:
    """Return the published questions of a category, as unsaved rows."""
    return [
        as_question(definition, position)
        for position, definition in enumerate(published_questions())
        if definition.category == category
    ]


def questions_of(batch_id: int, category: Category) -> list[Question]:
    """Return what the batch asks in the category, in order; the published questions where it has no copy."""
    own = list(Question.objects.filter(batch=batch_id, category=category))
    return own or default_questions(category.key)


def revisions_of(row: Any) -> QuerySet[Revision]:
    """Return the changes of the rules of a programme or batch, the latest first."""
    return Revision.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)


def rubric_for(batch_id: int, category_id: int) -> Rubric | None:
    """Return the version the batch judges the category by; the newest in force where it names none, None without any."""
    use = RubricUse.objects.filter(batch=batch_id, category=category_id).select_related("rubric").first()
    return use.rubric if use else newest_rubric(category_id)


def newest_rubric(category_id: int) -> Rubric | None:
    """Return the version of the category's scoring table that was put in force last."""
    return Rubric.objects.filter(category=category_id, is_draft=False).order_by("-version").first()


def content_of(rubric: Rubric) -> dict[str, Any]:
    """Return everything a scoring table says, as `tables` takes it; two queries."""
    rows = rubric.dimensions.prefetch_related("criteria").order_by("position", "id")
    return {
        "tie_break": rubric.tie_break,
        "dimensions": [
            {"key": row.key}
            | {name: getattr(row, name) for name in tables.DIMENSION_FIELDS}
            | {"criteria": [_line_of(one) for one in row.criteria.all()]}
            for row in rows
        ],
    }


def _line_of(row: Criterion) -> dict[str, Any]:
    return {"code": row.code} | {name: getattr(row, name) for name in tables.CRITERION_FIELDS}


def computable(category: Category) -> Mapping[str, Question]:
    """Return the questions whose answers a formula can use, by `section.key`: as the newest batch asks them, else as published."""
    batch = Batch.objects.filter(program=category.program_id).order_by("-opens_at", "-id").first()
    asked = questions_of(batch.pk, category) if batch else default_questions(category.key)
    kinds = {AnswerKind.INTEGER, AnswerKind.DECIMAL, AnswerKind.CHOICE}
    return {f"{one.section}.{one.key}": one for one in asked if one.is_asked and one.kind in kinds}


def catalogue_of(batch: Batch) -> dict[str, list[catalogue.Entry]]:
    """Return the classes of the batch by the key of their category, in order; a category that accepts every product is not named."""
    found: dict[str, list[catalogue.Entry]] = {}
    rows = CatalogueClass.objects.filter(batch=batch).select_related("category")
    for row in rows.order_by("category_id", "position", "id"):
        entry = {"code": row.code} | {name: getattr(row, name) for name in catalogue.FIELDS}
        found.setdefault(row.category.key, []).append(entry)
    return found


def classes_of(batch_id: int, category_id: int) -> QuerySet[CatalogueClass]:
    """Return the classes of one category of the batch in order, closed ones too; none where every product is accepted."""
    return CatalogueClass.objects.filter(batch=batch_id, category=category_id).order_by("position", "id")
