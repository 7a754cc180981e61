"""Asking national systems what stands against an enterprise: a small protocol, and its one implementation over HTTP.

The contract: `GET <address>?credit_code=<18 characters>` with `Authorization: Bearer <key>` is answered with 200 and
`{"credit_code": "…", "as_of": "2026-03-01", "entries": [{"list": "abnormal", "since": "2026-01-05", "until": null,
"reference": "…", "concerns": "enterprise"}]}`. Whatever differs from that is no answer, and no answer is never clear.
"""

import datetime
import hashlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings

from brandcert.enterprises.enums import Concerns, IntegrityKind
from brandcert.enterprises.sources import BY_KEY, kinds_of

LARGEST_ANSWER: Final = 1_000_000
MOST_ENTRIES: Final = 500
_LONGEST_REFERENCE: Final = 120


class NotAsked(Exception):
    """The system gave no answer that counts; the message says why, for staff, without key or address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a system states it."""

    kind: str
    since: datetime.date
    until: datetime.date | None = None
    reference: str = ""
    concerns: str = Concerns.ENTERPRISE.value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system answered: its entries, their date, and the hash of the bytes that were received."""

    as_of: datetime.date
    sha256: str
    entries: tuple[Entry, ...] = ()


class NationalSystem(Protocol):
    """A place that can be asked for an enterprise by its credit code."""

    @property
    def key(self) -> str:
        """Return the key of its source."""

    def ask(self, credit_code: str, *, today: datetime.date) -> Answer:
        """Return the answer; raises NotAsked when there is none that counts."""


@dataclass(frozen=True, slots=True)
class HttpSystem:
    """A system behind an address; redirects are not followed, the whole answer has to come in time."""

    key: str
    address: str
    token: str = field(default="", repr=False)
    seconds: float = 10.0

    def ask(self, credit_code: str, *, today: datetime.date) -> Answer:
        """Ask over HTTP; raises NotAsked for what could not be reached, came late or is no answer."""
        return read_answer(self._fetch(credit_code), self.key, credit_code, today)

    def _fetch(self, credit_code: str) -> bytes:
        address = urlsplit(self.address)
        connection = _connection(address, self.seconds)
        late = threading.Event()
        watch = threading.Timer(self.seconds, _cut)
        watch.daemon = True
        try:
            connection.connect()
            # A server that sends a byte now and then never runs into the time limit of a single read. The line is
            # kept by hand: the connection forgets it as soon as the answer says that it will be closed.
            watch.args = (connection.sock, late)
            watch.start()
            return self._answer(connection, address, credit_code, late)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            if late.is_set() or isinstance(fault, TimeoutError):
                raise NotAsked("no full answer in time") from fault
            raise NotAsked(f"the system could not be reached: {type(fault).__name__}") from fault
        finally:
            watch.cancel()
            connection.close()

    def _answer(
        self,
        connection: http.client.HTTPConnection,
        address: SplitResult,
        credit_code: str,
        late: threading.Event,
    ) -> bytes:
        asked = "&".join(part for part in (address.query, urlencode({"credit_code": credit_code})) if part)
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection.request("GET", f"{address.path or '/'}?{asked}", headers=headers)
        with connection.getresponse() as answer:
            body = answer.read(LARGEST_ANSWER + 1)
        if answer.status != http.HTTPStatus.OK:
            raise NotAsked(f"the system answered {answer.status}")
        if len(body) > LARGEST_ANSWER:
            raise NotAsked("the answer is too large")
        if late.is_set():
            raise NotAsked("no full answer in time")
        promised = answer.headers.get("Content-Length", "")
        if promised.isdecimal() and int(promised) != len(body):
            raise NotAsked("the answer broke off")
        return body


def systems() -> dict[str, HttpSystem]:
    """Return the systems that BRANDCERT_NATIONAL_SYSTEMS names, by key; without an address none is asked."""
    keys = _pairs(settings.NATIONAL_KEYS)
    return {
        key: HttpSystem(key, address, keys.get(key, ""), settings.NATIONAL_SECONDS)
        for key, address in _pairs(settings.NATIONAL_SYSTEMS).items()
    }


def setting_faults() -> list[str]:
    """Return what is wrong with the settings, for `manage.py check`: a misspelt system would silently never be asked."""
    found = []
    for part in settings.NATIONAL_SYSTEMS.split():
        key, _sign, address = part.partition("=")
        if key not in BY_KEY or key == "own":
            found.append(f"BRANDCERT_NATIONAL_SYSTEMS names the unknown system {key!r}")
        elif urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
            found.append(f"BRANDCERT_NATIONAL_SYSTEMS gives {key} no http or https address")
    if settings.NATIONAL_SECONDS <= 0:
        found.append("BRANDCERT_NATIONAL_SECONDS must be positive")
    return found


def read_answer(body: bytes, key: str, credit_code: str, today: datetime.date) -> Answer:
    """Understand the bytes of an answer; raises NotAsked for anything the contract does not say."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise NotAsked("the answer is no JSON") from fault
    if not isinstance(said, dict) or not isinstance(said.get("entries"), list):
        raise NotAsked("the answer lacks its entries")
    if said.get("credit_code") != credit_code:
        raise NotAsked("the answer is about another credit code")
    if len(said["entries"]) > MOST_ENTRIES:
        raise NotAsked("the answer has too many entries")
    as_of = _day(said.get("as_of"), "as_of")
    if as_of > today:
        raise NotAsked("the answer is dated in the future")
    entries = tuple(_entry(one, key) for one in said["entries"])
    return Answer(as_of, hashlib.sha256(body).hexdigest(), entries)


def _entry(said: Any, key: str) -> Entry:
    if not isinstance(said, Mapping) or said.get("list") not in {kind.value for kind in kinds_of(key)}:
        raise NotAsked("the answer names a list that this system does not keep")
    concerns = said.get("concerns", Concerns.ENTERPRISE.value)
    reference = said.get("reference") or ""
    if concerns not in Concerns.values or not isinstance(reference, str):
        raise NotAsked("an entry of the answer cannot be read")
    since = _day(said.get("since"), "since")
    until = None if said.get("until") is None else _day(said["until"], "until")
    if until is not None and until < since:
        raise NotAsked("an entry of the answer ends before it begins")
    return Entry(IntegrityKind(said["list"]).value, since, until, reference[:_LONGEST_REFERENCE], concerns)


def _day(text: Any, name: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError) as fault:
        raise NotAsked(f"the answer has no valid date in {name}") from fault


def _pairs(text: str) -> dict[str, str]:
    """Read `key=value` pairs set apart by spaces or lines."""
    parts = (part.partition("=") for part in text.split())
    return {key: value for key, _sign, value in parts if key in BY_KEY and value}


def _connection(address: SplitResult, seconds: float) -> http.client.HTTPConnection:
    try:
        host, port = address.hostname or "", address.port
    except ValueError as fault:
        raise NotAsked("the settings name no valid port") from fault
    if address.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _cut(line: socket.socket, late: threading.Event) -> None:
    """End what lasts too long, from beside: the reader sees the line go dead."""
    late.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
