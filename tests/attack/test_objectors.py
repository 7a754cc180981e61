"""R-55: whoever objects stays secret: no page, file, message, log line or event shows a mark but to handler and auditor."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core import mail, serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.awards import services
from brandcert.awards.models import Objection
from brandcert.core import approvals, delivery
from tests.attack.crawling import ask, walk, window
from tests.awards.conftest import Committee
from tests.documents import files

if TYPE_CHECKING:
    from pathlib import Path

    from brandcert.accounts.models import User
    from brandcert.awards.models import PublicNotice
    from tests.world import World

MARK = "canary9c2e"
NAME, CONTACT = f"金丝雀{MARK}", f"{MARK}@example.org"
SAID = {
    "kind": "person",
    "name": NAME,
    "contact": CONTACT,
    "relation": "employee",
    "facts": f"本人{NAME}反映其标签与标准不一致，请回信到 {CONTACT}。",
    "consent": "on",
}
# Where the objector's own words are kept, and the letters that answer him; nowhere else.
KEPT = {"awards.objection", "documents.letter"}
# Of each kind of page a few: what differs between two of them is whose they are.
ALIKE = 3


def disputed(world: World) -> Objection:
    """Let somebody object on the web, with a telling file name, and let the house deal with it to the end."""
    notice: PublicNotice = Committee(world).published()[1]
    visitor = window(None)
    path, item = f"/notices/{notice.pk}/objection/", notice.items.get()
    evidence = SimpleUploadedFile(f"{NAME}.pdf", files.pdf(), "application/pdf")
    # A mistake first: what is typed comes back, and must not stay behind anywhere.
    assert visitor.post(path, {**SAID, "item": item.pk, "contact": MARK}).status_code == 422
    answer = visitor.post(path, {**SAID, "item": item.pk, "evidence": [evidence]}, follow=True)
    row = Objection.objects.get()
    assert MARK not in answer.content.decode()
    assert MARK.encode() not in visitor.get(f"{path}receipt.pdf").content
    visitor.post("/progress/objection/", {"act": "send"})
    assert [message.to for message in mail.outbox] == [[CONTACT]]
    services.take_objection(row, by=world.clerk)
    row.refresh_from_db()
    services.admit_objection(row, by=world.clerk, now=timezone.now())
    services.hand_in_statement(row, text="标签合规。", by=world.owner, now=timezone.now())
    row.refresh_from_db()
    services.reveal_objector(row, ground="check", by=world.clerk)
    proposal = services.propose_objection_decision(row, is_upheld=False, finding="查无实据。", by=world.clerk)
    delivery.sweep()
    approvals.approve(proposal, by=world.director)
    delivery.sweep()
    return row


def places_of(row: Objection) -> list[str]:
    """Return where a person would look for it."""
    case, key = row.item.application, row.pk
    return [
        "/",
        "/manage/",
        f"/manage/awards/objection/{key}/change/",
        f"/manage/awards/objection/{key}/history/",
        f"/manage/awards/objection/?q={MARK}",
        f"/manage/awards/publicnotice/{row.item.notice_id}/change/",
        f"/manage/applications/application/{case.pk}/change/",
        f"/portal/applications/{case.pk}/",
        f"/portal/applications/{case.pk}/objections/{key}/",
        "/portal/messages/",
        f"/notices/{row.item.notice_id}/",
        *(f"/notices/{row.item.notice_id}/list.{kind}" for kind in ("json", "csv", "pdf")),
        "/notices/feed/",
        "/api/v1/notices/",
        f"/documents/{row.files.get().pk}/",
        "/manage/queues/objections/",
    ]


def leaks(user: User | None, row: Objection, *, further: int = 0) -> list[str]:
    """Look everywhere as somebody, and walk on for so many pages; return the addresses that show a mark."""
    client, places = window(user), places_of(row)
    seen = walk(client, places, most=len(places) + further, alike=ALIKE, drawn=set())
    found = [url for url, answer in seen.pages.items() if shows(answer.body, url)]
    for url in ("/manage/awards/objection/?q={}", "/notices/?q={}", "/directory/?q={}"):
        answer = ask(client, url.format(row.receipt_number))
        found += [url] if shows(answer.body, url) else []
    return found


def shows(body: bytes, url: str) -> bool:
    """Say whether a page shows the mark; what somebody looked for himself does not count."""
    return MARK.encode() in (body.replace(b"q=" + MARK.encode(), b"") if "?q=" not in url else b"")


def everyone(world: World) -> dict[str, User | None]:
    """Return one person of each role, another clerk, the enterprise, somebody else's and nobody."""
    roles = {str(role): getattr(world, str(role)) for role in Role}
    other = world.new_enterprise("91220200XNT000226B")
    return {
        **roles,
        "another clerk": world.person(Role.CLERK),
        "owner": world.owner,
        "stranger": world.member(other),
        "nobody": None,
    }


CLOSEST = ("clerk", "auditor", "director", "another clerk", "owner", "nobody")


@pytest.mark.parametrize("further", [0, pytest.param(60, marks=[pytest.mark.full, pytest.mark.timeout(900)])])
def test_r55_the_objector_is_shown_to_the_handler_and_the_auditor_alone(
    world: World, caplog: pytest.LogCaptureFixture, settings: Any, tmp_path: Path, further: int
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with caplog.at_level(logging.DEBUG):
        row = disputed(world)
        mail.outbox.clear()
        people = {who: user for who, user in everyone(world).items() if further or who in CLOSEST}
        found = {who: leaks(user, row, further=further) for who, user in people.items()}
    assert found.pop("clerk") != [], "the handler himself sees the marks: the walk looks where they are"
    found.pop("auditor")
    assert {who: urls for who, urls in found.items() if urls} == {}
    assert not [record for record in caplog.records if MARK in record.getMessage()]
    assert not [message for message in mail.outbox if MARK in str(message.message())]
    assert kept_in() == KEPT
    assert not [place for place in tmp_path.rglob("*") if MARK in place.name]


def kept_in() -> set[str]:
    """Return the tables in which a row holds the mark: events, messages, sessions, proposals, files and all others."""
    return {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if MARK in serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
    }


def test_r55_a_planted_leak_of_an_objector_is_found(world: World) -> None:
    row = disputed(world)
    Objection.objects.filter(pk=row.pk).update(told_facts=f"{NAME}反映标签不一致。")
    found = leaks(world.owner, row)
    assert [url for url in found if url.startswith("/portal/")]
    row.item.application.reason = json.dumps({"by": NAME}, ensure_ascii=False)
    row.item.application.save()
    assert kept_in() == {*KEPT, "applications.application"}
