"""Points at which the test suite may kill the process; nothing anywhere else."""

import os
import signal
from pathlib import Path

from django.conf import settings


def hit(point: str) -> None:
    """Kill this process when the test suite armed `point` and its quota of kills is not used up.

    Armed by the variable TEST_FAULT=<point>:<file>[,<point>:<file>…]; a file's existence means
    "already killed once" here. Does nothing unless settings.TESTING is true.
    """
    if not getattr(settings, "TESTING", False):
        return
    for armed in os.environ.get("TEST_FAULT", "").split(","):
        name, _colon, marker = armed.partition(":")
        if name == point and marker and not Path(marker).exists():
            Path(marker).touch()
            os.kill(os.getpid(), signal.SIGKILL)
