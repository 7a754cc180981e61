"""My certificates: pages, mark files, changes, cancellation, renewal, answers; and nothing of it for anyone else."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from brandcert.applications.models import Application, Material
from brandcert.applications.queries import requirements_of
from brandcert.certificates import services
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core.actors import SYSTEM
from brandcert.programs.services import open_batch
from tests.applications import filling
from tests.certificates.drafts import Register
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from tests.world import World

PAGES = (
    "",
    "pdf",
    "mark/",
    "mark/label/light.svg",
    "mark/strip/dark/640.png",
    "change/",
    "cancel/",
    "renew/",
)


@pytest.fixture
def register(world: World) -> Register:
    return Register(world)


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def at(certificate: Certificate, page: str = "") -> str:
    return f"/portal/certificates/{certificate.pk}/{page}"


def status_of(client: Client, address: str) -> int:
    """Ask for an address and read to the end what is sent."""
    answer = client.get(address)
    b"".join(answer)
    return answer.status_code


def change_of(register: Register, **facts: Any) -> dict[str, Any]:
    """Give what a holder fills in for a new name."""
    changed_on = register.world.today - datetime.timedelta(days=5)
    given = {"holder": "更名后有限公司", "changed_on": changed_on.isoformat(), "statement": "工商变更登记"}
    return given | {"evidence": filling.upload_file("变更通知书.pdf")} | facts


# --- who sees what -----------------------------------------------------------------------------------
def test_every_page_opens_for_the_owner_and_exists_for_nobody_else(register: Register) -> None:
    certificate = register.issued()
    notice = register.served(certificate)
    owner = signed_in(register.world.owner)
    owner.post(at(certificate, "change/"), change_of(register))
    asked = ChangeRequest.objects.get()
    pages = [*PAGES, f"notices/{notice.pk}/", f"requests/{asked.pk}/"]
    assert {page: status_of(owner, at(certificate, page)) for page in pages} == dict.fromkeys(pages, 200)
    for page in ("change/", "cancel/", f"notices/{notice.pk}/"):
        assert not owner.get(at(certificate, page)).context["form"].is_bound
    stranger = signed_in(register.world.member(register.world.new_enterprise(CREDIT_CODES[1])))
    for client, expected in ((stranger, 404), (signed_in(register.world.clerk), 404), (Client(), 302)):
        assert {status_of(client, at(certificate, page)) for page in pages} == {expected}
        posts = ["change/", "cancel/", "renew/", f"requests/{asked.pk}/withdraw/", f"notices/{notice.pk}/"]
        assert {client.post(at(certificate, page)).status_code for page in posts} == {expected}
    asked.refresh_from_db()
    assert asked.is_open


def test_a_draft_has_no_page(register: Register) -> None:
    assert signed_in(register.world.owner).get(at(register.draft())).status_code == 404


def test_the_page_tells_state_days_left_history_and_successor(register: Register) -> None:
    old = register.superseded()
    new = Certificate.objects.get(replaces=old)
    owner = signed_in(register.world.owner)
    days = (new.valid_to - register.world.today).days
    page = owner.get(at(new)).content.decode()
    for words in (f"{days} calendar days left", new.facts["verify_url"], old.number, new.display_number):
        assert words in page
    ended = owner.get(at(old)).content.decode()
    assert new.number in ended
    assert "those with this number must not be used any more" in ended
    listed = owner.get("/portal/certificates/").context
    assert [card["row"] for card in listed["live"]] == [new]
    assert [card["row"] for card in listed["ended"]] == [old]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("ending", ("You must", "Last day to submit a renewal", "Reminder of the end of validity")),
        ("suspended", ("Have the correction verified by", "administrative reconsideration", "Reason")),
        ("revoked", ("Labels and packages", "Do not apply again before", "action before the court")),
        ("cancelled", ("Ended for good by cancellation", "Apply anew")),
        ("expired", ("its last day is over", "Apply anew")),
    ],
)
def test_every_state_says_what_it_means_and_what_the_holder_must_and_may_do(
    register: Register, state: str, words: tuple[str, ...]
) -> None:
    certificate: Certificate = getattr(register, state)()
    page = signed_in(register.owner_of(certificate)).get(at(certificate))
    text = page.content.decode()
    assert [word for word in words if word not in text] == []
    days = [line["date"] for line in page.context["standing"].dates]
    assert days == sorted(days)
    assert ("Document for your records" in text) is (state != "ending")
    assert (at(certificate, "mark/") in text) is (state == "ending")


def test_reminders_that_went_out_are_marked(register: Register) -> None:
    certificate = register.ending(80)
    owner = signed_in(register.world.owner)
    assert not any(line["hint"] for line in owner.get(at(certificate)).context["standing"].dates)
    services.remind_expiry(today=register.world.today)
    lines = owner.get(at(certificate)).context["standing"].dates
    sent = [line["date"] for line in lines if line["hint"] == "sent"]
    assert sent == [certificate.valid_to - datetime.timedelta(days=days) for days in (180, 90)]


# --- the mark ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["suspended", "revoked", "cancelled", "superseded", "expired"])
def test_there_are_no_mark_files_of_a_certificate_that_is_not_valid(register: Register, state: str) -> None:
    certificate: Certificate = getattr(register, state)()
    owner = signed_in(register.owner_of(certificate))
    page = owner.get(at(certificate, "mark/"))
    assert (page.status_code, page.context["variants"], page.context["snippet"]) == (200, [], "")
    for file in ("mark/label/light.svg", "mark/strip/dark/640.png"):
        refused = owner.get(at(certificate, file))
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
        assert "must not be used" in refused.content.decode()


def test_mark_files_come_as_files_and_other_forms_do_not_exist(register: Register) -> None:
    certificate = register.issued()
    owner = signed_in(register.world.owner)
    drawn = owner.get(at(certificate, "mark/label/light.svg"))
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    name = f"{certificate.number}-label-light.svg"
    assert drawn.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    # Nothing keeps a mark that may be refused tomorrow.
    assert "no-store" in drawn.headers["Cache-Control"]
    assert drawn.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    painted = owner.get(at(certificate, "mark/strip/dark/640.png"))
    assert painted.content.startswith(b"\x89PNG")
    for page in ("mark/round/light.svg", "mark/label/pink.svg", "mark/label/light/9999.png"):
        assert owner.get(at(certificate, page)).status_code == 404
    assert certificate.facts["verify_url"] in owner.get(at(certificate, "mark/")).context["snippet"]


# --- changes and cancellation ----------------------------------------------------------------------------
def test_a_change_is_handed_in_with_files_seen_as_a_receipt_and_withdrawn(register: Register) -> None:
    certificate = register.issued()
    owner = signed_in(register.world.owner)
    answer = owner.post(at(certificate, "change/"), change_of(register), follow=True)
    asked = ChangeRequest.objects.get()
    hindered = owner.get(at(certificate, "change/")).content.decode()
    assert at(certificate, f"requests/{asked.pk}/") in hindered
    assert "<textarea" not in hindered
    assert (asked.kind, asked.values) == ("name", {"holder": "更名后有限公司"})
    assert answer.redirect_chain == [(at(certificate, f"requests/{asked.pk}/"), 302)]
    for words in ("更名后有限公司", certificate.facts["holder"], "变更通知书.pdf", "being decided"):
        assert words in answer.content.decode()
    assert "A change is being decided." in owner.get(at(certificate)).content.decode()
    owner.post(at(certificate, f"requests/{asked.pk}/withdraw/"))
    asked.refresh_from_db()
    assert asked.outcome == "withdrawn"
    assert "You withdrew this request" in owner.get(at(certificate, f"requests/{asked.pk}/")).content.decode()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"holder": ""}, "holder"),
        ({"evidence": ""}, "evidence"),
        ({"changed_on": "2020-01-01"}, "changed_on"),
        ({"changed_on": "2099-01-01"}, "changed_on"),
        ({"changed_on": "下个月"}, "changed_on"),
    ],
    ids=["nothing new", "no file", "too late", "to come", "no date"],
)
def test_a_bad_change_is_told_at_its_field_and_nothing_typed_is_lost(
    register: Register, facts: dict[str, Any], field: str
) -> None:
    page = signed_in(register.world.owner).post(
        at(register.issued(), "change/"), change_of(register, **facts)
    )
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert "工商变更登记" in page.content.decode()
    assert not ChangeRequest.objects.exists()


def test_a_refused_change_shows_its_reason(register: Register) -> None:
    certificate = register.issued()
    owner = signed_in(register.world.owner)
    owner.post(at(certificate, "change/"), change_of(register))
    asked = ChangeRequest.objects.get()
    services.refuse_request(asked, reason="缺少登记机关盖章", by=register.issuer, now=timezone.now())
    assert "缺少登记机关盖章" in owner.get(at(certificate, f"requests/{asked.pk}/")).content.decode()


def test_cancellation_needs_a_confirmation_and_an_owner(register: Register) -> None:
    certificate = register.issued()
    assert signed_in(register.world.editor).get(at(certificate, "cancel/")).status_code == 403
    owner = signed_in(register.world.owner)
    assert owner.post(at(certificate, "cancel/"), {"statement": "停产"}).status_code == 200
    assert not ChangeRequest.objects.exists()
    owner.post(at(certificate, "cancel/"), {"statement": "停产", "confirmed": "on"})
    assert ChangeRequest.objects.get().kind == "cancel"


# --- renewal -------------------------------------------------------------------------------------------------
def test_a_renewal_is_begun_confirmed_and_led_to_its_application(register: Register) -> None:
    certificate = register.ending()
    last = certificate.application
    Application.objects.filter(pk=last.pk).update(content=filling.answers(last.category))
    Material.objects.create(
        application=last, requirement=requirements_of(last)[0], upload=filling.upload(register.world.owner)
    )
    register.world.batch.closes_at = timezone.now() - datetime.timedelta(hours=1)
    register.world.batch.save()
    owner = signed_in(register.world.owner)
    assert "No batch is open" in owner.get(at(certificate, "renew/")).content.decode()
    open_batch(
        register.world.program,
        name="下一批",
        year=2026,
        opens_at=timezone.now() - datetime.timedelta(days=1),
        closes_at=timezone.now() + datetime.timedelta(days=9),
        by=SYSTEM,
    )
    page = owner.post(at(certificate, "renew/"), follow=True)
    draft = ChangeRequest.objects.get().application
    assert draft is not None
    sections, files = (group["rows"] for group in page.context["groups"])
    rows = sections + files
    assert page.context["left"] == len(rows) > len(files) == 1
    names = [row["name"] for row in rows]
    answer = owner.post(at(certificate, "renew/"), {"confirmed": names[1:]}, follow=True)
    assert answer.context["left"] == 1
    answer = owner.post(at(certificate, "renew/"), {"confirmed": names})
    assert answer.headers["Location"] == f"/portal/applications/{draft.pk}/"
    assert "Renewal under way" in owner.get(at(certificate)).content.decode()


def test_too_early_and_too_late_are_said_with_the_day(register: Register) -> None:
    early, late = register.ending(800), register.ending(30)
    owner = signed_in(register.world.owner)
    assert "can be asked for from" in owner.get(at(early)).content.decode()
    assert "The time was over on" in owner.get(at(late)).content.decode()
    assert owner.post(at(late, "renew/")).status_code == 422


# --- prior notices ---------------------------------------------------------------------------------------------
def test_a_notice_shows_how_its_day_was_counted_and_takes_an_answer_with_files(register: Register) -> None:
    certificate = register.issued()
    notice = register.served(certificate)
    owner = signed_in(register.world.owner)
    page = owner.get(at(certificate, f"notices/{notice.pk}/"))
    days = [line for line in page.context["counted"] if line["text"].startswith("working day")]
    assert len(days) == certificate.category.program.hearing_days
    assert days[-1]["date"] == notice.answer_by
    assert owner.post(at(certificate, f"notices/{notice.pk}/"), {"answer": ""}).status_code == 200
    given = {"answer": "已整改", "evidence": filling.upload_file("整改报告.pdf")}
    receipt = owner.post(at(certificate, f"notices/{notice.pk}/"), given, follow=True).content.decode()
    for words in ("已整改", "整改报告.pdf", str(register.world.owner)):
        assert words in receipt
    statement = notice.statements.get()
    assert statement.stated_by == register.world.owner
    desk = signed_in(register.supervisor).get(f"/manage/supervision/sanctioncase/{notice.pk}/change/")
    assert "整改报告.pdf" in desk.content.decode()


def test_an_answer_with_a_hostile_file_is_not_lost(register: Register, tmp_path: Path) -> None:
    certificate = register.issued()
    notice = register.served(certificate)
    evil = tmp_path / "evil.pdf"
    evil.write_bytes(b"MZ\x90\x00 not a document")
    with evil.open("rb") as file:
        page = signed_in(register.world.owner).post(
            at(certificate, f"notices/{notice.pk}/"), {"answer": "已整改", "evidence": file}
        )
    assert "已整改" in page.content.decode()
    assert list(page.context["form"].errors) == ["evidence"]
    assert not notice.statements.exists()
