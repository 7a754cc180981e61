"""Teams of inspectors and cases at every point of the inspection."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from brandcert.inspections import queries, services
from brandcert.inspections.enums import Mode, Severity
from brandcert.inspections.models import Finding, Inspection
from brandcert.inspections.services import Given, Line
from tests.world import World

DOCUMENTS = {
    "standards": "15.00",
    "quality": "6.00",
    "innovation": "16.00",
    "brand": "16.00",
    "responsibility": "7.00",
}


class VisitRoom:
    """Walks cases through the inspection by the services, as the people would."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.leader, self.second = (world.person(Role.INSPECTOR) for _number in range(2))
        self.day = add_workdays(world.today, 3).on
        self._files = 0

    def reviewed(self, **fields: Any) -> Application:
        """Make a case whose documents were judged."""
        values = {"documents_score": Decimal("50.00"), "dimension_scores": DOCUMENTS, "formula": "mean/1@v1"}
        return self.world.application(Status.REVIEW_DONE, **(values | fields))

    def plan(self, application: Application, **fields: Any) -> Inspection:
        """Plan its inspection."""
        values: dict[str, Any] = {
            "team": [self.leader, self.second],
            "leader": self.leader,
            "mode": Mode.ON_SITE,
            "planned_on": self.day,
            "by": self.world.secretary,
            "today": self.world.today,
        }
        return services.plan(application, **(values | fields))

    def proposal(self) -> Approval:
        """Return the newest proposal of T10."""
        return Approval.objects.filter(action__endswith="plan_inspection").latest("pk")

    def visited(self, **fields: Any) -> Inspection:
        """Make an approved inspection whose team has declared."""
        inspection = self.plan(self.reviewed(**fields))
        approvals.approve(self.proposal(), by=self.world.director)
        for user in (self.leader, self.second):
            services.declare(inspection, by=user)
        return Inspection.objects.get(pk=inspection.pk)

    def picture(self, by: User | None = None, kind: str = Upload.Kind.JPEG) -> Upload:
        """Make a stored file without its bytes."""
        self._files += 1
        return Upload.objects.create(
            name="现场.jpg",
            kind=kind,
            size=9,
            sha256=f"{self._files:064d}",
            path=f"uploads/p{self._files}",
            uploaded_by=by or self.leader,
        )

    def lines(self, inspection: Inspection, share: str = "0.90") -> dict[str, Line]:
        """Return lines with the same share of each maximum."""
        return {
            row.code: Line((row.maximum * Decimal(share)).quantize(Decimal("0.01")), "现场查看")
            for row in queries.criteria_of(inspection.application)
        }

    def complete(self, inspection: Inspection) -> None:
        """Fill the checklist in and add a photo."""
        services.save_checklist(inspection, lines=self.lines(inspection), by=self.leader)
        services.add_photo(inspection, upload=self.picture(), caption="车间", by=self.leader)

    def finding(self, inspection: Inspection, severity: str = Severity.CLOSABLE) -> Finding:
        """Write a finding down."""
        return services.add_finding(
            inspection, severity=severity, clause="8.5.1", description="记录不全", by=self.second
        )

    def sign(self, inspection: Inspection, **given: Any) -> None:
        """Sign the sheet as it stands: the other inspector, then somebody for the enterprise."""
        shown = queries.sheet_hash(inspection)
        services.sign_as_inspector(inspection, Given(shown), by=self.second, now=self.world.now)
        values = given or {"name": "郑示例", "duty": "厂长", "strokes": "M10 20L30 40L60 10M70 10L90 90"}
        services.sign_for_enterprise(inspection, Given(shown, **values), by=self.leader, now=self.world.now)

    def finish(self, inspection: Inspection, *, is_signed: bool = False, **fields: Any) -> Application:
        """Finish the inspection as its leader, after both sides have signed."""
        if not is_signed:
            self.sign(inspection)
        values: dict[str, Any] = {"by": self.leader, "now": self.world.now}
        case = Application.objects.get(pk=inspection.application_id)
        return services.finish_inspection(case, **(values | fields))

    def after(self, days: int) -> datetime.date:
        """Return a date later than today."""
        return self.world.today + datetime.timedelta(days=days)


@pytest.fixture
def visits(world: World) -> VisitRoom:
    """Give a team of two inspectors."""
    return VisitRoom(world)


def now(row: Application | Inspection) -> Application:
    """Return the application as it is stored now."""
    return Application.objects.get(pk=row.application_id if isinstance(row, Inspection) else row.pk)


def blocked(visits: VisitRoom, inspection: Inspection, **fields: Any) -> str:
    """Try to finish, and return why that was refused; nothing has changed."""
    with pytest.raises(GuardFailed) as refused:
        visits.finish(inspection, **fields)
    assert (now(inspection).status, Inspection.objects.get(pk=inspection.pk).locked_at) == (
        Status.INSPECTION,
        None,
    )
    return str(refused.value)
