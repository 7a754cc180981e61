"""The register of certificates, for what the desk shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.world import World


@pytest.fixture
def register(world: World, tmp_path: Path, settings: Settings) -> Register:
    """Give the register with everybody who keeps it; documents go into a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return Register(world)
