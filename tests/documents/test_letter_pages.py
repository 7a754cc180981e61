"""Letters on the pages: templates in their sandbox, the letters of a case, deliveries, who reads what."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.awards.models import Objection
from brandcert.awards.services.objections import reveal_objector
from brandcert.core.models import Approval, Event
from brandcert.documents import queries
from brandcert.documents.catalogue import KINDS
from brandcert.documents.models import Letter, LetterDelivery, LetterTemplate
from brandcert.documents.services import letters
from tests.documents.letters import CONTACT, EVERY, OBJECTOR, Stage, text_of, written
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.world import World

pytestmark = pytest.mark.django_db
EDITOR = "/manage/documents/lettertemplate/kind/not_accepted/"


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """Keep documents in a folder of the test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def made(world: World, kind: str) -> Letter:
    """Return a letter of the kind with its document."""
    letter = written(EVERY[kind](Stage(world)), kind)
    letters.make_letter(letter.pk)
    letter.refresh_from_db()
    assert letter.made_at, letter.fault
    return letter


def signed_in(person: Any) -> Client:
    """Return a browser of the person."""
    client = Client()
    client.force_login(person)
    return client


def fetched(client: Client, url: str) -> tuple[int, bytes]:
    """Return the answer's status and bytes; reading all closes the file behind it."""
    answer: Any = client.get(url)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, data


def test_the_words_of_a_letter_are_tried_in_a_sandbox_and_put_in_force_by_a_second_person(
    world: World, store: Path
) -> None:
    letter = made(world, "not_accepted")
    client, shipped = signed_in(world.clerk), dict(KINDS["not_accepted"].words)
    entered = {**shipped, "seen": "0", "act": "save"}
    attacks = {
        "facts": ("{reason}{settings.SECRET_KEY}", "没有理由", "{reason}\u202e倒序", "{reason}\ue000", ""),
        "remedy": (" ", "{appeal_days}" + "长" * 4000, "{appeal_days}{objector}"),
        "basis": ("", "{0.__class__}"),
        "closing": ("{% now %}", "{{ settings }}"),
        "deadline": ("立即生效", "{appeal_until!r}"),
        "title": ("", "{reason.upper}"),
    }
    for part, texts in attacks.items():
        for words in texts:
            answer = client.post(EDITOR, {**entered, part: words})
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, [part]), words
    assert not LetterTemplate.objects.exists()

    # On examples, then on a real case; nothing is kept, the PDF says that it is a sample.
    changed = {**entered, "closing": "特此<b>通知</b>。"}
    assert client.post(EDITOR, {**changed, "act": "preview"}).context["picture"].startswith("iVBOR")
    pdf = client.post(EDITOR, {**changed, "act": "pdf", "example": letter.pk})
    text = text_of(pdf.content)
    assert world.enterprise.name in text
    assert "特此<b>通知</b>。" in text
    assert "样稿" in text
    assert letter.number not in text

    assert client.post(EDITOR, changed).status_code == 302
    assert client.post(EDITOR, changed).status_code == 409
    shown = client.get(EDITOR).content.decode()
    assert "<ins>特此&lt;b&gt;通知&lt;/b&gt;。</ins>" in shown
    client.post(EDITOR, {"act": "put_in_force", "version": "1"})
    assert queries.words_in_force("not_accepted")[1] == 0
    second = signed_in(world.director)
    second.post(EDITOR, {"act": "put_in_force", "version": "1"})
    assert queries.words_in_force("not_accepted")[1] == 1
    later = written(EVERY["not_accepted"](Stage(world)), "not_accepted")
    letter.refresh_from_db()
    assert (letter.template_version, later.template_version) == (0, 1)
    assert letter.facts["page"]["closing"] == []
    assert signed_in(world.expert).get(EDITOR).status_code == 403


def test_a_letter_is_found_opened_and_delivered_by_those_it_concerns_alone(world: World, store: Path) -> None:
    letter = made(world, "correction")
    url, desk = f"/files/letters/{letter.pk}/", f"/manage/documents/letter/{letter.pk}/"
    owner = signed_in(world.owner)
    assert url in owner.get(f"/portal/applications/{letter.case_id}/").content.decode()
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    assert fetched(signed_in(stranger), url)[0] == 404
    assert Client().get(url).status_code == 302
    clerk = signed_in(world.clerk)
    # Staff who read it are no delivery; the first opening by the enterprise is, once.
    assert fetched(clerk, url)[0] == 200
    assert not letter.deliveries.exists()
    assert fetched(owner, url)[1] == fetched(owner, url)[1] == (store / letter.file).read_bytes()
    assert list(letter.deliveries.values_list("method", "on")) == [("portal", world.today)]
    assert queries.delivered_on(letter) == world.today

    of_case = f"/manage/applications/application/{letter.case_id}/change/"
    for page in (of_case, "/manage/documents/letter/?state=delivered"):
        assert letter.number in clerk.get(page).content.decode()
    sent = {"method": "post", "outcome": "failed", "on": world.today.isoformat()}
    for field, given in {
        "tracking": {},
        "note": {"tracking": "RR1"},
        "receiver": {"tracking": "RR1", "outcome": "delivered"},
        "on": {"tracking": "RR1", "note": "x", "on": "2020-01-01"},
        "method": {"method": "portal"},
    }.items():
        bad = clerk.post(f"{desk}deliver/", {**sent, **given})
        assert (bad.status_code, list(bad.context["form"].errors)) == (422, [field])
    assert clerk.post(f"{desk}deliver/", {**sent, "tracking": "RR1", "note": "无人签收"}).status_code == 302
    handed = {"method": "handed", "outcome": "delivered", "receiver": "王某"}
    hostile = SimpleUploadedFile("回执.pdf", b"MZ\x90not a paper")
    bad = clerk.post(f"{desk}deliver/", {**sent, **handed, "proof": hostile})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["proof"])
    slip = SimpleUploadedFile("回执.pdf", (store / letter.file).read_bytes())
    assert clerk.post(f"{desk}deliver/", {**sent, **handed, "proof": slip}).status_code == 302
    slip.seek(0)
    twice = clerk.post(f"{desk}deliver/", {**sent, **handed, "proof": slip})
    assert twice.status_code == 302
    proof = LetterDelivery.objects.latest("id").proof
    assert proof is not None
    file = f"/files/{proof.pk}/"
    assert file in clerk.get(f"{desk}change/").content.decode()
    assert [fetched(one, file)[0] for one in (signed_in(world.person(Role.CLERK)), owner)] == [200, 404]
    assert [row.outcome for row in LetterDelivery.objects.all()] == ["delivered", "failed", "delivered"]
    assert "无人签收" in clerk.get(f"{desk}change/").content.decode()
    assert signed_in(world.director).post(f"{desk}deliver/", {**sent, **handed}).status_code in (403, 404)
    # The trail holds codes, no names.
    assert "王某" not in str(list(Event.objects.about(letter).values_list("payload", flat=True)))


