"""A national system as it really behaves: a server of its own that answers rightly, wrongly, late or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

HIT = {"list": "abnormal", "since": "2026-01-05", "until": None, "reference": "吉市监异〔2026〕3号"}


class Double:
    """The server: `says` names how it behaves, `entries` what it has on record, `asked` who asked with which key."""

    def __init__(self) -> None:
        self.says = "truth"
        self.as_of = "2026-02-01"
        self.entries: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.released = threading.Event()
        self.last = b""

    @property
    def sha256(self) -> str:
        """Return the hash of what was sent last."""
        return hashlib.sha256(self.last).hexdigest()

    def body(self, code: str) -> bytes:
        """Return the answer, as good or bad as it was asked to be."""
        said: dict[str, Any] = {"credit_code": code, "as_of": self.as_of, "entries": self.entries}
        wrong: dict[str, dict[str, Any]] = {
            "other code": {"credit_code": "91220101MA00000000"},
            "no entries": {"entries": None},
            "future": {"as_of": "2999-01-01"},
            "no date": {"as_of": "soon"},
            "foreign list": {"entries": [{**HIT, "list": "defaulter"}]},
            "odd person": {"entries": [{**HIT, "concerns": "neighbour"}]},
            "backwards": {"entries": [{**HIT, "until": "2025-01-01"}]},
            "too many": {"entries": [HIT] * 501},
        }
        text = json.dumps({**said, **wrong.get(self.says, {})}, ensure_ascii=False)
        return {"no json": b"<html>502</html>", "huge": b" " * 1_000_001}.get(self.says, text.encode())


class _Handler(BaseHTTPRequestHandler):
    double: Double

    def log_message(self, *_facts: Any) -> None:
        """Keep the terminal quiet."""

    def do_GET(self) -> None:
        double = self.double
        code = parse_qs(urlsplit(self.path).query).get("credit_code", [""])[0]
        double.asked.append((code, self.headers.get("Authorization", "")))
        if double.says == "silence":
            double.released.wait(30)
            return
        double.last = body = double.body(code)
        self.send_response({"500": 500, "redirect": 302}.get(double.says, 200))
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body) + (10 if double.says == "broken off" else 0)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self._send(body)

    def _send(self, body: bytes) -> None:
        if self.double.says != "drip":
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.double.released.wait(0.05):
                return


@contextlib.contextmanager
def national_system() -> Iterator[tuple[Double, str]]:
    """Run the server on a free port; give it and its address."""
    double = Double()
    handler = type("Handler", (_Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double, f"http://127.0.0.1:{server.server_address[1]}/query?v=1"
    finally:
        double.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
