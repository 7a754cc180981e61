"""A certificate is checked in a real browser whose network is cut: genuine, changed, suspended, of unknown status."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from brandcert.certificates import services
from brandcert.certificates.models import PublishedKey
from brandcert.certificates.queries.keys import published_keys
from tests.browser import axe

if TYPE_CHECKING:
    from tests.certificates.drafts import Register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READ = """async ([codes, keys]) => { const { read } = await import(document.querySelector("[data-offline]").dataset.part);
  return (await Promise.all(codes.map((code) => read(code, keys)))).map((told) => told.verdict); }"""
FORGET = """async () => { for (const name of await caches.keys()) { const cache = await caches.open(name);
  for (const kept of await cache.keys()) if (kept.url.includes("status-list")) await cache.delete(kept); } }"""
LISTS_KEPT = """async () => { for (const name of await caches.keys()) { const kept = await (await caches.open(name)).keys();
  if (kept.filter((one) => one.url.includes("status-list")).length >= 2) return true; } return false; }"""


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the product on the database of this test."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()


def mutations(code: str, count: int) -> list[str]:
    """Change one letter, drop one or add one, at places drawn by lot, the same each time."""
    chance = random.Random(51)  # noqa: S311 - the same mutations each time
    found: set[str] = set()
    while len(found) < count:
        place, letter = chance.randrange(len(code)), chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        kind = chance.choice((code[place + 1 :], letter + code[place:], letter + code[place + 1 :]))
        found.add(code[:place] + kind)
    return sorted(found - {code})


def shown(page: Page, verdict: str) -> None:
    """Wait for a verdict, and see that it is the only one."""
    expect(page.locator(f"[data-verdict={verdict}]")).to_be_visible()
    expect(page.locator("article[data-verdict]:visible")).to_have_count(1)


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.full)])
def test_r51_a_certificate_is_checked_without_network(
    register: Register, browser: Browser, site: str, count: int
) -> None:
    certificate = register.issued()
    code = certificate.facts["offline"]
    keys = [{"kid": key.kid, "jwk": key.jwk} for key in published_keys(PublishedKey.Use.CREDENTIALS)]
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)

    page.goto(f"{site}/Q/{code}")
    shown(page, "good")
    expect(page.locator("[data-field=holder]")).to_have_text(certificate.facts["holder"])
    assert (axe.violations(page), axe.overflow(page)) == ([], 0)
    expect(page.locator("[data-kept]")).to_be_visible()
    page.wait_for_function(LISTS_KEPT)

    context.set_offline(True)
    page.goto(f"{site}/Q/{code}")
    shown(page, "good")
    expect(page.locator("[data-field=number]")).to_have_text(certificate.number)
    page.fill(
        "[name=code]", f"HTTP://LOCALHOST:8000/Q/{code[:-9]}{'A' if code[-9] != 'A' else 'B'}{code[-8:]}"
    )
    page.click("form[novalidate]:has([name=code]) button")
    shown(page, "bad")
    changed = mutations(code, count)
    assert set(page.evaluate(READ, [changed, keys])) <= {"bad", "key"}
    assert page.evaluate(READ, [[code], keys]) == ["good"]
    page.evaluate(FORGET)
    page.goto(f"{site}/Q/{code}")
    shown(page, "issue")

    context.set_offline(False)
    services.suspend_at_once(certificate, reason="危险", by=register.supervisor, now=timezone.now())
    page.goto(f"{site}/Q/{code}")
    shown(page, "suspended")
    assert complaints == []
    assert json.dumps(certificate.facts["holder"], ensure_ascii=False) not in page.locator(
        "[data-offline]"
    ).evaluate("(root) => JSON.stringify(root.dataset)")
    context.close()
