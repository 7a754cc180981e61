"""Fixtures for the tests of the import, and of what follows from acts."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from brandcert.accounts.services import load_reference_data
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.services import ImportResult, import_enterprises
from tests.enterprises.lists import TITLES, Take


@pytest.fixture
def province(db: None) -> Iterator[None]:
    """Load divisions and speak English."""
    load_reference_data()
    with translation.override("en"):
        yield


@pytest.fixture
def take(province: None, tmp_path: Path) -> Take:
    """Import a list with the given rows below the usual titles."""

    def run(*rows: Sequence[str], titles: Sequence[str] = TITLES, **options: bool) -> ImportResult:
        target = io.StringIO(newline="")
        csv.writer(target).writerows([titles, *rows])
        path = tmp_path / "list.csv"
        path.write_text(target.getvalue(), encoding="utf-8", newline="")
        return import_enterprises(path, by=SYSTEM, **options)

    return run


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Run what waits for the commit, handlers included, when the `with` ends."""

    def run() -> Any:
        return django_capture_on_commit_callbacks(execute=True)

    return run
