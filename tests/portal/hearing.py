"""Cases in which an enterprise is heard: a planned visit, a finding to put right, an objection against it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from brandcert.applications.enums import Status
from brandcert.awards import services as awards
from brandcert.awards.models import NoticeItem, Objection, PublicNotice
from brandcert.core.workdays import add_workdays
from brandcert.inspections import services as inspections
from brandcert.inspections.enums import Mode, Severity
from brandcert.inspections.models import Finding, Inspection, Rectification, TeamMember

if TYPE_CHECKING:
    from brandcert.applications.models import Application
    from tests.world import World

DAY: Final = datetime.timedelta(days=1)
SECRET: Final = "线索举报人赵六"


def case(row: Application, rest: str = "") -> str:
    """Return the address of a case in the portal."""
    return f"/portal/applications/{row.pk}/{rest}"


def text(answer: Any) -> str:
    """Return what an answer shows."""
    return str(answer.content.decode())


def planned(world: World, mode: Mode = Mode.ON_SITE) -> Inspection:
    """Make an announced visit."""
    row = world.application(Status.INSPECTION, due_on=add_workdays(world.today, 20).on)
    visit = Inspection.objects.create(
        application=row,
        planned_on=add_workdays(world.today, 5).on,
        planned_by=world.secretary,
        mode=mode,
        place="三号车间",
    )
    TeamMember.objects.create(inspection=visit, user=world.inspector, is_leader=True)
    return visit


def found(world: World) -> Rectification:
    """Make a finding that has to be put right."""
    row = world.application(Status.INSPECTION)
    visit = Inspection.objects.create(application=row, planned_on=world.today, planned_by=world.secretary)
    TeamMember.objects.create(inspection=visit, user=world.inspector, is_leader=True)
    Finding.objects.create(
        inspection=visit, severity=Severity.CLOSABLE, clause="7.1", description="计量器具未检定"
    )
    inspections.order_rectification(row, by=world.inspector, today=world.today)
    return Rectification.objects.get()


def objected(world: World, **fields: Any) -> Objection:
    """Make an objection that is admitted, told in the handler's words."""
    row = world.application(Status.PUBLIC_NOTICE)
    notice = PublicNotice.objects.create(
        batch=world.batch,
        number="吉精品公示〔2026〕1号",
        published_on=world.today,
        starts_on=world.today,
        ends_on=world.today + 9 * DAY,
    )
    item = NoticeItem.objects.create(
        notice=notice, application=row, enterprise_name="x", product_name="y", position=1
    )
    facts = f"本人{SECRET}反映其标签与标准不一致，联系13800001234。"
    filed = awards.file_objection(item, name=SECRET, contact="138-0000-1234", facts=facts, now=world.now)
    told = {"told_facts": "标签不一致。", **fields}
    return Objection.objects.get(pk=awards.admit_objection(filed, by=world.clerk, now=world.now, **told).pk)
