"""What was handed in as one version."""

from collections.abc import Mapping
from typing import Any

from brandcert.applications.content import Section
from brandcert.applications.models import Application, ApplicationVersion
from brandcert.applications.queries import entries_of, form_of, requirements_of
from brandcert.portal import wording


def version_rows(application: Application, version: ApplicationVersion) -> list[dict[str, Any]]:
    """Return the frozen answers of a version, section by section."""
    files = {row["name"]: row["upload"] for row in version.materials}
    return [
        {"title": part.title, "rows": _frozen_rows(part, version.content.get(part.key, {}), files)}
        for part in form_of(application)
    ]


def version_files(application: Application, version: ApplicationVersion) -> list[dict[str, Any]]:
    """Return the files of a version; in English under the English titles of their places, where these have one."""
    if not wording.is_english():
        return list(version.materials)
    titles = {row.key: wording.title_of_document(row) for row in requirements_of(application)}
    return [row | {"title": titles.get(row["requirement"], row["title"])} for row in version.materials]


def _frozen_rows(part: Section, answers: Mapping[str, Any], files: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": field.label,
            "value": field.show(answers.get(field.key)),
            "entries": entries_of(field, answers.get(field.key), files),
        }
        for field in part
    ]
