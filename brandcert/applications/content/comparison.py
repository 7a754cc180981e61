"""What differs between two versions of an application, for those who read the second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs; `path` is `section.field`, the answers are texts or lists of entries."""

    path: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return the answers that differ, in the order of the later version and then those that vanished."""
    old, new = _flat(before), _flat(after)
    paths = [*new, *(path for path in old if path not in new)]
    return [
        Change(path, old.get(path, ""), new.get(path, ""))
        for path in paths
        if old.get(path, "") != new.get(path, "")
    ]


def file_changes(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Return the files that were added and those that were taken away, told by place and hash."""
    old = {(row["requirement"], row["sha256"]): row for row in before}
    new = {(row["requirement"], row["sha256"]): row for row in after}
    return (
        [row for key, row in new.items() if key not in old],
        [row for key, row in old.items() if key not in new],
    )


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{section}.{key}": value or ""
        for section, answers in content.items()
        if isinstance(answers, Mapping)
        for key, value in answers.items()
    }
