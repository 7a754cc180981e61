"""Rows an act for many can be done for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brandcert.applications import eligibility
from brandcert.applications import services as applications
from brandcert.applications.enums import Status

if TYPE_CHECKING:
    from brandcert.applications.models import Application
    from tests.world import World


def ready(world: World, **fields: Any) -> Application:
    """Make an application that can be accepted once the enterprise's integrity is clear."""
    row = world.application(Status.RECOMMENDED, **fields)
    answers = dict.fromkeys(eligibility.KEYS, True)
    applications.check_eligibility(row, answers=answers, by=world.clerk, now=world.now)
    return row
