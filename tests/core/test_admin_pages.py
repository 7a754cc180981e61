"""The base of every management page: rows out of sight do not exist, nothing is deleted, what the page tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.admin import PolicyAdmin, registry
from brandcert.core.admin.steps import acts_for
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import RequestFactory

    from tests.world import World

LIST = "/manage/applications/application/"


def page(row: Application, rest: str = "change/") -> str:
    return f"{LIST}{row.pk}/{rest}"


def state(row: Application) -> tuple[str, int, int]:
    fresh = Application.objects.get(pk=row.pk)
    return fresh.status, fresh.version, Event.objects.about(row).count()


# --- rows, keys, deletion ------------------------------------------------------------------------
def test_what_a_person_may_not_see_does_not_exist(world: World, client: Client) -> None:
    application = world.application(Status.DRAFT)
    client.force_login(world.clerk)

    for rest in ("change/", "history/", "step/accept/"):
        assert client.get(page(application, rest)).status_code == 404
    assert client.get(page(application, "delete/")).status_code in {403, 404}


@pytest.mark.both
def test_nothing_is_deleted(world: World, client: Client) -> None:
    application = world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)

    single = client.post(page(application, "delete/"), {"post": "yes"})
    client.post(
        LIST, {"action": "delete_selected", "_selected_action": [application.pk], "post": "yes"}, follow=True
    )

    assert single.status_code == 403
    assert Application.objects.filter(pk=application.pk).exists()


def test_no_registered_page_lets_anyone_delete(world: World, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/manage/")
    request.user = User.objects.create_superuser("root@example.org", "x")

    assert len(admin.site._registry) > 5
    for model, page_of in admin.site._registry.items():
        assert isinstance(page_of, PolicyAdmin), model
        assert not page_of.has_delete_permission(request), model
        assert "delete_selected" not in page_of.get_actions(request), model
        with pytest.raises(PermissionDenied):
            page_of.delete_queryset(request, model._default_manager.none())


def test_no_list_is_edited_in_place() -> None:
    class Editable(PolicyAdmin):
        list_display = ("name",)
        list_editable = ("name",)

    with pytest.raises(ImproperlyConfigured):
        Editable(Enterprise, admin.site)


class ApplicationChoice(PolicyAdmin):
    """Chooses an application, as later stages do."""


def test_a_forged_key_of_a_row_out_of_sight_is_refused(world: World, rf: RequestFactory) -> None:
    from brandcert.applications.models import Recommendation  # a model that points to applications

    seen, hidden = world.application(Status.RECOMMENDED), world.application(Status.DRAFT)
    request: Any = rf.get("/manage/")
    request.user = world.clerk
    form_field: Any = ApplicationChoice(Recommendation, admin.site).formfield_for_foreignkey(
        Recommendation._meta.get_field("application"), request
    )

    assert form_field.clean(str(seen.pk)) == seen
    with pytest.raises(ValidationError):
        form_field.clean(str(hidden.pk))


# --- other pages ---------------------------------------------------------------------------------
def test_two_people_who_edit_one_record_do_not_overwrite_each_other(world: World, client: Client) -> None:
    url = reverse("admin:accounts_unit_change", args=[world.unit.pk])
    client.force_login(world.sysadmin)
    seen = client.get(url).context["seen"]
    type(world.unit).objects.filter(pk=world.unit.pk).update(name="别人改的")

    answer = client.post(url, {"_seen": seen, "name": "我改的", "division": world.city.pk})

    assert answer.status_code == 409
    world.unit.refresh_from_db()
    assert world.unit.name == "别人改的"


def test_an_act_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        registry.register_step("applications.application.recommend", run=print)


def test_the_history_names_who_what_and_when(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    client.force_login(world.recommender)
    client.post(page(application, "step/recommend/"), {"opinion": "同意。"})

    line = client.get(page(application)).context["history"][0]

    assert str(world.recommender) in line["text"]
    assert str(Status.RECOMMENDED.label) in line["text"]
    assert line["at"] == Event.objects.about(application).get().at


def test_the_clock_is_shown_line_by_line(world: World, client: Client) -> None:
    application = world.application(Status.SUBMITTED)
    client.force_login(world.recommender)
    client.post(page(application, "step/recommend/"), {"opinion": "同意。"})
    application.refresh_from_db()

    clock = client.get(page(application)).context["clock"]

    assert clock["due"] == application.due_on
    assert clock["lines"][-1]["date"] == application.due_on
    assert sum("5" in line["text"] for line in clock["lines"][-1:]) == 1


def test_the_buttons_follow_the_role(world: World) -> None:
    application = world.application(Status.RECOMMENDED)

    def names(user: User) -> set[str]:
        return {act.name for act in acts_for(application, user)}

    checks = {"answer", "check_eligibility", "check_integrity", "reveal_contact"}
    assert names(world.clerk) == checks | {
        "accept",
        "refuse_acceptance",
        "request_correction",
        "reject_for_fraud",
    }
    assert names(world.recommender) == {"answer", "request_correction", "reveal_contact"}
    assert names(world.auditor) == set()
