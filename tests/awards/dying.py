"""A worker that dies while it drafts certificates: `python -m tests.awards.dying DATABASE EVENT`.

The handler of the award does its work and the process is killed before the commit.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import wraps
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - the settings must be loaded first

from brandcert.core import delivery, subscriptions  # noqa: E402 - as above

AWARD = "applications.application.award"
DRAFT = "certificates.handlers.draft_certificate"


def main(database: str, event: str) -> None:
    """Deliver the event until the drafting, and die there."""
    connection.settings_dict["NAME"] = database
    draft = subscriptions._handlers[AWARD][DRAFT]

    @wraps(draft)
    def draft_and_die(told: Any) -> None:
        draft(told)
        os.kill(os.getpid(), signal.SIGKILL)

    subscriptions._handlers[AWARD] = {DRAFT: draft_and_die}
    delivery.deliver(int(event))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