def test_both_persons_of_a_refusal_read_its_letter_and_what_it_lacks_is_said_before(world: World) -> None:
    row = world.application(Status.REVIEW_DONE)
    case = f"/manage/applications/application/{row.pk}/"
    step, facts = f"{case}step/reject_for_fraud/", {"reason": "检验报告系伪造。", "reason_code": "veto"}
    clerk, director = signed_in(world.clerk), signed_in(world.director)
    lacking = {**KINDS["rejected_fraud"].words, "basis": "依据{product}的核查"}
    template = letters.write_template("rejected_fraud", words=lacking, seen=0, by=world.clerk)
    letters.put_in_force(template, by=world.director)
    type(row).objects.filter(pk=row.pk).update(product=None)
    told = clerk.post(step, facts).content.decode()
    assert "文书将缺少“法律依据”" in told
    assert not Approval.objects.exists()

    type(row).objects.filter(pk=row.pk).update(product=row.product_id)
    read = clerk.post(step, facts).content.decode()
    assert "存在一票否决的事实" in read
    assert not Approval.objects.exists()
    clerk.post(step, {**facts, "confirmed": "1"})
    page = director.get(f"{case}change/").content.decode()
    assert "存在一票否决的事实" in page
    assert "English courtesy translation" in page
    type(row).objects.filter(pk=row.pk).update(product=None)
    assert "文书将缺少“法律依据”" in director.get(f"{case}change/").content.decode()


def test_only_handler_and_auditor_read_what_an_objector_gets(
    world: World, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        letter = made(world, "objection_admitted")
        request = Letter.objects.get(event=letter.event, kind="statement_request")
        letters.make_letter(request.pk)
    assert OBJECTOR not in caplog.text
    assert CONTACT not in caplog.text
    url, desk = f"/files/letters/{letter.pk}/", f"/manage/documents/letter/{letter.pk}/change/"
    for person, sees in (
        (world.clerk, 200),
        (world.auditor, 200),
        (world.person(Role.CLERK), 404),
        (world.director, 404),
        (world.owner, 404),
    ):
        client = signed_in(person)
        if sees == 200:
            # Knowing that the letter exists is not reading it: what the name is needed for goes on record first.
            case = f"/manage/awards/objection/{letter.case_id}/change/"
            assert client.get(url)["Location"] == desk
            assert client.get(desk)["Location"] == case
            assert client.post(desk.replace("change", "deliver"))["Location"] == case
            reveal_objector(Objection.objects.get(pk=letter.case_id), ground="送达", by=person)
        assert fetched(client, url)[0] == sees
        if person.is_staff:
            listed = client.get("/manage/documents/letter/").content.decode()
            assert (letter.number in listed) is (sees == 200)
            assert OBJECTOR not in listed
            assert client.get(desk).status_code in ({200} if sees == 200 else {302, 403, 404})
    page = signed_in(world.owner).get(f"/portal/applications/{request.case_id}/").content.decode()
    assert request.number in page
    assert letter.number not in page
    assert OBJECTOR not in page


def test_what_no_font_draws_or_was_altered_makes_no_letter_until_it_is_put_right(
    world: World, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.enterprise.name = "长春\U000f0000有限公司"
    world.enterprise.save()
    letter = written(EVERY["lapsed"](Stage(world)), "lapsed")
    with caplog.at_level(logging.ERROR):
        letters.make_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.made_at, letter.file, letter.attempts) == (None, "", 1)
    assert "U+F0000" in letter.fault
    assert f"letter {letter.pk} could not be made" in caplog.text
    assert not list(store.rglob("*.pdf"))
    Letter.objects.filter(pk=letter.pk).update(attempts=5)
    url = f"/manage/documents/letter/{letter.pk}/"
    clerk = signed_in(world.clerk)
    assert f"{url}retry/" in clerk.get(f"{url}change/").content.decode()
    clerk.post(f"{url}retry/")
    letter.refresh_from_db()
    assert letter.attempts == 0
    # Facts that are not the frozen ones are not printed either.
    other = written(EVERY["not_accepted"](Stage(world)), "not_accepted")
    other.facts["page"]["number"] = "吉精品不受〔2026〕9999号"
    other.save()
    letters.make_letter(other.pk)
    other.refresh_from_db()
    assert "AlteredFacts" in other.fault
    assert timezone.now() < other.lease_until  # type: ignore[operator] # set by the attempt
