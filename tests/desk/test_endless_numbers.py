"""A number that no database can hold as a key leads to no row: a page says so, on every address that takes a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from brandcert.applications.enums import Status
from brandcert.lists.models import BulkJob
from tests.desk import addresses as walk
from tests.desk.addresses import addresses

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.world import World

ENDLESS = "9" * 26
GUARD = "brandcert.core.answers.EndlessNumberMiddleware"
BEGIN = "/manage/lists/bulkjob/begin/applications/application/"
# What looks like a digit to a program, and is none.
SUPERSCRIPT = "²"


def numbered(number: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return every address that takes a number, with this one in the place of each."""
    monkeypatch.setitem(walk.SAMPLES, "int", number)
    monkeypatch.setitem(walk.SAMPLES, "path", number)
    return sorted({url for _name, url in addresses() if number in url})


@pytest.mark.timeout(180)
def test_no_address_breaks_on_a_number_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = numbered(ENDLESS, monkeypatch)
    odd = [url for url in numbered(SUPERSCRIPT, monkeypatch) if url.startswith("/manage/")]
    assert len(endless) > 150
    assert {"manage", "portal", "files"} <= {url.split("/")[1] for url in endless}

    found: dict[str, int] = {}
    for person, opened in ((world.secretary, endless + odd), (world.owner, endless)):
        client = Client(raise_request_exception=False)
        client.force_login(person)
        parts = ("/manage/", "/files/") if person.is_staff else ("/portal/", "/p")
        found |= {url: client.get(url).status_code for url in opened if url.startswith(parts)}

    # Some addresses send whoever may not be there elsewhere before they look at the number.
    assert {url: code for url, code in found.items() if code not in {301, 302, 403, 404, 405}} == {}


def test_without_the_guard_a_page_breaks(world: World, settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in configured.MIDDLEWARE if name != GUARD]
    client = Client(raise_request_exception=False)
    client.force_login(world.secretary)

    assert client.get(f"/manage/reviews/expert/{SUPERSCRIPT}/change/").status_code == 500


@pytest.mark.parametrize("number", ["x", SUPERSCRIPT, ENDLESS, "9" * 5000])
def test_a_forged_tick_is_no_row_of_a_list(world: World, client: Client, number: str) -> None:
    world.application(Status.RECOMMENDED)
    act = {"action": "applications.application.accept", ACTION_CHECKBOX_NAME: number}
    client.force_login(world.clerk)
    for address in ("/manage/applications/application/", BEGIN):
        answer = client.post(address, act)

        assert (answer.status_code, BulkJob.objects.count()) == (302, 0), address
        assert "至少勾选一行" in client.get(answer["Location"]).content.decode(), address


@pytest.mark.parametrize("code", [ENDLESS, "0" * 40])
def test_codes_of_documents_may_consist_of_any_digits(client: Client, db: None, code: str) -> None:
    assert client.get(f"/v/{code}/").context["verdict"] is not None


@pytest.mark.parametrize("year", ["0", ENDLESS])
def test_a_year_no_calendar_has_is_a_wrong_filter(world: World, client: Client, year: str) -> None:
    client.force_login(world.clerk)
    answer = client.get(f"/manage/documents/letter/?dated_on__year={year}")
    assert (answer.status_code, answer["Location"]) == (302, "/manage/documents/letter/?e=1")
