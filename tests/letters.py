"""The letters an installation wrote into its folder instead of sending them."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path


def last_code(var: str | Path) -> str:
    """Return the code in the letter written last."""
    latest = max(Path(var, "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    # One file holds the letters of one connection, with a line of dashes behind each.
    text = latest.read_bytes().split(b"-" * 79)[-2].lstrip()
    body = email.message_from_bytes(text, policy=email.policy.default).get_body(("plain",))
    assert body is not None
    found = re.findall(r"^\d{6}$", body.get_content(), re.MULTILINE)
    assert len(found) == 1, body.get_content()
    code: str = found[0]
    return code
