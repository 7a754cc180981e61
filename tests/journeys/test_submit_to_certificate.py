"""One application walks the whole spine, from a draft to a certificate that is suspended, reinstated and revoked."""

from __future__ import annotations

import hashlib
import json
import subprocess
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import cast
from tests.journeys.by_pages import WalkThroughPages
from tests.journeys.by_services import Walk
from tests.journeys.installation import Installation, running
from tests.services import DATABASE_URL, temporary_database
from tests.shared import shared_folder
from tests.sites import environment, migrated_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.services import RedisServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

PHONE = {"width": 390, "height": 844}
# What the audit trail must hold in the end, whichever way was walked.
ACTS = [
    "submit", "recommend", "accept", "draw_panel", "agree", "appoint_panel", "lock", "finish_review",
    "plan_inspection", "finish_inspection", "call", "close", "open_notice", "publish", "award", "decide",
    "propose_issue", "approve_issue", "issue", "open", "serve", "answer", "suspend", "reinstate",
    "check_legally", "record_minutes", "revoke",
]  # fmt: skip


@pytest.fixture
def on_sqlite(site_env: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    """Run the product on SQLite, its messages in files."""
    assert not site_env[DATABASE_URL]
    with running(site_env, tmp_path) as site:
        yield site


@pytest.fixture
def on_postgres(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: str,
    redis_server: Callable[[], RedisServer],
) -> Iterator[Installation]:
    """Run the product on PostgreSQL, its messages in Redis."""
    template = migrated_database(shared_folder(tmp_path_factory), postgres_server)
    with temporary_database(postgres_server, template) as url:
        env = {**environment(tmp_path / "var", url), "BRANDCERT_REDIS_URL": redis_server().url}
        with running(env, tmp_path) as site:
            yield site


def test_by_its_pages_an_application_becomes_a_certificate_everybody_can_check(
    on_sqlite: Installation, browser: Browser, tmp_path: Path
) -> None:
    walk_the_whole_way(WalkThroughPages(on_sqlite, browser), browser, tmp_path)


def test_on_postgres_and_redis_an_application_becomes_a_certificate_everybody_can_check(
    on_postgres: Installation, browser: Browser, tmp_path: Path
) -> None:
    walk_the_whole_way(Walk(on_postgres), browser, tmp_path)


def walk_the_whole_way(walk: Walk, browser: Browser, folder: Path) -> None:
    """From the draft to the revocation."""
    walk.do("set_the_stage")
    become_accepted(walk)
    become_judged(walk)
    become_awarded(walk)
    made = become_issued(walk)
    address = read_the_print(walk, made, folder)
    public = Public(walk.site.url, browser, made, address)
    public.sees("证书有效", "active")
    live(walk, public)
    everything_was_recorded(walk)
    walk.end()


def become_accepted(walk: Walk) -> None:
    """Submitted, recommended, accepted."""
    walk.apply()
    is_at(walk, "submitted", "submitted")
    walk.recommend()
    is_at(walk, "recommended", "submitted")
    walk.check_integrity()
    walk.accept()
    is_at(walk, "accepted", "submitted")


def become_judged(walk: Walk) -> None:
    """Scored by experts, visited by inspectors."""
    walk.draw()
    for task in walk.do("experts"):
        walk.declare(task)
    walk.appoint()
    is_at(walk, "expert_review", "expert_review")
    for task in walk.do("experts"):
        walk.score(task)
    walk.settle_the_result()
    is_at(walk, "review_done", "expert_review")
    walk.plan()
    is_at(walk, "inspection", "inspection")
    walk.inspect()
    walk.report()
    is_at(walk, "deliberation", "inspection")


def become_awarded(walk: Walk) -> None:
    """Voted for, published, awarded."""
    walk.check_integrity()
    walk.deliberate()
    walk.publish()
    is_at(walk, "public_notice", "inspection")
    walk.check_integrity()
    walk.cannot_award_yet()
    # The one short cut of the walk: nobody can wait seven working days here, so the dates of the
    # notice are moved into the past in the database. The guard that asks for them is the real one.
    walk.do("end_the_notice")
    walk.check_integrity()
    walk.award()
    is_at(walk, "awarded", "awarded")


def become_issued(walk: Walk) -> dict[str, Any]:
    """Drafted by the worker, ordered by two persons; numbered, printed, signed and stored by the worker."""
    walk.site.wait(lambda: bool(walk.do("state")["certificates"]), "the draft of the certificate")
    walk.order_the_issue()

    def is_active() -> bool:
        return [made["status"] for made in walk.do("state")["certificates"]] == ["active"]

    walk.site.wait(is_active, "the issue of the certificate", 180)
    made: dict[str, Any] = walk.do("state")["certificates"][0]
    assert made["number"] == f"JLJP-Z-{made['year']}-0001"
    return made


def read_the_print(walk: Walk, made: dict[str, Any], folder: Path) -> str:
    """The enterprise is told twice and has the document; its QR code, read from the print, is an address."""
    printed = f"吉精品（制）〔{made['year']}〕0001号"
    walk.site.wait(lambda: walk.has_been_told(printed), "the message about the issue")

    def told() -> list[str]:
        # A director's letter about the list may name the number already, before or after that of the enterprise.
        mails = [mail["To"] for mail in walk.site.mails() if printed in mail["Subject"]]
        return [to for to in mails if not to.startswith("director")]

    walk.site.wait(lambda: bool(told()), "the mail about it")
    assert told() == [cast.OWNER]
    pdf = walk.document(made["number"])
    assert hashlib.sha256(pdf).hexdigest() == made["sha256"]
    (folder / "certificate.pdf").write_bytes(pdf)
    address = code_in(folder / "certificate.pdf")
    assert address == f"{walk.site.url}/v/{made['code']}/"
    return address


def code_in(pdf: Path) -> str:
    """Print the first page and read its QR code, as a telephone would."""
    page = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", pdf, page], check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", f"{page}.png"], capture_output=True, check=True)
    return read.stdout.decode().strip()


