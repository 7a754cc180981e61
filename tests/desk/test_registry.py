"""R-85 over every page of the registry: nothing is deleted, nothing is edited in a list, no key of a row out of sight is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models
from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.applications.enums import Status
from brandcert.core.admin import PolicyAdmin, ReadOnlyInline
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client, RequestFactory

    from tests.world import World


# The list of objections is linked by the notice it belongs to; the page adds this one lookup to those of the base.
# Of applications outsiders may only ask what they are told (tests/attack/test_mystery_visits.py).
NARROWED = [
    "applications.Application has its own lookup_allowed",
    "awards.Objection has its own lookup_allowed",
]


def pages() -> list[PolicyAdmin]:
    found = [page for page in admin.site._registry.values() if isinstance(page, PolicyAdmin)]
    assert len(found) == len(admin.site._registry) > 25
    return found


def loose_ends(page: Any, request: Any) -> Iterator[str]:
    """Name what a page would let somebody do past the policies."""
    name = page.model._meta.label
    if page.list_editable:
        yield f"{name} edits in the list"
    if page.has_delete_permission(request) or "delete_selected" in page.get_actions(request):
        yield f"{name} deletes"
    for inline in page.inlines:
        if not issubclass(inline, ReadOnlyInline):
            yield f"{name} writes through {inline.__name__}"
    # Whatever decides about rows and choices is the base's; a page may narrow it, calling the base, and does so in its own test.
    for method in ("formfield_for_dbfield", "lookup_allowed", "delete_view", "response_action"):
        if getattr(type(page), method) not in {
            getattr(PolicyAdmin, method),
            getattr(BaseModelAdmin, method, None),
        }:
            yield f"{name} has its own {method}"
    yield from _loose_keys(page, request, name)


def _loose_keys(page: Any, request: Any, name: str) -> Iterator[str]:
    """Name the choices of foreign keys that offer rows out of the person's sight."""
    for field in page.model._meta.get_fields():
        if not isinstance(field, models.ForeignKey | models.ManyToManyField):
            continue
        rows = field.related_model._default_manager.all()
        if not hasattr(rows, "visible_to"):
            continue
        made = page.formfield_for_dbfield(field, request)
        if made is None:
            continue
        hidden = made.queryset.exclude(pk__in=rows.visible_to(request.user).values("pk"))
        if hidden.exists():
            yield f"{name}.{field.name} offers rows out of sight"


def asked_by(rf: RequestFactory, user: User) -> Any:
    request: Any = rf.get("/manage/")
    request.user = user
    return request


def test_r85_no_page_of_the_registry_has_a_loose_end(world: World, rf: RequestFactory) -> None:
    world.application(Status.DRAFT)
    root = User.objects.create_superuser("root@example.org", "x")
    people = [
        root,
        *(world.person(role) for role in (Role.CLERK, Role.EXPERT, Role.SYSADMIN, Role.RECOMMENDER)),
    ]

    for person in people:
        request = asked_by(rf, person)
        assert [fault for page in pages() for fault in loose_ends(page, request)] == NARROWED, person
    for page in pages():
        with pytest.raises(PermissionDenied):
            page.delete_model(asked_by(rf, root), None)


def test_r85_planted_faults_are_found(world: World, rf: RequestFactory) -> None:
    from brandcert.applications.models import Recommendation  # a model that points to applications

    world.application(Status.DRAFT)
    request = asked_by(rf, world.clerk)

    class Open(PolicyAdmin):
        raw_id_fields = ("application",)

        def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
            return admin.ModelAdmin.formfield_for_foreignkey(self, db_field, request, **kwargs)

        def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
            return True

    class Editing(PolicyAdmin):
        list_display = ("name",)
        list_editable = ("name",)

    found = list(loose_ends(Open(Recommendation, admin.site), request))
    assert found == [
        "applications.Recommendation deletes",
        "applications.Recommendation.application offers rows out of sight",
    ]
    with pytest.raises(ImproperlyConfigured):
        Editing(Enterprise, admin.site)


@pytest.mark.timeout(120)
def test_every_list_and_form_answers_to_those_it_is_for_and_to_nobody_else(
    world: World, client: Client, rf: RequestFactory
) -> None:
    """Each page opens exactly to whom the policies say, in the frame of the demonstration; a forged save writes nothing."""
    world.application(Status.RECOMMENDED)
    opened: set[str] = set()
    for role in Role:
        person = world.person(role)
        client.force_login(person)
        request = asked_by(rf, person)
        for page in pages():
            base = f"admin:{page.opts.app_label}_{page.opts.model_name}"
            may = page.has_view_permission(request) or page.has_add_permission(request)
            answer = client.get(reverse(f"{base}_changelist"))
            # A list that is kept elsewhere sends there, and is refused there.
            assert answer.status_code in ({200, 302} if may else {403, 302}), (role, page.opts.label)
            if answer.status_code == 302:
                answer = client.get(answer["Location"])
                assert answer.status_code == (200 if may else 403), (role, page.opts.label)
            if may:
                opened.add(page.opts.label)
                assert "demo-flag" in answer.content.decode()
                assert "delete_selected" not in answer.content.decode()
    # Whoever may see nothing of a kind yet has no list of it; these have no row in this small world.
    assert len(opened) > 20
    client.force_login(world.sysadmin)
    grant = RoleGrant.objects.get(user=world.clerk)
    events = Event.objects.count()
    for row in (world.batch, world.program, grant, world.clerk, world.enterprise):
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        assert client.post(url, {"name": "x", "role": "director"}).status_code in {403, 404, 405}
    assert Event.objects.count() == events


LINK = re.compile(r'href="(/manage/\w+/\w+/[^/"]+/change/)"')


@pytest.mark.timeout(120)
def test_no_page_links_to_a_row_that_its_reader_may_not_open(world: World, client: Client) -> None:
    """The page of one row of each kind, as those who look at most of them: what is linked answers."""
    world.application(Status.RECOMMENDED)
    world.member(world.enterprise)
    opened, dead = set(), []
    for role in (Role.CLERK, Role.DIRECTOR, Role.AUDITOR, Role.SYSADMIN):
        client.force_login(world.person(role))
        answers: dict[str, int] = {}
        for page in pages():
            row = page.model._default_manager.order_by("pk").first()
            if row is None:
                continue
            address = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_change", args=[row.pk])
            answer = client.get(address)
            if answer.status_code != 200:
                continue
            opened.add(page.opts.label)
            for url in sorted(set(LINK.findall(answer.content.decode())) - {address}):
                answers.setdefault(url, client.get(url).status_code)
                if answers[url] != 200:
                    dead.append((role, address, url))
    assert dead == []
    assert {"enterprises.Enterprise", "applications.Application", "accounts.RoleGrant"} <= opened
    client.force_login(world.clerk)
    shown = client.get(
        reverse("admin:enterprises_enterprise_change", args=[world.enterprise.pk])
    ).content.decode()
    assert "</td>" in shown
    assert "/manage/accounts/user/" not in shown
