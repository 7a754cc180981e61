"""Filters of a list that people keep, share, open the list with, and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.lists import services
from brandcert.lists.models import SavedFilter
from brandcert.lists.models.filters import MOST_FILTERS, MOST_SHARED

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

LIST = "/manage/applications/application/"
OWN = "/manage/lists/savedfilter/"
SAVE = f"{OWN}save/applications/application/"
ASKED = f"status__exact={Status.RECOMMENDED}&o=1"
FORM = 'id="filter-name"'


def pairs_of(address: str) -> list[tuple[str, str]]:
    """Return what an address of the list asks; the address leads nowhere else."""
    assert urlsplit(address)[:3] == ("", "", LIST)
    return sorted(parse_qsl(urlsplit(address).query))


@pytest.mark.both
def test_a_filter_is_saved_under_a_name_and_opens_the_list(world: World, client: Client) -> None:
    kept = world.application(Status.RECOMMENDED)
    other = world.application(Status.ACCEPTED)
    client.force_login(world.clerk)
    assert "saved-filters" not in client.get(LIST).content.decode(), "nothing to save, nothing saved"
    assert FORM in client.get(f"{LIST}?{ASKED}").content.decode()

    # What it was typed for is not lost when the name does not do.
    refused = client.post(f"{SAVE}?{ASKED}", {"name": "  ", "share_with": Role.CLERK})
    assert (refused.status_code, SavedFilter.objects.count()) == (200, 0)
    assert f'value="{Role.CLERK}" selected' in refused.content.decode()
    foreign = client.post(f"{SAVE}?{ASKED}", {"name": "x", "share_with": Role.DIRECTOR})
    assert (foreign.status_code, SavedFilter.objects.count()) == (200, 0), "only a role of one's own"
    entered = {"name": " 待受理  <b>王小明", "share_with": "", "is_default": "on"}
    saved = client.post(f"{SAVE}?{ASKED}&p=2&_popup=1", entered)
    row = SavedFilter.objects.get()
    assert (row.name, row.is_default, row.shared_with) == ("待受理 <b>王小明", True, "")
    assert pairs_of(saved["Location"]) == sorted(parse_qsl(ASKED)) == [tuple(pair) for pair in row.query]
    event = Event.objects.get(name="lists.savedfilter.save")
    assert event.payload == {
        "list": "applications.application",
        "parameters": ["o", "status__exact"],
        "shared_with": "",
        "default": True,
    }
    assert client.post(f"{SAVE}?{ASKED}", {"name": "待受理 <b>王小明"}).status_code == 200
    assert SavedFilter.objects.count() == 1, "one of a name"

    # It opens the list; all rows are one link away, also from the filter panel.
    assert pairs_of(client.get(LIST)["Location"]) == sorted(parse_qsl(ASKED))
    shown = client.get(LIST, follow=True).content.decode()
    assert (str(kept.receipt_number) in shown, str(other.receipt_number) in shown) == (True, False)
    assert FORM not in shown
    assert f'href="?_rows={row.pk}" aria-current="true"' in shown
    assert "&lt;b&gt;王小明" in shown
    assert 'href="?"' not in shown, "an address without a query would lead back to the filter"
    whole = client.get(f"{LIST}?_rows=all")
    assert str(other.receipt_number) in whole.content.decode()
    assert "_rows" not in str(whole.context["cl"].params)


@pytest.mark.both
def test_a_filter_is_renamed_shared_with_the_role_and_deleted_by_its_owner_only(
    world: World, client: Client
) -> None:
    row = services.save_filter(
        model="applications.application",
        name="我的",
        pairs=parse_qsl(ASKED),
        is_default=True,
        by=world.clerk,
        now=world.now,
    )
    # Colleagues of the role find it when it is shared; others never.
    own_page = f"{OWN}{row.pk}/change/"
    change = f"{OWN}{row.pk}/do/change/"
    colleague, stranger = world.person(Role.CLERK), world.person(Role.SECRETARY)
    client.force_login(colleague)
    assert [client.get(own_page).status_code, client.post(change, {"name": "x"}).status_code] == [404, 404]
    assert client.get(f"{LIST}?_rows={row.pk}")["Location"] == f"{LIST}?_rows=all"
    client.force_login(world.clerk)
    assert row.name in client.get(own_page).content.decode()
    assert client.post(change, {"name": "待受理", "share_with": Role.CLERK}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.is_default, row.shared_with) == ("待受理", False, Role.CLERK)
    assert client.get(LIST).status_code == 200
    client.force_login(colleague)
    assert f'href="?_rows={row.pk}"' in client.get(LIST).content.decode()
    assert pairs_of(client.get(f"{LIST}?_rows={row.pk}")["Location"]) == sorted(parse_qsl(ASKED))
    assert client.get(own_page).status_code == 200
    assert client.post(change, {"name": "x"}).status_code == 403
    assert client.post(f"{OWN}{row.pk}/do/remove/").status_code == 403
    with pytest.raises(Refused):
        services.remove_filter(row, by=colleague)
    client.force_login(stranger)
    assert client.get(own_page).status_code == 404
    assert row.name not in client.get(OWN).content.decode()

    client.force_login(world.clerk)
    assert client.get(f"{OWN}{row.pk}/do/remove/").status_code == 405
    assert client.post(f"{OWN}{row.pk}/do/remove/").status_code == 302
    assert not SavedFilter.objects.exists()
    assert Event.objects.filter(name="lists.savedfilter.remove").count() == 1


def test_a_filter_that_no_longer_fits_is_told_and_the_whole_list_is_shown(
    world: World, client: Client
) -> None:
    world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    for unfit in ("no_such_field=1", "id__exact=abc", "created_by__password__startswith=x"):
        answer = client.post(f"{SAVE}?{unfit}", {"name": unfit})
        assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?_rows=all")
    assert client.post(SAVE, {"name": "nothing"}).status_code == 200
    assert client.post(f"{SAVE}?q={'x' * 301}", {"name": "long"}).status_code == 200
    assert client.post(f"{OWN}save/accounts/user/?q=x", {"name": "closed"}).status_code == 403
    assert client.post(f"{OWN}save/no/such/?q=x", {"name": "none"}).status_code == 404
    assert SavedFilter.objects.count() == 0

    # Rows of an older version, or not written by us at all.
    gone = {"owner": world.clerk, "model": "applications.application"}
    for number, query in enumerate(
        ([["no_such_field", "1"]], [["_rows", "1"]], {"a": 1}, [["o"]], "//x.example")
    ):
        row = SavedFilter.objects.create(name=f"旧{number}", query=query, is_default=True, **gone)
        for address in (LIST, f"{LIST}?_rows={row.pk}"):
            shown = client.get(address, follow=True)
            assert (shown.status_code, shown.redirect_chain) == (200, [(f"{LIST}?_rows=all", 302)])
            assert f"旧{number}" in str(next(iter(shown.context["messages"])))
        assert client.get(f"{OWN}{row.pk}/change/").status_code == 200
        SavedFilter.objects.filter(pk=row.pk).update(is_default=False)
    lost = SavedFilter.objects.create(
        owner=world.clerk, model="accounts.user", name="别处", query=[["q", "x"]]
    )
    assert client.get(f"{OWN}{lost.pk}/change/").status_code == 200
    assert client.get(f"{LIST}?_rows={lost.pk}")["Location"] == f"{LIST}?_rows=all"
    assert client.get(f"{LIST}?_rows=x").status_code == 200
    # A list in a window of its own, where one row is chosen, is never opened filtered.
    SavedFilter.objects.filter(name="旧0").update(is_default=True)
    assert "saved-filters" not in client.get(f"{LIST}?_popup=1").content.decode()


def test_nobody_keeps_or_shares_more_than_can_be_overlooked(world: World) -> None:
    given: Any = {
        "model": "applications.application",
        "pairs": [("q", "x")],
        "by": world.clerk,
        "now": world.now,
    }
    for number in range(MOST_FILTERS):
        shared = Role.CLERK if number < MOST_SHARED else ""
        services.save_filter(name=f"n{number}", share_with=shared, is_default=True, **given)
    assert list(SavedFilter.objects.filter(is_default=True).values_list("name", flat=True)) == ["n29"]
    with pytest.raises(services.TooManyFilters):
        services.save_filter(name="one more", **given)
    last = SavedFilter.objects.get(name="n29")
    with pytest.raises(services.TooManyFilters):
        services.change_filter(last, name="n29", share_with=Role.CLERK, is_default=False, by=world.clerk)


def test_the_panel_shows_what_a_short_address_filters(world: World, client: Client) -> None:
    world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)
    cl = client.get(f"{LIST}?status={Status.RECOMMENDED}").context["cl"]
    spec = next(spec for spec in cl.filter_specs if getattr(spec, "field_path", "") == "status")
    chosen = [one for one in spec.choices(cl) if one["selected"]]
    assert [one["display"] for one in chosen] == [Status.RECOMMENDED.label]
    assert "status=" not in str([one["query_string"] for one in spec.choices(cl)]).replace(
        "status__exact=", ""
    )
