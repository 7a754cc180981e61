"""The tree keeps every house rule, and every rule finds a planted breach."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

from tests.architecture import rules

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]

RULES = [
    rules.long_files,
    rules.long_functions,
    rules.status_written_past_the_door,
    rules.published_outside_the_kernel,
    rules.requests_below_the_surface,
    rules.paths_of_a_machine,
    rules.inline_code_in_templates,
    rules.suppressions_without_reason,
    rules.doors_outside_services,
    rules.translations_under_other_names,
    rules.texts_inside_fstrings,
    rules.mocks,
]
HASH = "#"
BREACHES = [
    (rules.long_files, "brandcert/a.py", "x = 1\n" * 400),
    (rules.long_functions, "brandcert/a.py", "def f():\n" + "    x = 1\n" * 49),
    (rules.long_functions, "brandcert/a.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 49),
    (
        rules.status_written_past_the_door,
        "brandcert/a.py",
        "Thing.objects.filter(pk=1).update(status='active')",
    ),
    (
        rules.status_written_past_the_door,
        "brandcert/a.py",
        "Thing.objects.bulk_update(things, ['note', 'status'])",
    ),
    (
        rules.status_written_past_the_door,
        "brandcert/a.py",
        "Thing.objects.bulk_update(things, fields=('stage',))",
    ),
    (rules.published_outside_the_kernel, "brandcert/awards/tasks.py", "wake.delay(1)"),
    (rules.published_outside_the_kernel, "brandcert/awards/services.py", "wake.apply_async(args=[1])"),
    (rules.published_outside_the_kernel, "brandcert/awards/services.py", "on_commit(wake.delay)"),
    (rules.requests_below_the_surface, "brandcert/awards/services.py", "def award(request): ..."),
    (
        rules.requests_below_the_surface,
        "brandcert/awards/queries/lists.py",
        "def listing(*, request=None): ...",
    ),
    (rules.paths_of_a_machine, "README.md", "cd /" + "home/someone/brandcert"),
    (rules.paths_of_a_machine, "config/a.py", "X = '/" + "work/data'"),
    (rules.paths_of_a_machine, "dev", "ls /" + "root/x"),
    (rules.inline_code_in_templates, "templates/a.html", "<script>alert(1)</script>"),
    (rules.inline_code_in_templates, "templates/a.html", "<style>p {}</style>"),
    (rules.inline_code_in_templates, "templates/a.html", '<p class="x"\n style="color: red">'),
    (rules.inline_code_in_templates, "templates/a.html", '<a href="{% url "x" %}" onclick="go()">'),
    (rules.inline_code_in_templates, "templates/a.html", '<a href="javascript:go()">'),
    (rules.texts_inside_fstrings, "brandcert/a.py", "title = f\"{_('Rule:')} {rule}\""),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} noqa: S101"),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} noqa"),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} noqa: S101, S102 --"),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} type: ignore[misc]"),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} type: ignore  # because it is known to work"),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} pragma: no cover"),
    (
        rules.doors_outside_services,
        "brandcert/portal/views.py",
        "from brandcert.core.transitions import perform",
    ),
    (rules.doors_outside_services, "brandcert/awards/admin.py", "transitions.perform(row.award, by=user)"),
    (
        rules.translations_under_other_names,
        "brandcert/portal/wording.py",
        "from django.utils.translation import gettext_lazy as lazy",
    ),
    (rules.mocks, "tests/test_a.py", "from unittest.mock import patch"),
    (rules.mocks, "tests/test_a.py", "from unittest import mock"),
    (rules.mocks, "tests/test_a.py", "import unittest.mock"),
]
FINE = [
    (rules.long_files, "brandcert/a.py", "x = 1\n" * 399),
    (rules.long_functions, "brandcert/a.py", "def f():\n" + "    x = 1\n" * 48),
    (rules.status_written_past_the_door, "brandcert/a.py", "Thing.objects.update(note='status')"),
    (rules.published_outside_the_kernel, "brandcert/core/delivery.py", "wake.delay(1)\nwake.apply_async()"),
    (rules.requests_below_the_surface, "brandcert/awards/views.py", "def award(request): ..."),
    (rules.paths_of_a_machine, "README.md", "see /manage/work/ and https://x.example/home/a and docs/work/b"),
    (
        rules.inline_code_in_templates,
        "templates/a.html",
        '<script src="a.js" defer></script>{% with only="1" %}<p>',
    ),
    (rules.inline_code_in_templates, "templates/a.html", '<script type="application/json">{}</script>'),
    (rules.suppressions_without_reason, "a.py", f"x = 1  {HASH} noqa: S101 -- asserted in a test"),
    (
        rules.suppressions_without_reason,
        "a.py",
        f"x = 1  {HASH} type: ignore[misc]  # the stubs lack this class",
    ),
    (
        rules.doors_outside_services,
        "brandcert/awards/services/notices.py",
        "from brandcert.core.transitions import perform",
    ),
    (
        rules.translations_under_other_names,
        "brandcert/portal/wording.py",
        "from django.utils.translation import gettext as _, gettext_lazy",
    ),
    (rules.mocks, "tests/test_a.py", "from tests.factories import mock_up"),
]


def plant(root: Path, name: str, text: str) -> None:
    """Write one file into a tree of its own."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text + "\n", encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "name", "text"), BREACHES)
