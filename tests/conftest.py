"""What every test may use."""

import os
import sys
from collections.abc import Iterator

import hypothesis
import pytest
from django.utils import translation

pytest_plugins = ["tests.services", "tests.database", "tests.world", "tests.demonstration"]

# Where compiled files are forbidden, every process that a test starts compiles the whole product anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes says something about the machine, nothing about the product.
hypothesis.settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give races no second try: one that is lost once in a hundred is a fault. Of the others see `.ci/run`."""
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item.module, "race"):
            item.add_marker(pytest.mark.flaky(reruns=0))


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """Begin in the language of the site: a request of the test before leaves its own in the thread."""
    translation.deactivate()
    yield
    translation.deactivate()
