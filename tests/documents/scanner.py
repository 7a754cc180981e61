"""A small virus scanner that speaks clamd's INSTREAM over a real socket."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Scanner:
    """Answers every connection: finds `signature`, or says what `answer` says; keeps what it was sent."""

    def __init__(self, listener: socket.socket, signature: bytes, answer: bytes) -> None:
        """Serve until the listener is closed."""
        self.listener, self.signature, self.answer = listener, signature, answer
        self.received: list[bytes] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            with line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        with line.makefile("rb") as stream:
            if stream.read(10) != b"zINSTREAM\0":
                line.sendall(b"UNKNOWN COMMAND\0")
                return
            data = b""
            while size := struct.unpack(">I", stream.read(4))[0]:
                data += stream.read(size)
        self.received.append(data)
        found = b"stream: Test.Signature FOUND\0" if self.signature in data else b"stream: OK\0"
        line.sendall(self.answer or found)


@contextmanager
def scanning(
    *, path: Path | None = None, signature: bytes = b"evil", answer: bytes = b""
) -> Iterator[tuple[str, Scanner]]:
    """Run a scanner for the length of a `with`; gives its address as BRANDCERT_CLAMAV has it, and the scanner."""
    if path is None:
        listener = socket.create_server(("127.0.0.1", 0))
        place = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        listener.listen()
        place = str(path)
    scanner = Scanner(listener, signature, answer)
    try:
        yield place, scanner
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        scanner.thread.join(5)
