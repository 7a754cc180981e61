"""The virus scanner, where one is configured: clamd over a socket, asked with INSTREAM."""

import logging
import socket
import struct
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from brandcert.documents.services.refusals import ScannerSilent, VirusFound

logger = logging.getLogger(__name__)
_CONNECT_SECONDS: Final = 3
_SCAN_SECONDS: Final = 30
_CHUNK: Final = 128 * 1024
_LONGEST_ANSWER: Final = 4096
_LENGTH: Final = struct.Struct(">I")


def scan(data: bytes) -> None:
    """Have the bytes looked at by the scanner of BRANDCERT_CLAMAV; without that setting nothing happens.

    Raises VirusFound, and ScannerSilent when the scanner cannot be reached, does not finish or does not
    understand: a file nobody looked at is not taken.
    """
    place = settings.CLAMAV
    if not place:
        return
    try:
        verdict = _ask(place, data)
    except OSError as error:
        logger.exception("virus scanner at %s does not answer", place)
        raise ScannerSilent(_unreachable()) from error
    if verdict.endswith("FOUND"):
        logger.warning("virus scanner: %s", verdict)
        raise VirusFound(_("A virus was found in the file. Check your computer and hand in a clean file."))
    if verdict != "stream: OK":
        logger.error("virus scanner at %s: %s", place, verdict)
        raise ScannerSilent(_unreachable())


def _unreachable() -> str:
    return _(
        "The file cannot be checked for viruses at the moment, so it was not taken. Try again in a few minutes."
    )


def _ask(place: str, data: bytes) -> str:
    with _connect(place) as line:
        line.settimeout(_SCAN_SECONDS)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            part = data[start : start + _CHUNK]
            line.sendall(_LENGTH.pack(len(part)) + part)
        line.sendall(_LENGTH.pack(0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            part = line.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\r\n ").decode("utf-8", "replace")


def _connect(place: str) -> socket.socket:
    """Connect to a path or to host:port."""
    if "/" in place:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT_SECONDS)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = place.rpartition(":")
    try:
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_SECONDS)
    except ValueError as error:
        raise OSError(f"{place} is neither a path nor host:port") from error
