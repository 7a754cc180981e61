"""A line that is cut in the middle of a file leaves nothing behind: a real web server, a socket closed half way."""

from __future__ import annotations

import os
import re
import socket
import urllib.request
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.portal.live import Office, open_office
from tests.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sites import LiveSite

BOUNDARY = "----a-line-between-parts"


def large_picture() -> bytes:
    """Make a good PNG of noise, too large to be kept in memory while it arrives."""
    from PIL import Image

    out = BytesIO()
    Image.frombytes("RGB", (1200, 900), os.urandom(1200 * 900 * 3)).save(out, "PNG", compress_level=0)
    return out.getvalue()


def form(office: Office) -> tuple[bytes, bytes]:
    """Open the page of documents as a browser does; give the headers of its form with a file, and the body."""
    page = urllib.request.Request(  # noqa: S310 -- our own server
        f"{office.address}documents/", headers={"Cookie": f"sessionid={office.sessions[0]}"}
    )
    with urllib.request.urlopen(page, timeout=60) as answer:  # noqa: S310 -- as above
        text, cookie = answer.read().decode(), answer.headers["Set-Cookie"].partition(";")[0]
    fields = {
        name: found[1]
        for name in ("csrfmiddlewaretoken", "requirement")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', text))
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photo.png"\r\n'
    body = "".join([*parts, head, "Content-Type: image/png\r\n\r\n"]).encode()
    body += large_picture() + f"\r\n--{BOUNDARY}--\r\n".encode()
    lines = [
        f"POST {urlsplit(office.address).path}documents/ HTTP/1.1",
        f"Host: {urlsplit(office.address).netloc}",
        f"Cookie: sessionid={office.sessions[0]}; {cookie}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode(), body


def send(office: Office, data: bytes) -> socket.socket:
    place = urlsplit(office.address)
    line = socket.create_connection(("127.0.0.1", place.port or 80), timeout=60)
    line.sendall(data)
    return line


def answer_of(line: socket.socket) -> str:
    with line, line.makefile("rb") as stream:
        return stream.read().decode(errors="replace")


def test_a_cut_upload_stores_nothing_and_leaves_no_orphan(
    site_env: dict[str, str],
    live_site: Callable[[dict[str, str]], LiveSite],
    tmp_path: Path,
) -> None:
    passing, store = tmp_path / "passing", Path(site_env["BRANDCERT_VAR_DIR"]) / "media" / "uploads"
    passing.mkdir()
    office = open_office({**site_env, "TMPDIR": str(passing)}, live_site)
    head, body = form(office)
    half = head + body[: len(body) // 2]

    def kept() -> list[str]:
        return sorted(path.name for path in store.iterdir()) if store.is_dir() else []

    def left() -> list[str]:
        return sorted(path.name for path in passing.iterdir() if "upload" in path.name)

    # Whoever only stops sending is told that it did not arrive.
    line = send(office, half)
    line.shutdown(socket.SHUT_WR)
    told = answer_of(line)
    assert told.startswith("HTTP/1.1 400")
    assert "连接中断" in told
    assert (kept(), left()) == ([], [])
    # Whoever is gone leaves nothing either, and the page works on.
    send(office, half).close()
    send(office, head + body[:-30]).close()
    assert answer_of(send(office, head + body)).startswith("HTTP/1.1 302")
    assert len(kept()) == 1
    assert left() == []
    # Nor does a server that is killed while a file arrives.
    line = send(office, half)
    wait_until(lambda: str(passing) in open_places(office), 30, "the file is being written")
    office.site.program.kill9()
    line.close()
    assert (len(kept()), left()) == (1, [])


def open_places(office: Office) -> str:
    """Return where the files lie that the processes of the site have open."""
    group = os.getpgid(office.site.program.process.pid)
    found = []
    for place in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.getpgid(int(place.parts[2])) == group:
                found.append(str(place.readlink()))
        except OSError:
            continue
    return "\n".join(path for path in found if "(deleted)" in path and "wgunicorn" not in path)
