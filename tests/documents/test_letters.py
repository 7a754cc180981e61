"""Letters: one per event, numbered without gaps, with all four parts, printed literally, made once whatever happens."""

from __future__ import annotations

import os
import re
import signal
from collections import defaultdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.core import delivery, tasks
from brandcert.core.models import Event
from brandcert.documents.catalogue import KINDS
from brandcert.documents.enums import Audience
from brandcert.documents.models import Letter
from brandcert.documents.services import letters
from brandcert.documents.wording import frame
from tests.documents.letters import CONTACT, EVERY, EXPERT, FACTS, OBJECTOR, Stage, text_of, written
from tests.races import race

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """Keep documents in a folder of the test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def test_every_event_leads_to_one_letter_that_says_everything(world: World, store: Path) -> None:
    assert set(EVERY) == set(KINDS)
    serials: dict[str, list[int]] = defaultdict(list)
    for kind, make in EVERY.items():
        letter = written(make(Stage(world)), kind)
        letters.make_letter(letter.pk)
        letter.refresh_from_db()
        assert (kind, letter.fault) == (kind, "")
        with letters.open_letter(letter) as stream:
            text = text_of(stream.read())
        said = [letter.number, *frame()["headings"].values(), KINDS[kind].words["title"]]
        assert [words for words in said if "".join(words.split()) not in text] == [], kind
        # No name of the house; of whoever objected only in what is written to him, never the contact.
        assert EXPERT not in text, kind
        assert CONTACT not in text, kind
        assert (OBJECTOR in text) is (letter.audience == Audience.PERSON), kind
        # What people wrote stands there literally, whatever it looks like.
        assert "{" not in text.replace("{appeal_until}", ""), kind
        if FACTS in str(letter.facts):
            assert "".join(FACTS.split()) in text, kind
    for number in Letter.objects.order_by("id").values_list("number", flat=True):
        series, serial = re.fullmatch(r"(.*〕)(\d{4})号", number).groups()  # type: ignore[union-attr] # no match fails the test
        serials[series].append(int(serial))
    assert all(found == list(range(1, len(found) + 1)) for found in serials.values()), serials
    assert len(serials["吉精品不认〔2026〕".replace("2026", str(world.today.year))]) > 3


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_letters_written_at_the_same_instant_have_a_number_each_without_a_gap(
    world: World, store: Path
) -> None:
    stage = Stage(world)
    with tasks.unwoken():
        made = [stage.step("refuse_acceptance", reason_code="ineligible") for _number in range(3)]
    # Each event is delivered twice at once, as by a worker and the sweep; every second one has no facts at all.
    empty = [
        stage.act(stage.world.application(Status.NOT_ACCEPTED), "refuse_acceptance") for _number in range(3)
    ]
    runners = [partial(delivery.deliver, event.pk) for event in (*made, *empty) for _twice in range(2)]
    with tasks.unwoken():
        assert all(one.ok for one in race(runners))
        for event in made:
            delivery.deliver(event.pk)
    serials = sorted(int(number[-5:-1]) for number in Letter.objects.values_list("number", flat=True))
    assert serials == [1, 2, 3]
    assert set(Letter.objects.values_list("event", flat=True)) == {event.pk for event in made}


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["letter_claimed", "letter_printed"])
def test_a_worker_killed_between_number_and_document_leaves_one_letter_the_next_one_makes(
    world: World, store: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    with tasks.unwoken():
        letter = written(Stage(world).step("lapse", Status.LAPSED), "lapsed")
    monkeypatch.setenv("TEST_FAULT", f"{point}:{store / 'killed'}")
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            letters.make_letter(letter.pk)
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    letters.make_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.made_at, letter.attempts) == (None, 1)
    # The lease is over: the sweep alone goes on, and makes the same bytes.
    Letter.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    letters.make_waiting()
    letters.make_waiting()
    letter.refresh_from_db()
    assert letter.made_at is not None
    assert [path.name for path in (store / "letters").rglob("*")][1:] == [Path(letter.file).name]
    assert Letter.objects.count() == 1
    assert Event.objects.about(letter).filter(name="documents.letter.make").count() == 1