def test_a_planted_breach_is_found(
    tmp_path: Path, rule: Callable[[Path], list[str]], name: str, text: str
) -> None:
    plant(tmp_path, name, text.removesuffix("\n"))
    assert len(rule(tmp_path)) == 1


@pytest.mark.parametrize(("rule", "name", "text"), FINE)
def test_what_is_allowed_is_not_found(
    tmp_path: Path, rule: Callable[[Path], list[str]], name: str, text: str
) -> None:
    plant(tmp_path, name, text.removesuffix("\n"))
    assert rule(tmp_path) == []


def test_every_rule_has_a_planted_breach() -> None:
    assert {breach[0] for breach in BREACHES} == set(RULES)


def layers_of(pyproject: Path) -> list[str]:
    """Read the timeline from the import contract that states it."""
    contracts = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return next(list(contract["layers"]) for contract in contracts if contract["type"] == "layers")


def test_no_key_of_the_database_points_forward_in_time() -> None:
    ranks = rules.ranks_of_apps(layers_of(ROOT / "pyproject.toml"))
    keys = [
        (model._meta.app_label, f"{model.__name__}.{field.name}", field.related_model._meta.app_label)
        for model in apps.get_models()
        for field in [*model._meta.get_fields()]
        if isinstance(field, ForeignObject | ManyToManyField) and not isinstance(field.related_model, str)
    ]
    assert {"accounts", "core"} <= set(ranks)
    assert rules.keys_that_point_forward(keys, ranks) == []


@pytest.mark.parametrize("target", ["certificates", "inspections"])
def test_a_key_to_a_later_or_sibling_app_is_found(target: str) -> None:
    ranks = rules.ranks_of_apps(["certificates", "reviews | inspections", "applications"])
    keys = [("reviews", "Score.target", target), ("reviews", "Score.application", "applications")]
    assert rules.keys_that_point_forward(keys, ranks) == [f"reviews: Score.target points to {target}"]


LOADED = """
import sys, django
django.setup()
import config.urls, django.urls
django.urls.get_resolver().url_patterns
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"numpy", "ortools", "pyhanko", "weasyprint"}))
"""


def loaded_after(code: str) -> str:
    """Run Python code in a new process with the settings of these tests and give what it prints."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_no_web_page_loads_the_slow_libraries() -> None:
    assert loaded_after(LOADED) == ""


def test_a_slow_library_on_the_way_would_be_found() -> None:
    assert "weasyprint" in loaded_after("import weasyprint\n" + LOADED)
