"""Addresses and starting points for the tests of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.enums import Choice
from brandcert.awards.models import Appeal, Deliberation, Objection, PublicNotice
from brandcert.core import approvals

if TYPE_CHECKING:
    from django.test import Client

    from tests.awards.conftest import Committee

DESK = "/manage/awards"
ENGLISH = {"accept-language": "en"}


def page(row: Any, *parts: object) -> str:
    """Return the address of a row's page, or of what lies below it."""
    return "/".join([DESK, row._meta.model_name, str(row.pk), *map(str, parts or ("change",)), ""])


def step(row: Any, name: str) -> str:
    """Return the address of a step."""
    return page(row, "step", name)


def text(client: Client, url: str) -> str:
    """Return what an English reader sees."""
    answer = client.get(url, headers=ENGLISH)
    assert answer.status_code == 200, url
    return answer.content.decode()


def meeting(committee: Committee) -> Deliberation:
    """Call a meeting about everything that waits."""
    return services.call_deliberation(
        batch=committee.world.batch,
        held_on=committee.world.today,
        attendees=committee.members,
        by=committee.chair,
    )


def objection(notice: PublicNotice) -> Objection:
    """File an objection to the first item."""
    return services.file_objection(
        notice.items.all()[0], name="张三", contact="13800000000", facts="产地不实", now=timezone.now()
    )


def heard(filed: Objection, *, by: Any) -> None:
    """Let the enterprise say what it has to say, so that the objection can be decided against it."""
    services.hand_in_statement(filed, text="标签符合标准。", by=by, now=timezone.now())


def appeal(committee: Committee) -> Appeal:
    """Let the owner of a refused application appeal."""
    application = committee.ready()
    committee.meeting(Choice.AGAINST)
    details = {"reason": "未达要求", "reason_code": "committee"}
    proposal = approvals.propose("reject_or_defer", application, by=committee.chair, details=details)
    approvals.approve(proposal, by=committee.world.director)
    refused = Application.objects.get(pk=application.pk)
    world = committee.world
    return services.file_appeal(refused, grounds="评分漏项", by=world.owner, today=world.today)


def vote(client: Client, item: Any, choice: str, reason: str = "") -> Any:
    """Post a vote."""
    data = {f"item-{item.pk}-choice": choice, f"item-{item.pk}-reason": reason}
    return client.post(page(item.deliberation, "items", item.pk, "vote"), data, headers=ENGLISH)


def state(application: Application) -> str:
    """Return the state as stored."""
    return str(Application.objects.get(pk=application.pk).status)
