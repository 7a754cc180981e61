"""The checks of integrity on the way of an application: which counted for which decision, and which is next."""

import datetime
from dataclasses import dataclass
from typing import Final

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.models import Event
from brandcert.enterprises.enums import Occasion
from brandcert.enterprises.models import IntegrityCheck

BEFORE_ACCEPTANCE: Final = (Status.SUBMITTED, Status.CORRECTION, Status.RECOMMENDED)
LATE: Final = (Status.PUBLIC_NOTICE, Status.OBJECTION)
# The step for which each check is made: T6, T16 and T20.
STEPS: Final = {
    Occasion.ACCEPTANCE: "applications.application.accept",
    Occasion.PUBLICATION: "applications.application.open_notice",
    Occasion.AWARD: "applications.application.award",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One of the three checks: the look-up that counted, and when the decision was made by it."""

    occasion: Occasion
    check: IntegrityCheck | None
    used_at: datetime.datetime | None
    is_next: bool


def occasion_of(status: str) -> Occasion:
    """Return the decision that a check made in this state is for."""
    if status in BEFORE_ACCEPTANCE:
        return Occasion.ACCEPTANCE
    if status == Status.AWARDED:
        return Occasion.ISSUE
    return Occasion.AWARD if status in LATE else Occasion.PUBLICATION


def snapshots_of(row: Application) -> list[Snapshot]:
    """Return the three checks in their order, each as it was when it was used; the last for what is to come.

    A decision names its check in its event; one of earlier days, before events did, counts by date.
    """
    taken = {
        event.name: event for event in Event.objects.about(row).filter(name__in=STEPS.values()).order_by("pk")
    }
    checks = list(row.enterprise.integrity_checks.select_related("checked_by"))
    by_key = {check.pk: check for check in checks}
    present = occasion_of(row.status)
    found = []
    for occasion, name in STEPS.items():
        event = taken.get(name)
        is_next = event is None and occasion == present and row.status not in (Status.DRAFT, Status.AWARDED)
        check = _counted(event, checks, by_key) if event else _made_for(occasion, checks, is_next=is_next)
        found.append(Snapshot(occasion, check, event.at if event else None, is_next))
    return found


def _counted(
    event: Event, checks: list[IntegrityCheck], by_key: dict[int, IntegrityCheck]
) -> IntegrityCheck | None:
    named = by_key.get(event.payload.get("integrity", 0))
    if named is not None:
        return named
    return next((one for one in checks if one.checked_on <= event.at.date()), None)


def _made_for(occasion: Occasion, checks: list[IntegrityCheck], *, is_next: bool) -> IntegrityCheck | None:
    if not is_next:
        return None
    return next((one for one in checks if one.occasion in ("", occasion)), None)
