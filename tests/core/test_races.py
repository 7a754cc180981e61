"""R-27, R-06, R-31: what happens when several people, processes and writers come at the same instant."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.utils import OperationalError

from brandcert.core import approvals, guards, sqlite
from brandcert.core import transitions as door
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.models import Approval, CalendarDay, Event, NumberSeries
from brandcert.core.sequences import next_number
from tests.core.test_machines import STATES_OF_MACHINES, Cast, doer, fire, is_two_persons, with_approval
from tests.machine import MACHINES
from tests.races import Outcome, race
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def no_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_guards", {})
    monkeypatch.setattr(door, "guards_of", lambda _action: ())


def judge(outcomes: list[Outcome], row: Any, names: str) -> None:
    """Demand exactly one winner, one event, and a readable conflict for everyone else."""
    losers = [outcome.error for outcome in outcomes if not outcome.ok]
    assert sum(outcome.ok for outcome in outcomes) == 1, f"{names}: {losers}"
    assert all(isinstance(error, SomeoneWasFaster | approvals.NotApprovable) for error in losers), losers
    assert all(str(error) for error in losers)
    assert Event.objects.about(row).count() == 1


@pytest.mark.parametrize(("machine", "state"), STATES_OF_MACHINES)
@pytest.mark.usefixtures("no_guards")
def test_r27_every_pair_of_steps_has_one_winner(world: World, machine: str, state: str) -> None:
    cast = Cast(world)
    # A step that leads back to where it started, such as a second answer, takes nothing from anybody.
    leaving = sorted(step for step, ways in MACHINES[machine].items() if ways.get(state, state) != state)
    for first, second in itertools.combinations_with_replacement(leaving, 2):
        row = cast.row(machine, state)
        made = {step: with_approval(row, step) for step in {first, second} if is_two_persons(row, step)}
        runners = [
            # Each has the page open: the row was read before anyone moved.
            partial(fire, cast.again(row), step, doer(cast, machine, step), made.get(step))
            for step in (first, second)
        ]
        judge(race(runners), row, f"{state}: {first} and {second}")
        Approval.objects.filter(subject_id=row.pk).delete()


@pytest.mark.usefixtures("no_guards")
def test_r27_the_race_is_lost_without_the_lock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted bug: the row is judged as it was read before the transaction, not locked and read again."""
    monkeypatch.setattr(door, "locked", lambda row: row)
    application = Cast(world).row("application", "submitted")
    rows = [type(application)._base_manager.get(pk=application.pk) for _number in range(8)]
    outcomes = race([partial(fire, row, "withdraw", world.owner) for row in rows])
    assert sum(outcome.ok for outcome in outcomes) > 1


TAKER = """
import json, random, sys
import django
from django.conf import settings
django.setup()
from django.db import connections, transaction
task = json.loads(sys.argv[1])
connections.databases["default"]["NAME"] = task["name"]
from brandcert.core.sequences import next_number
chance, taken = random.Random(task["seed"]), []
class Undone(Exception):
    pass
while len(taken) < task["count"]:
    try:
        with transaction.atomic():
            number = next_number("test.r06")
            if chance.random() < 0.02:
                raise Undone
    except Undone:
        continue
    taken.append(number)
print(json.dumps(taken))
"""


def test_r06_numbers_of_four_processes_have_no_gap_and_no_repeat(world: World) -> None:
    connection.close()
    each = 250
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                TAKER,
                json.dumps({"name": str(connection.settings_dict["NAME"]), "seed": seed, "count": each}),
            ],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(4)
    ]
    numbers = [number for process in processes for number in json.loads(process.communicate(timeout=280)[0])]
    assert sorted(numbers) == list(range(1, 4 * each + 1))


def test_r06_a_rollback_gives_the_number_back(world: World) -> None:
    with pytest.raises(BusinessError), transaction.atomic():
        assert next_number("test.back") == 1
        raise BusinessError
    with transaction.atomic():
        assert next_number("test.back") == 1
    with pytest.raises(transaction.TransactionManagementError):
        next_number("test.back")


def test_r06_a_counter_without_a_lock_repeats_numbers(world: World) -> None:
    """Planted bug: the counter is read, then written back."""
    NumberSeries.objects.create(key="test.naive")

    def naive() -> int:
        series = NumberSeries.objects.get(key="test.naive")
        number = series.last + 1
        NumberSeries.objects.filter(key="nobody").exists()  # a moment in which others read the same
        NumberSeries.objects.filter(key="test.naive").update(last=number)
        return number

    numbers = [outcome.value for outcome in race([naive] * 8)]
    assert len(set(numbers)) < len(numbers)


def test_r31_sixteen_writers_never_find_the_database_locked(world: World) -> None:
    days = world.today.toordinal()

    def write(writer: int) -> None:
        for number in range(25):
            with transaction.atomic():
                key = days + 100_000 + writer * 1000 + number
                CalendarDay.objects.create(day=world.today.fromordinal(key), is_workday=True)
                next_number("test.r31")

    outcomes = race([partial(write, writer) for writer in range(16)])
    assert [outcome.error for outcome in outcomes if not outcome.ok] == []
    assert NumberSeries.objects.get(key="test.r31").last == 16 * 25


@pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite")
def test_r31_the_settings_of_sqlite_are_read_back(world: World) -> None:
    sqlite.verify(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
    try:
        with pytest.raises(ImproperlyConfigured, match="recursive_triggers"):
            sqlite.verify(connection)
    finally:
        connection.close()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite")
def test_r31_deferred_transactions_do_find_it_locked(world: World) -> None:
    """Planted bug: reading first in a deferred transaction, then writing, does not wait for the lock."""
    import sqlite3

    path, day = str(connection.settings_dict["NAME"]), world.today.toordinal() + 300_000

    def write(writer: int) -> None:
        raw = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            for number in range(25):
                raw.execute("BEGIN DEFERRED")
                raw.execute("SELECT count(*) FROM core_calendarday").fetchone()
                when = world.today.fromordinal(day + writer * 1000 + number).isoformat()
                raw.execute("INSERT INTO core_calendarday (day, is_workday, name) VALUES (?, 1, '')", (when,))
                raw.execute("COMMIT")
        finally:
            raw.close()

    errors = [outcome.error for outcome in race([partial(write, writer) for writer in range(8)])]
    assert any(isinstance(error, sqlite3.OperationalError | OperationalError) for error in errors)
