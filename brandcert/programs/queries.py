"""What a batch asks of whom."""

from typing import Any

from django.db.models import QuerySet

from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, Category, Question, Revision
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
