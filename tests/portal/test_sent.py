"""After handing in: what happens next and by when, and a PDF of exactly what was sent."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from brandcert.applications import services
from brandcert.applications.models import Application
from brandcert.applications.queries import requirements_of
from brandcert.core.workdays import add_workdays
from tests.applications import filling
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

HOSTILE = "甲<script src=https://evil.example/>\t<img src=file:///etc/passwd>{{ x }}𠮷\U000f0000"


def text_of(pdf: bytes) -> str:
    """Read a PDF as one line without spaces: what wraps on paper is one word."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pages = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    return "".join(pages.replace("\ufffe", "").split())


def plain(words: object) -> str:
    return "".join(str(words).split())


def test_the_confirmation_tells_what_comes_next_and_by_when(owner: Client, world: World) -> None:
    sent = services.submit(filling.complete(world), by=world.owner, now=world.now)
    assert sent.due_on is not None
    owner.cookies["django_language"] = "en"
    text = owner.get(f"/portal/applications/{sent.pk}/sent/").content.decode()
    told = (sent.receipt_number, sent.query_code, sent.due_on.isoformat(), world.unit.name)
    assert all(str(words) in text for words in told)
    # The promised day is counted line by line, weekends and holidays named.
    lines = add_workdays(world.today, world.batch.recommend_days).lines
    assert all(f">{line.day.isoformat()}</th>" in text for line in lines)
    assert text.count("not counted") == sum(line.counted is None for line in lines)
    for page in ("", "versions/1/", "versions/1/pdf"):
        assert f'href="/portal/applications/{sent.pk}/{page}"' in text
    assert (
        f'href="/portal/applications/{sent.pk}/versions/1/pdf"'
        in owner.get(f"/portal/applications/{sent.pk}/").content.decode()
    )


def joined(text: str) -> str:
    return text.replace("-", "")


def test_the_pdf_is_what_was_sent_whatever_came_after(owner: Client, world: World) -> None:
    draft = filling.complete(world)
    services.save_section(draft, section="subject", values={"main_business": HOSTILE}, by=world.owner)
    services.pledge(draft, by=world.owner, now=world.now)
    sent = services.submit(draft, by=world.owner, now=world.now)
    Application.objects.filter(pk=sent.pk).update(content={"subject": {"main_business": "后来改的"}})
    address = f"/portal/applications/{sent.pk}/versions/1/pdf"
    answer = owner.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{sent.receipt_number}-v1.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"%PDF-1.7")
    assert owner.get(address).content == answer.content
    text, version = text_of(answer.content), sent.versions.get()
    for field in (field for part in filling.form(sent.category) for field in part if not field.is_list):
        assert plain(field.label) in text
    for file in version.materials:
        assert all(plain(file[key]) in text for key in ("title", "name", "sha256"))
    for words in (version.sha256, "我代表企业承诺", "第1版", world.owner.name, "1/"):
        assert words in text
    # Text of people stays text: nothing is loaded, rare characters are drawn, others are named by their code.
    assert plain(HOSTILE.replace("\U000f0000", "[U+F0000]")) in text
    assert "后来改的" not in text
    import pikepdf

    with pikepdf.open(BytesIO(answer.content)) as pdf:
        fonts = {
            str(one.BaseFont)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
        }
    assert {"Brandcert-Kai", "Brandcert-Song"} <= {name.partition("+")[2] for name in fonts}
    # In the other language; for nobody else; no other version.
    owner.cookies["django_language"] = "en"
    english = text_of(owner.get(address).content)
    assert "Whatwashandedin" in english
    titles = {row.title: row.title_en for row in requirements_of(sent)}
    named = [titles[file["title"]] for file in version.materials]
    # A hyphen at the end of a line is not in the text of the page.
    assert [title for title in named if joined(plain(title)) not in joined(english)] == []
    assert any(plain(title) not in text for title in named)
    assert owner.get(address.replace("/1/pdf", "/2/pdf")).status_code == 404
    owner.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    assert owner.get(address).status_code == 404
    owner.force_login(world.clerk)
    assert owner.get(address).status_code == 404
    owner.logout()
    assert owner.get(address).status_code == 302
