"""How heavy a worker is: a child of a warmed parent makes certificates, and its memory is read from the kernel."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from brandcert.certificates import rendering  # noqa: E402 - the settings must be loaded first
from tests.bench.certificates import faces  # noqa: E402 - as above


def kilobytes(name: str) -> int:
    """Return one line of the summary of this process's memory."""
    told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    found = re.search(rf"^{name}:\s+(\d+) kB", told, re.MULTILINE)
    assert found, told
    return int(found[1])


def make(numbers: range) -> None:
    """Print and sign certificates."""
    for number in numbers:
        rendering.render_signed(faces.facts(number), faces.signer(), signed_at=faces.SIGNED_AT)


def weigh(weighed: int, first: int, last: int) -> dict[str, float]:
    """Make certificates up to each of three numbers and return what was weighed there, in MB."""
    make(range(1, weighed + 1))
    pss = kilobytes("Pss")
    make(range(weighed + 1, first + 1))
    before = kilobytes("Anonymous")
    make(range(first + 1, last + 1))
    growth = kilobytes("Anonymous") - before
    return {"pss_mb": round(pss / 1024, 1), "growth_mb": round(growth / 1024, 2)}


if __name__ == "__main__":
    make(range(1))
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    child = os.fork()
    if not child:
        sys.stdout.write(json.dumps(weigh(*(int(word) for word in sys.argv[1:4]))) + "\n")
        sys.stdout.flush()
        os._exit(0)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
