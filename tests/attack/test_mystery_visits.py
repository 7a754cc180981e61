"""Nobody outside the office learns of a mystery visit before it was made: whatever unit, enterprise and public can ask stays as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.core import mail
from django.test import Client

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.core import approvals
from brandcert.core.delivery import deliver
from brandcert.core.models import Event
from brandcert.inspections import services
from brandcert.inspections.enums import Mode, Severity
from brandcert.inspections.services import Line
from brandcert.notifications.models import Message
from tests.inspections.conftest import VisitRoom

if TYPE_CHECKING:
    from brandcert.applications.models import Application
    from tests.world import World

LIST: Final = "/manage/applications/application/"
CHANGING: Final = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce-?="?[^" ]*"?|data-csrf="[^"]*"|\d\d:\d\d(:\d\d)?'
)
QUESTIONS: Final = (
    "",
    *(
        f"?{field}{way}={value}"
        for field, way, value in (
            ("status", "", "inspection"),
            ("status", "__exact", "review_done"),
            ("stage", "__exact", "inspection"),
        )
    ),
    "?stage__exact=expert_review&_facets=True",
    "?status__in=inspection",
    "?due_on__gte=2000-01-01",
    "?due_on__isnull=False",
    "?version__gt=0",
    "?inspections__mode=mystery",
    "?o=4",
    "?o=6",
    "?q=SQ",
)


@pytest.fixture
def visits(world: World) -> VisitRoom:
    """Give a team of two inspectors."""
    return VisitRoom(world)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(client: Client, address: str) -> tuple[int, str]:
    """Return what an address answers, without what is another at each visit."""
    answer = client.get(address)
    return answer.status_code, CHANGING.sub("", answer.content.decode())


def told(case: Application, world: World, unit: User) -> dict[str, Any]:
    """Return everything unit, owner and public are told, after every event was delivered."""
    for key in Event.objects.filter(settled_at=None).values_list("pk", flat=True):
        deliver(key)
    found: dict[str, Any] = {}
    client = as_user(unit)
    own = (
        "/manage/",
        f"{LIST}{case.pk}/change/",
        f"{LIST}{case.pk}/history/",
        f"{LIST}{case.pk}/step/plan_inspection/",
        f"{LIST}units/",
        f"{LIST}units/{world.unit.pk}/{world.batch.pk}/",
        "/manage/inspections/inspection/",
        "/manage/inspections/inspection/routes/",
        "/manage/documents/letter/",
        "/manage/notifications/message/",
        "/manage/lists/listcopy/make/applications/application/?status=review_done",
        *(LIST + question for question in QUESTIONS),
    )
    found |= {f"unit {address}": page(client, address) for address in own}
    owner = as_user(world.owner)
    for part in ("", f"applications/{case.pk}/", f"applications/{case.pk}/visit/sign/"):
        found[f"owner {part}"] = page(owner, f"/portal/{part}")
    receipt = {"receipt": case.receipt_number, "code": case.query_code}
    found["progress"] = CHANGING.sub("", Client().post("/progress/", receipt).content.decode())
    found["api"] = page(Client(), "/api/v1/certificates/")
    outside = [unit.pk, world.owner.pk]
    found["messages"] = list(Message.objects.filter(recipient__in=outside).order_by("pk").values_list("pk"))
    staff = {user.email for user in User.objects.filter(is_staff=True).exclude(pk__in=outside)}
    found["mails"] = [sent.subject for sent in mail.outbox if not set(sent.to) <= staff]
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name, answer in before.items() if after[name] != answer]


@pytest.mark.django_db
def test_what_outsiders_are_told_does_not_change_by_a_mystery_visit_before_it_was_made(
    visits: VisitRoom,
) -> None:
    world = visits.world
    unit = world.person(Role.RECOMMENDER)
    case = visits.reviewed(query_code="A1B2C3D4E5F6")
    before = told(case, world, unit)
    assert case.receipt_number in before["unit " + LIST][1]
    assert case.receipt_number in before[f"unit {LIST}?status__exact=review_done"][1]
    assert case.receipt_number not in before[f"unit {LIST}?status=inspection"][1]

    inspection = visits.plan(case, mode=Mode.MYSTERY, place="秘密地点")
    assert page(as_user(unit), f"{LIST}{case.pk}/change/") == before[f"unit {LIST}{case.pk}/change/"]
    approvals.approve(visits.proposal(), by=world.director)
    for user in (visits.leader, visits.second):
        services.declare(inspection, by=user)
    services.save_checklist(inspection, lines={"M2.1": Line(None, "暗访所见")}, by=visits.leader)
    visits.complete(inspection)
    visits.finding(inspection, Severity.OBSERVATION)
    assert differences(before, told(case, world, unit)) == []
    # Once it was made everybody may know: the comparison is not blind.
    visits.finish(inspection)
    for asked in (LIST, f"{LIST}{case.pk}/change/"):
        assert page(as_user(unit), asked) != before[f"unit {asked}"]
    assert page(as_user(world.owner), "/portal/") != before["owner "]
