"""Examine every hostile file in this process alone, and print how long each took and what the whole weighed."""

from __future__ import annotations

import json
import resource
import sys
import time
from io import BytesIO
from pathlib import Path

import django

LIMIT = 2048 * 1024 * 1024


def main() -> None:
    """Print `{causes, seconds, megabytes}` as one line of JSON."""
    # Nothing here may take more address space, however a file is made.
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    django.setup()
    from brandcert.documents import services
    from tests.documents import hostile

    causes, slowest = {}, 0.0
    for case in hostile.ALL:
        data = case.make()
        begun = time.monotonic()
        try:
            services.examine(file=BytesIO(data), name=case.name)
            causes[case.title] = ""
        except services.UploadRefused as refusal:
            causes[case.title] = type(refusal).__name__
        slowest = max(slowest, time.monotonic() - begun)
    # Not getrusage for this process: its peak is that of whoever started it, here a large test run.
    status = Path("/proc/self/status").read_text("ascii")
    own = int(status.partition("VmHWM:")[2].split()[0])
    peaks = [own // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]
    sys.stdout.write(json.dumps({"causes": causes, "seconds": slowest, "megabytes": max(peaks)}))


if __name__ == "__main__":
    main()
