"""R-30: two people at one record. Every address that changes a row is tried with an old page, or stands in the list of exceptions.

The addresses come from the URL configuration, the rows from the registry of the desk; whoever adds a form adds it here.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import lxml.html
import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin, PolicyAdmin, steps
from brandcert.core.models import CalendarDay, Event
from brandcert.enterprises.models import Membership
from brandcert.inspections.models import VisitRule
from brandcert.inspections.services import plan_rectification
from brandcert.programs.models import Batch, Rubric
from brandcert.programs.services import announce_batch
from brandcert.reviews.models import Expert, ExpertObjection, PanelRule
from tests.attack.crawling import Form, read_form
from tests.awards import desk as awards
from tests.awards.conftest import Committee
from tests.certificates.drafts import Register
from tests.desk.addresses import proved, sample
from tests.desk.outdated import ALIKE, BUSINESS, EXCEPTIONS, KEPT, OWN_STAMP, PROVEN
from tests.portal import hearing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.certificates.drafts import Register
    from tests.world import World

    Case = tuple[Any, str, Callable[[], Any], dict[str, Any]]

TESTS: Final = Path(__file__).parents[1]
NO_SUCH_METHOD: Final = 405
LATE: Final = (403, 409)


def keyed(
    resolver: URLResolver | None = None, before: str = "/", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield name and address of everything that is about one row, in portal and desk."""
    for part in (resolver or get_resolver()).url_patterns:
        path = before + sample(part.pattern)
        if isinstance(part, URLResolver):
            yield from keyed(part, path, space + (f"{part.namespace}:" if part.namespace else ""))
        elif "<" in str(part.pattern) and path.startswith(("/portal/", "/manage/")) and part.name:
            yield space + part.name, path


def admins() -> list[PolicyAdmin]:
    return [page for page in admin.site._registry.values() if isinstance(page, PolicyAdmin)]


def home_of(page: PolicyAdmin) -> str:
    return f"admin:{page.opts.app_label}_{page.opts.model_name}"


def test_every_address_that_changes_a_row_is_tried_or_excepted(world: World) -> None:
    everyone = Client(raise_request_exception=False)
    proved(everyone, world.person(*Role))
    member = Client(raise_request_exception=False)
    member.force_login(world.owner)
    # What the desk has for each of its models is tried below by its registry.
    generic = {
        f"{home_of(page)}_{part}"
        for page in admins()
        for part in ("change", "history", "delete", "step", "approve", "decline")
    }
    written = set()
    for name, path in keyed():
        if name in generic or name in {"admin:view_on_site", "admin:app_list"}:
            continue
        answer = (member if path.startswith("/portal/") else everyone).post(path)
        if answer.status_code != NO_SUCH_METHOD:
            written.add(name)

    expected = {*PROVEN, *EXCEPTIONS, *PORTAL}
    assert (sorted(written - expected), sorted(expected - written)) == ([], [])
    for place in PROVEN.values():
        file, test = place.split("::")
        assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8"), place


def form_at(client: Client, page: str, action: str) -> Form:
    """Read the form that leads to the address, as a browser fills it in."""
    answer = client.get(page)
    assert answer.status_code == 200, page
    forms = [
        read_form(page, one) for one in lxml.html.document_fromstring(answer.content.decode()).xpath("//form")
    ]
    return next(form for form in forms if form is not None and form.action == action)


def stored(row: models.Model) -> dict[str, Any]:
    return dict(type(row)._base_manager.filter(pk=row.pk).values().get())


def late(client: Client, form: Form, row: models.Model, more: dict[str, Any] | None = None) -> None:
    """Send the old form: it is refused in words, and nothing of the row is lost, nor is anything told of a deed."""
    deeds = Event.objects.exclude(name=KEPT)
    before, known = stored(row), deeds.count()

    answer = client.post(form.action, {**form.values, **(more or {})}, headers={"accept-language": "en"})

    assert answer.status_code == 409, f"{form.action} {answer.status_code}"
    assert re.search("meanwhile|has changed|was changed|no longer possible", answer.content.decode()), (
        form.action
    )
    assert (stored(row), deeds.count()) == (before, known), form.action