class Public:
    """Somebody with a telephone who scanned the code, and a machine that asks the register."""

    def __init__(self, url: str, browser: Browser, made: dict[str, Any], address: str) -> None:
        """Keep what the code said."""
        self.url, self.browser, self.made, self.address = url, browser, made, address

    def sees(self, verdict: str, status: str) -> None:
        """Assert that page and machine interface say the same, by code and by number."""
        assert self._on_a_phone() == verdict
        for path in (f"verify/{self.made['code']}/", f"certificates/{self.made['number']}/"):
            told = self._from_the_register(path)
            assert (told["status"], told["valid"]) == (status, status == "active"), path

    def _on_a_phone(self) -> str:
        context = self.browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN")  # type: ignore[arg-type] # a typed dictionary
        page = context.new_page()
        answer = page.goto(self.address)
        assert answer is not None
        assert answer.status == 200
        words = page.locator(".verdict h2").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        context.close()
        return words

    def _from_the_register(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}", timeout=30) as answer:  # noqa: S310 -- our own server
            found: dict[str, Any] = json.load(answer)
        return found


def live(walk: Walk, public: Public) -> None:
    """The certificate is suspended, reinstated and revoked; everybody sees it at once."""
    walk.announce("suspend")
    public.sees("证书有效", "active")
    walk.suspend()
    public.sees("证书已暂停", "suspended")
    walk.reinstate()
    public.sees("证书有效", "active")
    walk.announce("revoke")
    walk.cannot_revoke_yet()
    walk.review_legally()
    walk.revoke()
    public.sees("证书已撤销", "revoked")


def everything_was_recorded(walk: Walk) -> None:
    """Every act is in the audit trail, delivered by the worker and sealed by the beat; nothing failed on the way."""
    walk.site.wait(lambda: not walk.do("trail")["undelivered"], "the delivery of every event")
    walk.site.wait(lambda: not walk.do("trail")["unsealed"], "the sealing of every event")
    trail = walk.do("trail")
    assert trail["faults"] == []
    assert [act for act in ACTS if act not in trail["events"]] == []
    assert walk.site.errors() == []


def is_at(walk: Walk, status: str, stage: str) -> None:
    """Assert where the application stands."""
    found = walk.do("state")
    assert (found["application"], found["stage"]) == (status, stage)
