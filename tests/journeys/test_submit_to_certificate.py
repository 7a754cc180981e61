"""One application walks the whole spine, from a draft to a certificate that is suspended, reinstated and revoked."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import cast
from tests.journeys.installation import Installation, RefusedActError, running
from tests.sites import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.services import RedisServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PHONE = {"width": 390, "height": 844}
SPINE = [
    "submit", "recommend", "accept", "draw_panel", "agree", "appoint_panel", "lock", "finish_review",
    "plan_inspection", "finish_inspection", "call", "close", "open_notice", "publish", "award", "decide",
    "propose_issue", "approve_issue", "issue", "serve_notice", "answer_notice", "suspend", "reinstate",
    "review_legally", "record_minutes", "revoke",
]  # fmt: skip


@pytest.fixture(params=["SQLite and files", "PostgreSQL and Redis"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Run the product, once on each pair of engines."""
    database, broker = "", ""
    if request.param == "PostgreSQL and Redis":
        database = request.getfixturevalue("postgres_database")
        start: Callable[[], RedisServer] = request.getfixturevalue("redis_server")
        broker = start().url
    env = {**environment(tmp_path / "var", database), "BRANDCERT_REDIS_URL": broker}
    with running(env, tmp_path) as installation:
        yield installation


class Walk:
    """The application on its way, and what everybody sees of it."""

    def __init__(self, site: Installation, browser: Browser, folder: Path) -> None:
        """Remember where it happens."""
        self.site, self.browser, self.folder = site, browser, folder
        self.do = site.services.do

    # --- the way ---------------------------------------------------------------------------------
    def apply(self) -> None:
        """An enterprise registers, fills in and hands in."""
        self.do("set_the_stage")
        self.do("register")
        self.do("fill")
        self.do("submit")
        self.is_at("submitted", "submitted")

    def be_accepted(self) -> None:
        """The unit recommends; the clerk looks the enterprise up, fills the sheet in and accepts."""
        self.do("recommend")
        self.is_at("recommended", "submitted")
        self.do("check_integrity")
        self.do("accept")
        self.is_at("accepted", "submitted")

    def be_scored(self) -> None:
        """Experts are drawn, declare, score and lock; two persons settle the result."""
        self.do("draw")
        for task in self.do("experts"):
            self.do("declare", task=task["task"])
        self.do("appoint")
        self.is_at("expert_review", "expert_review")
        for task in self.do("experts"):
            self.do("score", task=task["task"])
        self.do("propose_result")
        self.approve("applications.application.finish_review")
        self.is_at("review_done", "expert_review")

    def be_inspected(self) -> None:
        """Two persons plan, the inspectors visit and report."""
        self.do("plan")
        self.approve("applications.application.plan_inspection")
        self.is_at("inspection", "inspection")
        self.do("inspect")
        self.do("report")
        self.is_at("deliberation", "inspection")

    def be_awarded(self) -> None:
        """The committee votes, the list is published, the period passes, the other director awards."""
        self.do("check_integrity")
        self.do("deliberate")
        self.do("publish")
        self.is_at("public_notice", "inspection")
        with pytest.raises(RefusedActError):
            self.do("propose_awards")
        self.do("end_the_notice")
        self.do("check_integrity")
        self.do("propose_awards")
        self.do("award")
        self.is_at("awarded", "awarded")

    def be_issued(self) -> dict[str, Any]:
        """The worker drafts; two persons order the issue; the worker numbers, prints, signs and stores."""
        self.site.wait(lambda: bool(self.do("state")["certificates"]), "the draft of the certificate")
        self.do("propose_issue")
        self.do("approve_issue")

        def is_active() -> bool:
            return [made["status"] for made in self.do("state")["certificates"]] == ["active"]

        self.site.wait(is_active, "the issue of the certificate", 120)
        made: dict[str, Any] = self.do("state")["certificates"][0]
        return made

    def approve(self, step: str) -> None:
        """The director approves what waits."""
        self.do("approve", step=step)

    def is_at(self, status: str, stage: str) -> None:
        """Assert where the application stands."""
        found = self.do("state")
        assert (found["application"], found["stage"]) == (status, stage)

    # --- what the world sees -----------------------------------------------------------------------
    def api(self, path: str) -> dict[str, Any]:
        """Ask the machine interface."""
        with urllib.request.urlopen(f"{self.site.url}/api/v1/{path}", timeout=30) as answer:  # noqa: S310 -- our own server
            found: dict[str, Any] = json.load(answer)
        return found

    def on_a_phone(self, address: str) -> str:
        """Open an address as somebody does who scans the code, and read the verdict."""
        context = self.browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN")  # type: ignore[arg-type]
        page = context.new_page()
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        words = page.locator(".verdict h2").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        context.close()
        return words

    def is_seen_as(self, made: dict[str, Any], address: str, words: str, status: str) -> None:
        """Assert that page and machine interface say the same, by code and by number, from now on."""
        assert self.on_a_phone(address) == words
        for path in (f"verify/{made['code']}/", f"certificates/{made['number']}/"):
            told = self.api(path)
            assert (told["status"], told["valid"]) == (status, status == "active"), path