def touch(row: models.Model) -> None:
    """Let another hand change the row: something that can be seen in it."""
    for field in row._meta.concrete_fields:
        old = getattr(row, field.attname)
        if (
            field.name == "password"
            or field.primary_key
            or field.is_relation
            or field.unique
            or field.choices
        ):
            continue
        if isinstance(field, models.BooleanField):
            new: Any = not old
        elif isinstance(field, models.TextField) or (
            isinstance(field, models.CharField) and len(old or "") < 20
        ):
            new = f"{old or ''}改"
        else:
            continue
        type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: new})
        return
    raise AssertionError(f"nothing of {row._meta.label} can be changed")


# --- the portal ------------------------------------------------------------------------------
def _enterprise(world: World) -> Case:
    row = world.enterprise
    return (
        row,
        f"/portal/enterprise/{row.pk}/edit/",
        lambda: touch_field(row, "address", "长春市新址9号"),
        {"address": "旧"},
    )


def touch_field(row: models.Model, name: str, value: Any) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**{name: value})


def _product(world: World) -> Case:
    row = world.product()
    return row, f"/portal/enterprise/products/{row.pk}/", lambda: touch_field(row, "name", "新名"), {}


def _trademark(world: World) -> Case:
    row = world.product().trademark
    assert row is not None
    return row, f"/portal/enterprise/trademarks/{row.pk}/", lambda: touch_field(row, "number", "87654321"), {}


def _role(world: World) -> Case:
    row = Membership.objects.get(user=world.editor)
    world.member(world.enterprise)
    return row, f"/portal/members/{row.pk}/role/", lambda: touch_field(row, "role", "owner"), {}


def _choice(world: World) -> Case:
    row, other = world.application(), world.product()
    url = f"/portal/applications/{row.pk}/product/"
    return row, url, lambda: touch_field(row, "product", other.pk), {"product": str(row.product_id)}


def _unit(world: World) -> Case:
    row = world.application()
    return row, f"/portal/applications/{row.pk}/unit/", lambda: touch_field(row, "unit", None), {}


def _handed_in(world: World) -> Case:
    """What an owner pledges is what he read."""
    from tests.applications.filling import complete  # only here

    row = complete(world)
    answers = {**row.content, "contact": {**row.content.get("contact", {}), "contact_name": "别人"}}
    return (
        row,
        f"/portal/applications/{row.pk}/check/",
        lambda: touch_field(row, "content", answers),
        {"pledge": "on"},
    )


PORTAL: Final[dict[str, Callable[[World], Case]]] = {
    "portal:enterprise_edit": _enterprise,
    "portal:own_product": _product,
    "portal:own_trademark": _trademark,
    "portal:member_role": _role,
    "portal:product": _choice,
    "portal:unit": _unit,
    "portal:check": _handed_in,
}


@pytest.mark.parametrize("name", PORTAL)
def test_an_old_page_of_the_portal_overwrites_nothing(world: World, name: str) -> None:
    client = Client()
    client.force_login(world.owner)
    row, url, other_hand, more = PORTAL[name](world)
    form = form_at(client, url, url)
    other_hand()
    late(client, form, row, more)


def test_a_plan_of_a_colleague_is_never_silently_replaced(world: World) -> None:
    row = hearing.found(world)
    client = Client()
    client.force_login(world.owner)
    url = hearing.case(row.finding.inspection.application, f"rectification/{row.pk}/")
    form = form_at(client, url, url)
    plan_rectification(row, plan="先校准。", by=world.editor, now=world.now)

    answer = client.post(
        url, {**form.values, "plan": "先停机。", "hand_in_plan": "1"}, headers={"accept-language": "en"}
    )

    shown = answer.content.decode()
    assert "A colleague changed this meanwhile" in shown
    assert "先校准。" in shown
    assert "先停机。" in shown
    row.refresh_from_db()
    assert row.plan == "先校准。"


# --- the desk: forms of rows -----------------------------------------------------------------
def writable() -> list[PolicyAdmin]:
    """Return the pages of rows that the policies let anybody change; cases have steps instead."""
    return [
        page
        for page in admins()
        if not isinstance(page, CaseAdmin) and policies.is_declared(page.action_name(page.change_action))
    ]


