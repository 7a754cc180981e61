"""Every page on which a person may create a row shows him a form he can fill in and send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.reviews.admin.batches import BatchDrawAdmin
from brandcert.reviews.models import BatchDraw
from tests.desk.test_registry import asked_by, pages
from tests.reviews.pages import as_user

if TYPE_CHECKING:
    from django.test import Client, RequestFactory

    from tests.world import World


def fault_of(client: Client, page: Any) -> str:
    """Say what is missing on the page for a new row; nothing when it can be filled in."""
    answer = client.get(reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_add"))
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    forms = [part.partition("</form>")[0] for part in main.split("<form")[1:]]
    filled = [
        form
        for form in forms
        if ("<button" in form or 'type="submit"' in form)
        and any(f'name="{name}"' in form for name in _names(answer))
    ]
    return "" if answer.status_code == 200 and filled else f"{page.opts.label} {answer.status_code}"


def _names(answer: Any) -> list[str]:
    context = answer.context_data
    form = context["adminform"].form if "adminform" in context else context["form"]
    return [form.add_prefix(name) for name in form.fields]


def test_whoever_may_create_a_row_finds_a_form(
    world: World, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = set()
    for role in Role:
        person = world.person(role)
        request, client = asked_by(rf, person), as_user(person)
        mine = [page for page in pages() if page.has_add_permission(request)]
        assert [fault for page in mine if (fault := fault_of(client, page))] == [], role
        shown |= {page.opts.label for page in mine}
    assert {"reviews.BatchDraw", "programs.Batch", "awards.Deliberation"} <= shown, shown
    assert len(shown) > 10
    monkeypatch.setattr(BatchDrawAdmin, "add_form_template", "admin/case_page.html")
    page = admin.site._registry[BatchDraw]
    assert fault_of(as_user(world.secretary), page) == "reviews.BatchDraw 200"


def test_a_drawing_with_too_many_days_comes_back_with_the_reason(world: World) -> None:
    url, client = reverse("admin:reviews_batchdraw_add"), as_user(world.secretary)
    sent = {"batch": world.batch.pk, "source": "", "objection_days": 99}

    text = client.post(url, sent).content.decode()

    assert 'name="objection_days"' in text
    assert 'value="99"' in text
    assert "less than or equal to 30" in text
    assert client.post(url, {**sent, "objection_days": 3}).status_code == 302
    assert (
        "Another drawing of this batch is open."
        in client.post(url, sent | {"objection_days": 3}).content.decode()
    )
    assert BatchDraw.objects.get().objection_days == 3
