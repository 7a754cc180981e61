"""R-18: every task of the registry, run twice in a row or at once, has the effect of running once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import celery
import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.serializers import serialize
from django.db import transaction

from brandcert.awards import services as awards
from brandcert.awards.models import Dossier, PublicNotice
from brandcert.certificates import services as certificates
from brandcert.certificates.models import Certificate, IssueItem
from brandcert.certificates.services import making
from brandcert.core import chain, delivery, events, tasks
from brandcert.core.actors import SYSTEM
from brandcert.documents.models import Letter
from brandcert.enterprises.models import IntegrityInquiry
from brandcert.lists import acts
from brandcert.lists import services as lists
from brandcert.notifications import services as notifications
from brandcert.notifications.models import Dispatch
from brandcert.reviews import services as reviews
from brandcert.reviews.models import InvitationRun
from tests.awards.conftest import Committee
from tests.certificates.drafts import Register
from tests.inspections.conftest import VisitRoom
from tests.lists.rows import ready
from tests.races import ends, race
from tests.reviews.conftest import ReviewRoom
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from brandcert.core.models import Event

TASKS = sorted(name for name in celery.current_app.tasks if not name.startswith("celery."))


class Stage:
    """What the tasks work on: awards told to nobody, approved drafts nobody took, mails nobody sent."""

    def __init__(self, media: Path) -> None:
        self.register = Register(World())
        self.media = media
        self.room: ReviewRoom | None = None
        self.visits: VisitRoom | None = None
        # Afterwards every series has its counter, the chain its head, and nothing waits: no round is the first one.
        self.register.issued()
        self.event()
        until_still(delivery.sweep)
        chain.seal()

    def event(self) -> Event:
        """An award whose certificate nobody has drawn up."""
        application = self.register.awarded()
        with transaction.atomic():
            return events.record("award", application, by=SYSTEM)

    def approved(self, count: int) -> list[int]:
        """Approved drafts."""
        rows = self.register.drafts(count)
        self.register.approved(*rows)
        keys = [row.pk for row in rows]
        Certificate.objects.filter(pk__in=keys).update(queued_at=None)
        return keys

    def untried(self) -> int:
        """A list nobody has tried."""
        rows = self.register.drafts(2)
        world = self.register.world
        return certificates.propose_issue(rows, by=self.register.issuer, today=world.today).pk

    def unnumbered(self) -> int:
        """An approved list without numbers."""
        return IssueItem.objects.get(certificate=self.approved(2)[0]).batch_id

    def uncounted(self) -> int:
        """A list whose only certificate is issued, and which nobody has counted."""
        (key,) = self.approved(1)
        making._issue(key)
        return IssueItem.objects.get(certificate=key).batch_id

    def dispatch(self) -> int:
        """A mail that waits to be sent."""
        people = [self.register.director]
        notifications.tell(self.event(), people, notice="application.award", facts={}, url="/portal/")
        return Dispatch.objects.latest("pk").pk

    def letter(self) -> int:
        """A letter that has its number and no document."""
        delivery.deliver(self.event().pk)
        return Letter.objects.latest("pk").pk

    def drawing(self) -> int:
        """A drawing of the experts of one case, whom nobody has invited."""
        self.room = self.room or ReviewRoom(self.register.world)
        self.room.accepted()
        world = self.register.world
        chair: dict[str, Any] = {"by": world.secretary, "now": world.now}
        draw = reviews.announce_draw(world.batch, **chair)
        reviews.freeze_pool(draw, today=world.today, **chair)
        reviews.carry_out(draw, public_value="", today=world.today, **chair)
        return InvitationRun.objects.get(draw=draw).pk

    def meeting(self, *, is_held: bool) -> int:
        """A meeting whose dossiers are asked for, or one whose minutes everybody has signed."""
        committee = Committee(self.register.world)
        application = committee.ready()
        if is_held:
            return committee.meeting().pk
        world = committee.world
        row = awards.call_deliberation(
            batch=world.batch, held_on=world.today, attendees=committee.members, by=committee.chair
        )
        awards.order_dossiers(row, by=committee.chair)
        # What an earlier stage left on the agenda is no work of this one.
        Dossier.objects.exclude(item__application=application).delete()
        return row.pk

    def locked_report(self) -> int:
        """A visit whose report is locked, and nobody has printed."""
        self.visits = self.visits or VisitRoom(self.register.world)
        room = self.visits
        inspection = room.visited()
        room.complete(inspection)
        room.finish(inspection)
        return inspection.pk

    def bulk_job(self) -> int:
        """A confirmed job for two applications that can be accepted."""
        world = self.register.world
        world.clear_integrity()
        keys = [ready(world).pk, ready(world).pk]
        job = lists.begin(
            acts.registered()["applications.application.accept"], keys, by=world.clerk, now=world.now
        )
        return lists.confirm(job, by=world.clerk, now=world.now).pk

    def question(self) -> list[Any]:
        """A question to a national system that is asked for the last time, and is not connected any more."""
        world = self.register.world
        IntegrityInquiry.objects.create(
            enterprise=world.enterprise, system="gsxt", asked_by=world.clerk, attempts=2
        )
        return []

    def published_list(self) -> int:
        """Publish a list."""
        self.register.draft()
        return PublicNotice.objects.latest("id").pk

    def announcement(self) -> int:
        """Announce an award."""
        return Committee(self.register.world).awarded()[1].announcement.pk

    def everything(self) -> list[Any]:
        """Arguments of a task that looks for its work itself."""
        self.event()
        self.approved(2)
        self.dispatch()
        return []


ARGUMENTS: dict[str, Callable[[Stage], list[Any]]] = {
    "awards.print_list": lambda stage: [stage.published_list()],
    "awards.print_announcement": lambda stage: [stage.announcement()],
    "certificates.issue_one": lambda stage: stage.approved(1),
    "certificates.issue_many": lambda stage: [stage.approved(3)],
    "certificates.try_batch": lambda stage: [stage.untried()],
    "certificates.number_batch": lambda stage: [stage.unnumbered()],
    "certificates.close_batch": lambda stage: [stage.uncounted()],
    "core.deliver_event": lambda stage: [stage.event().pk],
    "core.seal": Stage.everything,
    "core.sweep": Stage.everything,
    "documents.make_letter": lambda stage: [stage.letter()],
    "enterprises.ask_systems": Stage.question,
    "inspections.file_report": lambda stage: [stage.locked_report()],
    "lists.work_on": lambda stage: [stage.bulk_job()],
    "notifications.send": lambda stage: [stage.dispatch()],
    "reviews.invite": lambda stage: [stage.drawing()],
    "awards.make_dossiers": lambda stage: [stage.meeting(is_held=False)],
    "awards.print_minutes": lambda stage: [stage.meeting(is_held=True)],
}


def rows() -> dict[str, str]:
    """Every row of every table, as text, and the names of the files that are kept."""
    kept = (path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    return {
        model._meta.label: serialize("json", model._default_manager.order_by("pk"))
        for model in apps.get_models()
    } | {"files": " ".join(sorted(kept))}


def effect(stage: Stage) -> Counter[str]:
    """How many rows, files and mails there are, and how many certificates are in which state."""
    found = Counter({model._meta.label: model._default_manager.count() for model in apps.get_models()})
    found["files"] = sum(path.is_file() for path in stage.media.rglob("*"))
    found["mails"] = len(mail.outbox)
    statuses = Certificate.objects.values_list("status", flat=True)
    found.update(f"certificates {status}" for status in statuses)
    return found


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A stage on which nothing is woken: what runs is what the test runs."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(tasks._Breaker, "closed_until", float("inf"))
    return Stage(tmp_path / "media")


def change(stage: Stage, act: Callable[[], None]) -> Counter[str]:
    """What an act added and took away."""
    before = effect(stage)
    act()
    after = effect(stage)
    after.subtract(before)
    return Counter({name: count for name, count in after.items() if count})


def until_still(call: Callable[[], None]) -> int:
    """Run it until nothing changes any more; give how many runs changed something."""
    for run in range(6):
        before = rows()
        call()
        if rows() == before:
            return run
    pytest.fail("it changes something each time")


def test_every_task_of_the_registry_has_its_case() -> None:
    assert sorted(ARGUMENTS) == TASKS


@pytest.mark.both
@pytest.mark.parametrize("name", TASKS)
def test_r18_a_task_run_twice_or_twice_at_once_does_what_one_run_does(stage: Stage, name: str) -> None:
    task = celery.current_app.tasks[name]
    arguments = ARGUMENTS[name](stage)
    counted: list[int] = []
    once = change(stage, lambda: counted.append(until_still(lambda: task(*arguments))))
    # What a sweep does may be work for the next sweep: a certificate it issued is told to its holder.
    assert 1 <= counted[0] <= (4 if name == "core.sweep" else 1)
    assert once or name == "core.seal"
    again = ARGUMENTS[name](stage)

    def at_once() -> None:
        assert ends(race([lambda: task(*again)] * 2)) == [None, None]
        assert until_still(lambda: task(*again)) <= 3

    assert change(stage, at_once) == once


def test_r18_a_task_that_counts_again_each_time_is_found(stage: Stage) -> None:
    def counts_again() -> None:
        stage.event()

    with pytest.raises(pytest.fail.Exception, match="each time"):
        until_still(counts_again)
