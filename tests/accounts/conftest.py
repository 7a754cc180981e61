"""Fresh counters, and the texts and letters that went out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.cache import cache

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

CODE = re.compile(r"\b\d{6}\b")


@pytest.fixture(autouse=True)
def counters(db: None) -> Iterator[None]:
    """Begin without earlier requests: they are counted per address of the visitor."""
    cache.clear()
    yield
    cache.clear()


class Post:
    """What was sent to people, by text and by mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def texts(self) -> list[dict[str, str]]:
        """Return the texts, the oldest first."""
        return [json.loads(path.read_text("utf-8")) for path in sorted(self.folder.glob("*.json"))]

    def code(self) -> str:
        """Return the code that was sent last, by whichever way."""
        bodies = [text["text"] for text in self.texts()] or [str(letter.body) for letter in mail.outbox]
        found = CODE.findall(bodies[-1])
        assert len(found) == 1, bodies[-1]
        code: str = found[0]
        return code


@pytest.fixture
def post(settings: Settings, tmp_path: Path) -> Post:
    """Give the texts and letters of this test."""
    settings.SMS_FILE_PATH = str(tmp_path / "sms")
    return Post(tmp_path / "sms")
