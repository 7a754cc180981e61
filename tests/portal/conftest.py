"""A signed-in owner, and files that go to a folder of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.world import World


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner(client: Client, world: World) -> Client:
    """Give a client in which the owner of the world's enterprise is signed in."""
    client.force_login(world.owner)
    return client
