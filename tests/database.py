"""The database of the tests that run in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from tests.services import DATABASE_URL
from tests.shared import shared_folder
from tests.sites import migrated_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Give this process a copy of the database that was migrated once for the whole run."""
    folder = tmp_path_factory.mktemp("database") / "var"
    base = shared_folder(tmp_path_factory)
    with migrated_copy(base, folder) as env, django_db_blocker.unblock():
        url = env[DATABASE_URL]
        name = url.rpartition("/")[2] if url else str(folder / "brandcert.sqlite3")
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        yield
        connection.close()
