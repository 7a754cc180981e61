"""Text messages: sent through a gateway, written into a file, or printed; what carries them is configuration."""

import http.client
import json
import os
import secrets
import ssl
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils import timezone

CONNECT_SECONDS: Final = 3
READ_SECONDS: Final = 10
_ACCEPTED: Final = range(200, 300)
# What a gateway says about itself is for the log of staff, not a place to put pages.
_LONGEST_REASON: Final = 200
_LONGEST_ANSWER: Final = 4096


class Undelivered(Exception):
    """The text did not go out; the message is the reason, for staff, without number or text."""


def is_offered() -> bool:
    """Say whether this installation can send texts at all; without, nobody is asked for a phone to sign in with."""
    return bool(settings.SMS_URL)


def send(*, to: str, text: str, reference: str = "") -> None:
    """Send the text to the number (+8613…) by what BRANDCERT_SMS_URL names.

    `reference` is the same for every attempt at one text, so that a gateway can recognise a repetition.
    Raises Undelivered with the reason when nothing is configured or the gateway did not take it.
    """
    backend = _BACKENDS.get(urlsplit(settings.SMS_URL).scheme)
    if backend is None:
        raise Undelivered(
            "no text messages: BRANDCERT_SMS_URL is not set to console:, file:, http: or https:"
        )
    backend({"to": to, "text": text, "reference": reference or secrets.token_hex(8)})


def _to_console(message: Mapping[str, str]) -> None:
    sys.stderr.write(f"SMS {message['to']}: {message['text']}\n")


def _to_file(message: Mapping[str, str]) -> None:
    """Write one file per text into VAR_DIR/sms, readable by the owner only, whole or not at all."""
    folder = Path(settings.SMS_FILE_PATH)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
    unfinished, finished = folder / f".{name}", folder / f"{name}.json"
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as out:
            json.dump(message, out, ensure_ascii=False)
        unfinished.rename(finished)
    except OSError as fault:
        raise Undelivered(f"the file could not be written: {fault.strerror}") from fault


def _to_gateway(message: Mapping[str, str]) -> None:
    """Post the text as JSON; any answer but 2xx means that it was not taken. Redirects are not followed."""
    address = urlsplit(settings.SMS_URL)
    connection = _connection(address)
    try:
        connection.connect()
        connection.sock.settimeout(READ_SECONDS)
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        connection.request("POST", path, json.dumps(message, ensure_ascii=False).encode(), _headers())
        with connection.getresponse() as answer:
            said = answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
    except TimeoutError as fault:
        raise Undelivered("the gateway did not answer in time") from fault
    except (OSError, http.client.HTTPException) as fault:
        raise Undelivered(f"the gateway could not be reached: {type(fault).__name__}") from fault
    finally:
        connection.close()
    if answer.status not in _ACCEPTED:
        reason = f"the gateway answered {answer.status}: {' '.join(said.split())}"
        for secret in (message["to"], message["text"], settings.SMS_TOKEN):
            reason = reason.replace(secret, "…") if secret else reason
        raise Undelivered(reason[:_LONGEST_REASON])


def _headers() -> dict[str, str]:
    headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    return headers


def _connection(address: SplitResult) -> http.client.HTTPConnection:
    try:
        host, port = address.hostname or "", address.port
    except ValueError as fault:
        raise Undelivered("BRANDCERT_SMS_URL names no valid port") from fault
    if not host:
        raise Undelivered("BRANDCERT_SMS_URL names no host")
    if address.scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)


_BACKENDS: Final[Mapping[str, Callable[[Mapping[str, str]], None]]] = {
    "console": _to_console,
    "file": _to_file,
    "http": _to_gateway,
    "https": _to_gateway,
}
