"""What a later version says differently from the one before."""

from typing import Any

from brandcert.applications import differences
from brandcert.applications.content import file_changes
from brandcert.applications.models import Application, ApplicationVersion
from brandcert.applications.queries.answers import form_of, shown


def compared(
    application: Application, before: ApplicationVersion, after: ApplicationVersion, *, reveals: bool = False
) -> dict[str, Any]:
    """Return what the later version says differently: answers, files added and taken out; contact data masked or not."""
    questions = [
        (f"{section.key}.{field.key}", section, field)
        for section in form_of(application)
        for field in section
    ]
    added, removed = file_changes(before.materials, after.materials)
    return {
        "differences": differences.between(
            questions,
            before.content,
            after.content,
            show=lambda field, value: shown(field, value, reveals=reveals),
        ),
        "added": [dict(row) for row in added],
        "removed": [dict(row) for row in removed],
    }
