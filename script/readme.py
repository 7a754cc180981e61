"""Write the table of environment variables into README.md, from the only reader of the environment.

script/readme.py            write it
script/readme.py --check    fail when README.md says something else
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from config import env  # noqa: E402 -- a program in a folder of its own finds the project first

README = ROOT / "README.md"
MARK = "<!-- environment: written by script/readme.py -->\n"


def table() -> str:
    """Return the variables as a Markdown table."""
    rows = [
        f"| `{env.PREFIX}{name}` | {f'`{default}`' if default else ''} | {meaning} |"
        for name, (default, meaning) in env.VARIABLES.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows]) + "\n"


def with_table(text: str) -> str:
    """Return the text with the table of this version between its two marks."""
    before, _, rest = text.partition(MARK)
    return before + MARK + table() + MARK + rest.partition(MARK)[2]


def main(arguments: list[str]) -> int:
    """Write or check; exit 0 done, 1 different."""
    text = README.read_text(encoding="utf-8")
    if arguments == ["--check"]:
        return int(with_table(text) != text)
    README.write_text(with_table(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
