"""No event that concerns a person stays silent, and every notice has whole words in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from brandcert.core import approvals, policies, subscriptions
from brandcert.core.checks import actions
from brandcert.notifications.catalogue import NOTICES, PLACEHOLDERS, SILENT, STAFF, Notice
from brandcert.notifications.enums import Channel
from brandcert.notifications.services import Place, preview
from brandcert.notifications.services.texts import check
from brandcert.notifications.wording import LONGEST_SMS, placeholders_in, shipped

ROOT = Path(__file__).parents[2] / "brandcert"
# Rights to look, under which nothing is recorded.
READS = {"view", "list", "download", "read_conversation"}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def literals(app: str) -> set[str]:
    """Every name in quotes, or beginning of one, in the files of an app that write events."""
    found: set[str] = set()
    for path in (ROOT / app).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "events.record(" not in text:
            continue
        tree = ast.parse(text)
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        names = [call.args[0] for call in calls if call.args and is_record(call)]
        for name in names:
            if isinstance(name, ast.Constant):
                found.add(str(name.value))
            elif isinstance(name, ast.JoinedStr):
                found.add(f"{ast.literal_eval(name.values[0])}*")
            else:
                # Named by a variable: whatever stands in quotes in this file may be it.
                found |= {
                    node.value
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                }
    return found


def is_record(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "events.record"


def recorded() -> set[str]:
    """All events the product can write: steps, acts its services record, both halves of two-person acts."""
    found = set(actions())
    for act in policies.declared():
        app, _dot, rest = act.partition(".")
        name = rest.rpartition(".")[2]
        if name in READS:
            continue
        words = literals_of(app)
        if name in words or any(word.endswith("*") and name.startswith(word[:-1]) for word in words):
            found.add(act)
        if name.startswith("remind_"):
            found.add(act)
    for action in approvals.executors():
        model, _dot, name = action.rpartition(".")
        found |= {f"{model}.propose_{name}", f"{model}.decline_{name}"}
    return found


_cache: dict[str, set[str]] = {}


def literals_of(app: str) -> set[str]:
    if app not in _cache:
        _cache[app] = literals(app)
    return _cache[app]


def told() -> set[str]:
    """All events for which somebody writes messages."""
    ours = ("notifications.handlers", "privacy.handlers")
    rows = subscriptions.subscriptions().items()
    return {event for event, handlers in rows if any(name.startswith(ours) for name in handlers)}


def test_every_event_is_told_or_says_why_nobody_is_told() -> None:
    events = recorded()
    assert len(events) > 120
    assert sorted(events - told() - set(SILENT)) == []


def test_nothing_is_both_told_and_silent_and_every_silence_has_its_reason() -> None:
    assert set(SILENT) & told() == set()
    assert all(len(reason) > 15 for reason in SILENT.values())
    models = {model._meta.label_lower for model in apps.get_models()}
    assert {name for name in SILENT if name.rpartition(".")[0] not in models} == set()


def test_every_event_of_the_table_is_listened_to() -> None:
    listed = {event for notice in NOTICES.values() for event in notice.events}
    assert listed - told() == set()


def test_there_are_texts_for_the_notices_of_the_table_and_no_others() -> None:
    for language in LANGUAGES:
        assert set(shipped(language)) == set(NOTICES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES.values(), ids=lambda notice: notice.key)
def test_the_delivered_texts_keep_the_rules_they_ask_of_staff(notice: Notice, language: str) -> None:
    text = shipped(language)[notice.key]
    check(Place(notice.key, Channel.PORTAL, language), subject=text.subject, body=text.body)
    subject, body = preview(Place(notice.key, Channel.PORTAL, language), subject=text.subject, body=text.body)
    assert "{" not in subject + body
    assert subject
    assert (Channel.SMS in notice.channels) == bool(text.sms)
    if text.sms:
        check(Place(notice.key, Channel.SMS, language), subject="", body=text.sms)
        assert len(text.sms) < LONGEST_SMS


@pytest.mark.parametrize("notice", NOTICES.values(), ids=lambda notice: notice.key)
def test_both_languages_state_the_same_facts(notice: Notice) -> None:
    chinese, english = (shipped(code)[notice.key] for code in LANGUAGES)
    assert set(placeholders_in(chinese.subject, chinese.body)) == set(
        placeholders_in(english.subject, english.body)
    )
    assert set(placeholders_in(chinese.sms)) == set(placeholders_in(english.sms))


def test_every_placeholder_is_known_used_and_explained_in_both_languages() -> None:
    used = {name for notice in NOTICES.values() for name in notice.uses}
    assert used == set(PLACEHOLDERS)
    for placeholder in PLACEHOLDERS.values():
        with translation.override("en"):
            english = str(placeholder.meaning)
        with translation.override("zh-hans"):
            assert str(placeholder.meaning) != english


def test_what_the_law_requires_goes_by_mail_at_least() -> None:
    required = [notice for notice in NOTICES.values() if notice.is_required]
    assert len(required) > 10
    assert all(Channel.EMAIL in notice.channels for notice in required)


def test_texts_of_staff_name_no_expert_to_the_enterprise_and_no_objector_to_anyone() -> None:
    for notice in NOTICES.values():
        if notice not in STAFF:
            assert "who" not in notice.uses
        assert "objector" not in notice.uses