def rows_to_change(world: World) -> None:
    """Make what the world lacks of rows that are changed by a form: a coming batch, an expert, rules."""
    announced(world)
    expert = Expert.objects.create(user=world.expert, employer="吉林大学", division=world.city)
    ExpertObjection.objects.create(
        enterprise=world.enterprise, expert=expert, reason="曾任该企业顾问。", filed_by=world.owner
    )
    # What a category asks waits until no window of its batches is open.
    world.batch.closes_at = world.now - datetime.timedelta(days=1)
    world.batch.save()
    CalendarDay.objects.create(day=world.today + datetime.timedelta(days=500), is_workday=False)
    PanelRule.objects.create(batch=world.batch, category=world.category())
    VisitRule.objects.create(batch=world.batch, category=world.category())


def test_an_old_form_of_the_desk_overwrites_nothing(world: World, rf: Any) -> None:
    rows_to_change(world)
    tried = set()
    for page in writable():
        for row in page.model._default_manager.order_by("-pk")[:40]:
            request = rf.get("/manage/")
            person = next(
                (one for role in Role if may_change(page, request, row, one := world.__getattr__(role))), None
            )
            if person is None:
                continue
            client = Client()
            proved(client, person)
            url = f"/manage/{page.opts.app_label}/{page.opts.model_name}/{row.pk}/change/"
            form = form_at(client, url, url)
            touch(row)
            late(client, form, row)
            tried.add(page.model)
            break

    assert tried == {page.model for page in writable()}


def may_change(page: PolicyAdmin, request: Any, row: Any, person: Any) -> bool:
    request.user = person
    return page.has_change_permission(request, row)


# --- the desk: steps and second persons ------------------------------------------------------
def announced(world: World) -> Batch:
    """Announce a batch whose window is to come: its rules may still be changed."""
    opens = world.now + datetime.timedelta(days=40)
    return announce_batch(
        world.program,
        name="再下一批",
        year=world.today.year,
        opens_at=opens,
        closes_at=opens + datetime.timedelta(days=30),
        now=world.now,
        by=world.secretary,
    )


def cases(world: World, committee: Committee, register: Register, *, is_long: bool) -> Iterator[Any]:
    """Give cases of every model that has steps, in as many states as are easily made."""
    _application, notice = committee.published()
    yield notice
    yield awards.objection(notice)
    yield awards.appeal(committee)
    committee.ready()
    yield awards.meeting(committee)
    yield from (world.application(status) for status in Status if status != Status.DRAFT)
    yield register.draft()
    if is_long:
        yield register.issued()
        yield register.suspended()
    yield from (world.owner, world.clerk, world.clerk.grants.get())
    yield from (world.program, world.batch, announced(world), Rubric.objects.order_by("pk")[0])


@pytest.mark.parametrize("most", [2, pytest.param(100, marks=pytest.mark.full)])
def test_an_old_page_of_a_step_does_nothing(world: World, register: Register, most: int) -> None:
    """Try so many acts of each model; all of them where time is no matter."""
    committee = Committee(world)
    people = [world.person(*BUSINESS), *(world.person(role) for role in Role if role not in BUSINESS)]
    windows = {person.pk: Client() for person in people}
    for person in people:
        proved(windows[person.pk], person)
    tried, number = set(OWN_STAMP), Counter[Any]()
    for row in cases(world, committee, register, is_long=most > 2):
        page = admin.site._registry[type(row)]
        assert isinstance(page, CaseAdmin)
        for person in people if number[type(row)] < most else ():
            for act in steps.acts_for(row, person):
                if act.action in tried or number[type(row)] == most:
                    continue
                number[type(row)] += 1
                url = page._url("step", row.pk, act.name)
                form = form_at(windows[person.pk], url, url)
                with transaction.atomic():
                    other_hand(row)
                    late(windows[person.pk], form, row)
                    transaction.set_rollback(True)
                tried.add(act.action)

    models_tried = {apps.get_model(action.rpartition(".")[0]) for action in tried}
    pages = {page.model: page for page in admins() if isinstance(page, CaseAdmin)}
    assert {model._meta.label for model in pages.keys() - models_tried} == ALIKE
    for page in pages.values():
        if page.model._meta.label in ALIKE:
            assert type(page).step_view is CaseAdmin.step_view, page


def other_hand(row: Any) -> None:
    """Let another hand change the case: by a step, which counts its version, or something seen in it."""
    if hasattr(row, "version"):
        type(row)._base_manager.filter(pk=row.pk).update(version=row.version + 1)
    else:
        touch(row)
