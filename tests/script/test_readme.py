"""README.md names the real variables and verbs."""

import re
import subprocess
from pathlib import Path

from config import env
from script.readme import MARK, table, with_table

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_variable_of_this_version() -> None:
    assert with_table(README) == README, "run: .venv/bin/python script/readme.py"
    assert all(f"`{env.PREFIX}{name}`" in table() for name in env.VARIABLES)


def test_a_table_of_another_version_is_replaced_and_the_rest_kept() -> None:
    assert with_table(f"before\n{MARK}| old |\n{MARK}after\n") == f"before\n{MARK}{table()}{MARK}after\n"


def verbs(text: str) -> set[str]:
    """The verbs of `./dev` that a text names."""
    return set(re.findall(r"\./dev ([a-z]+)", text))


def test_the_readme_and_the_help_name_the_same_verbs() -> None:
    shown = subprocess.run(["./dev", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert verbs(README) | {"setup"} == verbs(shown)


def test_an_unknown_verb_is_wrong_usage_and_shows_the_verbs() -> None:
    done = subprocess.run(["./dev", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Unknown verb: nonsense" in done.stderr
    assert verbs(done.stderr) >= {"setup", "test", "check"}
