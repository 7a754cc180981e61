"""Following every link of the site as one person, without a browser."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from brandcert.accounts.models import User

# Signing out ends the walk; static files and the words of a language are nobody's.
NOT_FOLLOWED: Final = re.compile(r"^/(static|i18n|accounts/logout|healthz|readyz|api/(schema|docs))")


@dataclass
class Form:
    """A form found on a page: where it goes, and what a browser would send."""

    page: str
    action: str
    values: dict[str, list[str]]
    # Fields whose value names a row: the ones a stranger would forge.
    keys: list[str]


@dataclass
class Answer:
    """What the site said at an address."""

    status: int
    body: bytes
    kind: str
    location: str = ""

    @property
    def is_page(self) -> bool:
        """Say whether a browser would draw it."""
        return self.kind.startswith("text/html") and bool(self.body)

    @property
    def is_document(self) -> bool:
        """Say whether it is a file or a picture, which leads nowhere."""
        return self.status == HTTPStatus.OK and not self.kind.startswith("text/html")


@dataclass
class Walk:
    """Everything one person got to see."""

    pages: dict[str, Answer] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    # Further documents of a kind of which one was opened.
    documents: list[str] = field(default_factory=list)

    def seen(self) -> bytes:
        """Return everything that was shown, in one piece."""
        return b"\n".join(answer.body for answer in self.pages.values())


def window(user: User | None) -> Client:
    """Return a client in which the person is signed in, or nobody."""
    client = Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})
    if user is not None:
        client.force_login(user)
    return client


def ask(client: Client, url: str, data: dict[str, Any] | None = None) -> Answer:
    """Ask for an address, or send a form there."""
    answer: Any = client.get(url) if data is None else client.post(url, data)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.streaming:
        # The end of a request closes its connection; that of a test stays.
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
    return Answer(
        answer.status_code, body, answer.headers.get("content-type", ""), answer.headers.get("location", "")
    )


def walk(
    client: Client,
    starts: Iterable[str],
    *,
    most: int = 400,
    alike: int = 400,
    known: Container[str] = frozenset(),
    drawn: set[str] | None = None,
) -> Walk:
    """Follow every link and redirect from the start pages on; forms are only collected.

    Ends after `most` pages; of addresses that differ in numbers only, `alike` are opened, of the known ones none. With
    `drawn`, the kinds of documents opened by earlier walks, one of each kind is opened and the others are listed.
    """
    found, waiting, shapes = Walk(), list(starts), Counter[str]()
    while waiting and len(found.pages) < most:
        url = waiting.pop(0)
        shape = re.sub(r"\d+|=[^&]*", "0", url)
        if url in found.pages or url in known or shapes[shape] >= alike:
            continue
        if drawn is not None and shape in drawn:
            found.documents.append(url)
            continue
        shapes[shape] += 1
        answer = ask(client, url)
        found.pages[url] = answer
        if drawn is not None and answer.is_document:
            drawn.add(shape)
        further = [answer.location] if answer.location else []
        if answer.is_page:
            tree = lxml.html.document_fromstring(answer.body)
            further += [
                str(place) for place in tree.xpath("//a/@href | //iframe/@src | //img/@src | //embed/@src")
            ]
            forms = [read_form(url, form) for form in tree.xpath("//form")]
            found.forms += [form for form in forms if form is not None]
            further += [form.action for form in forms if form is not None]
        waiting += [place for place in (inside(url, link) for link in further) if place]
    return found


def inside(page: str, link: str) -> str:
    """Return the address a link leads to, empty when it leaves the site or is not followed."""
    parts = urlsplit(urljoin(f"http://testserver{page}", link))
    if parts.scheme not in ("http", "https") or parts.netloc not in ("testserver", "localhost"):
        return ""
    if NOT_FOLLOWED.match(parts.path):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def read_form(page: str, form: Any) -> Form | None:
    """Return what a browser would send with a form; None for one that only searches."""
    if (form.get("method") or "get").lower() != "post":
        return None
    action = inside(page, form.get("action") or page)
    if not action:
        return None
    values: dict[str, list[str]] = {}
    keys: list[str] = []
    for name in form.fields:
        if not name or name == "csrfmiddlewaretoken":
            continue
        given = [
            str(place.get("value")) for place in form.xpath(f'.//*[@name="{name}"]') if place.get("value")
        ]
        options = [str(value) for value in form.xpath(f'.//select[@name="{name}"]/option/@value') if value]
        values[name] = (given or options)[:1]
        if any(value.isdecimal() for value in [*given, *options]):
            keys.append(name)
    return Form(page, action, values, keys)
