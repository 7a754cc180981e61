"""Every text people read has its Chinese words, and the check that says so finds what is planted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polib
import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import translation

from brandcert.core import policies
from brandcert.core.admin.history import label_of_act
from script import messages

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\n'
PLANTED = [
    ('msgid "Save"\nmsgstr ""\n', "no translation: 'Save'"),
    ('#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n', "no translation: 'Save'"),
    ('msgid "Due %(date)s"\nmsgstr "截止"\n', "placeholders differ: 'Due %(date)s' → '截止'"),
    ('msgid "Due"\nmsgstr "截止 %(day)s"\n', "placeholders differ: 'Due' → '截止 %(day)s'"),
    ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] ""\n', "no translation: '%(n)s day'"),
]


def test_every_text_of_code_and_templates_is_translated() -> None:
    assert messages.faults(messages.gathered()) == []


@pytest.mark.parametrize(("entry", "fault"), PLANTED)
def test_a_planted_fault_is_found(tmp_path: Path, entry: str, fault: str) -> None:
    path = tmp_path / "django.po"
    path.write_text(HEAD + entry, encoding="utf-8")
    assert messages.faults(polib.pofile(str(path))) == [fault]


def test_a_text_without_translation_is_gathered_from_code_and_templates_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole command on a tree of three texts: one in code and one in a template lack their translation."""
    (tmp_path / "brandcert").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "brandcert" / "a.py").write_text('word = _("Planted in code")\nknown = _("Known")\n')
    (tmp_path / "templates" / "a.html").write_text(
        '{% load i18n %}{% translate "Planted in a template" %}', encoding="utf-8"
    )
    parts = tmp_path / "locale" / "parts"
    parts.mkdir(parents=True)
    (parts / "somebody.po").write_text(HEAD + 'msgid "Known"\nmsgstr "已知"\n', encoding="utf-8")
    # The command runs outside of any project here; the settings of this test run are not in that tree.
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    for name, place in {"ROOT": tmp_path, "PARTS": parts, "CATALOGUE": tmp_path / "none.po"}.items():
        monkeypatch.setattr(messages, name, place)
    assert messages.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "no translation: 'Planted in a template'",
        "no translation: 'Planted in code'",
    ]


def test_every_act_that_is_recorded_has_words_for_the_history() -> None:
    """An act without words would be shown by its English name in code."""
    admin.autodiscover()
    written = re.compile(r'events\.record\(\s*"([a-z_]+)"')
    recorded = {
        (path.relative_to(messages.ROOT).parts[1], name)
        for path in (messages.ROOT / "brandcert").rglob("*.py")
        for name in written.findall(path.read_text(encoding="utf-8"))
    }
    acts = {
        f"{model._meta.label_lower}.{name}"
        for app, name in recorded
        for model in apps.get_app_config(app).get_models()
        if policies.is_declared(f"{model._meta.label_lower}.{name}")
    }
    assert len(acts) > 20
    # A test before may have left another language behind.
    with translation.override("zh-hans"):
        assert [act for act in sorted(acts) if label_of_act(act) == spelt(act)] == []


def spelt(act: str) -> str:
    """Spell the name of an act as the history does when nobody named it."""
    return act.rpartition(".")[2].replace("_", " ").capitalize()
