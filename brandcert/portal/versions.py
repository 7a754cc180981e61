"""What was handed in as one version, and what differs from the one before."""

from collections.abc import Mapping
from typing import Any

from brandcert.applications import content
from brandcert.applications.content import Section
from brandcert.applications.models import Application, ApplicationVersion
from brandcert.applications.queries import entries_of, form_of


def version_rows(application: Application, version: ApplicationVersion) -> list[dict[str, Any]]:
    """Return the frozen answers of a version, section by section."""
    files = {row["name"]: row["upload"] for row in version.materials}
    return [
        {"title": part.title, "rows": _frozen_rows(part, version.content.get(part.key, {}), files)}
        for part in form_of(application)
    ]


def _frozen_rows(part: Section, answers: Mapping[str, Any], files: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": field.label,
            "value": field.show(answers.get(field.key)),
            "entries": entries_of(field, answers.get(field.key), files),
        }
        for field in part
    ]


def changes_of(
    application: Application, before: ApplicationVersion, after: ApplicationVersion
) -> list[dict[str, Any]]:
    """Return the answers that differ between two versions, in words."""
    found = []
    for change in content.changes(before.content, after.content):
        field = form_of(application).field(change.path)
        if field is not None:
            found.append(
                {"label": field.label, "before": field.show(change.before), "after": field.show(change.after)}
            )
    return found