def code_in(pdf: Path, folder: Path) -> str:
    """Print the first page and read its QR code, as a telephone would."""
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", pdf, folder / "page"], check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", folder / "page.png"], capture_output=True, check=True)
    return read.stdout.decode().strip()


def test_an_application_becomes_a_certificate_that_everybody_can_check(
    site: Installation, browser: Browser, tmp_path: Path
) -> None:
    walk = Walk(site, browser, tmp_path)
    walk.apply()
    walk.be_accepted()
    walk.be_scored()
    walk.be_inspected()
    walk.be_awarded()
    made = walk.be_issued()
    assert made["number"] == f"JLJP-Z-{made['year']}-0001"
    printed = f"吉精品（制）〔{made['year']}〕0001号"
    site.wait(lambda: any(printed in text for text in walk.do("told")), "the message about the issue")
    site.wait(lambda: any(printed in mail["Subject"] for mail in site.mails()), "the mail about it")
    assert [mail["To"] for mail in site.mails() if printed in mail["Subject"]] == [cast.OWNER]

    (pdf,) = (site.folder / "media" / "certificates").rglob("*.pdf")
    address = code_in(pdf, tmp_path)
    assert address == f"{site.url}/v/{made['code']}/"
    walk.is_seen_as(made, address, "证书有效", "active")

    walk.do("serve_notice", action="suspend")
    walk.is_seen_as(made, address, "证书有效", "active")
    walk.do("answer_notice")
    walk.do("propose_suspend")
    walk.approve("certificates.certificate.suspend")
    walk.is_seen_as(made, address, "证书已暂停", "suspended")

    walk.do("propose_reinstate")
    walk.approve("certificates.certificate.reinstate")
    walk.is_seen_as(made, address, "证书有效", "active")

    walk.do("serve_notice", action="revoke")
    walk.do("answer_notice")
    with pytest.raises(RefusedActError):
        walk.do("propose_revoke")
    walk.do("review_legally")
    walk.do("propose_revoke")
    walk.approve("certificates.certificate.revoke")
    walk.is_seen_as(made, address, "证书已撤销", "revoked")

    everything_was_recorded(walk)


def everything_was_recorded(walk: Walk) -> None:
    """Every step is in the audit trail, delivered by the worker, sealed by the beat, and nothing failed on the way."""
    walk.site.wait(lambda: not walk.do("trail")["undelivered"], "the delivery of every event")
    walk.site.wait(lambda: not walk.do("trail")["unsealed"], "the sealing of every event")
    trail = walk.do("trail")
    assert trail["faults"] == []
    assert [step for step in SPINE if step not in trail["events"]] == []
    assert walk.site.errors() == []
