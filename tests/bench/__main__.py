"""`./dev bench [name] [--json]`: measurements, each beside a baseline taken in the same run."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from typing import Any, Final

# Name → module with `run(small: bool) -> dict`.
BENCHES: Final = {"certificates": "tests.bench.certificates", "draw": "tests.bench.draw"}


def main(arguments: list[str]) -> int:
    """Run one bench or all; numbers to stdout, as lines or as one JSON object."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--small", action="store_true", help="a hundredth of the size: only shows that it runs"
    )
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {}
    for name in [options.name] if options.name else sorted(BENCHES):
        found[name] = import_module(BENCHES[name]).run(small=options.small)
    if options.json:
        answer = found[options.name] if options.name else found
        sys.stdout.write(json.dumps(answer) + "\n")
        return 0
    for name, numbers in found.items():
        sys.stdout.write(f"{name}\n" + "".join(f"  {key:24} {value}\n" for key, value in numbers.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
