"""What a page weighs before its pictures, for people whose line is narrow."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders

from brandcert.applications.enums import Status
from tests.certificates.conftest import register

if TYPE_CHECKING:
    from django.test import Client

    from tests.certificates.drafts import Register

__all__ = ["register"]

KILOBYTE = 1024
MOST, MOST_VERDICT = 100 * KILOBYTE, 60 * KILOBYTE
# Pages that a walk along the links comes to at least.
LEAST_PAGES = 60
PARTS = re.compile(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"')
LINKS = re.compile(r'href="(/[^"#]*)')
# Files, not pages; languages of the same page; pages of the desk.
NO_PAGES = re.compile(r"^/(static|files|manage|api)/|pdf$|\.(svg|png|csv|json)$|/feed/$|/samples/|/copy/$")


@cache
def sent(name: str) -> int:
    """Count the bytes of a style sheet or script as the server sends it."""
    place = finders.find(name)
    assert isinstance(place, str), name
    return len(gzip.compress(Path(place).read_bytes(), 9))


def weight(page: str) -> int:
    """Count a page with its style sheets and scripts; nobody but a proxy compresses the page itself."""
    return len(page.encode()) + sum(sent(name) for name in PARTS.findall(page))


def test_no_page_weighs_more_than_a_narrow_line_carries(client: Client, register: Register) -> None:
    world = register.world
    for status in (Status.DRAFT, Status.CORRECTION, Status.RECOMMENDED, Status.PUBLIC_NOTICE):
        world.application(status)
    certificate = register.issued()
    client.force_login(world.owner)
    verdict = f"/v/{certificate.verification_code}/"
    waiting, weights = ["/", "/portal/", verdict], dict[str, int]()
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        weights[address] = weight(page)
        found = dict.fromkeys(link.replace("&amp;", "&").partition("?")[0] for link in LINKS.findall(page))
        waiting += [link for link in found if link not in {*weights, *waiting} and not NO_PAGES.search(link)]
    assert len(weights) >= LEAST_PAGES, sorted(weights)
    assert {address: size for address, size in weights.items() if size > MOST} == {}
    assert weights[verdict] <= MOST_VERDICT, weights[verdict]


def test_the_packed_style_sheet_beside_the_vendored_one_is_the_same() -> None:
    """A server that collects nothing sends this file to every browser that can unpack it."""
    place = finders.find("vendor/bootstrap/bootstrap.min.css")
    assert isinstance(place, str)
    assert gzip.decompress(Path(f"{place}.gz").read_bytes()) == Path(place).read_bytes()
