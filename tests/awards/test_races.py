"""What happens at the same instant around an award: two directors, an objection, a worker that dies."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.models import Announcement, Award, Decision, Objection
from brandcert.certificates.models import Certificate
from brandcert.core import delivery, tasks
from brandcert.core.errors import BusinessError
from brandcert.core.models import Delivery, Event, NumberSeries
from tests.awards.dying import AWARD, DRAFT
from tests.processes import ROOT
from tests.races import ends, race

if TYPE_CHECKING:
    from brandcert.awards.models import PublicNotice
    from tests.awards.conftest import Committee

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def proposed(committee: Committee, count: int) -> PublicNotice:
    """Return a notice that is over, with a proposal for each of its items."""
    for _number in range(count - 1):
        committee.ready(enterprise=committee.world.new_enterprise(None))
    _last, notice = committee.published()
    committee.end(notice)
    services.propose_awards(notice, by=committee.world.secretary)
    return notice


def awards() -> list[int]:
    """Return the cases that were awarded, by the events."""
    return sorted(Event.objects.filter(name=AWARD).values_list("subject_id", flat=True))


def test_two_directors_who_award_one_list_at_once_make_one_decision(committee: Committee) -> None:
    world = committee.world
    notice = proposed(committee, 2)
    directors = [world.director, world.person(Role.DIRECTOR)]
    with tasks.unwoken():
        found = ends(
            race([partial(services.award_list, notice, by=one, today=world.today) for one in directors])
        )
    [decision] = [one for one in found if isinstance(one, Decision)]
    assert [type(one).__name__ for one in found if one is not decision] == ["NothingProposed"]
    assert (Decision.objects.get(), Announcement.objects.get().decision) == (decision, decision)
    listed = sorted(notice.items.values_list("application_id", flat=True))
    assert awards() == listed == sorted(Award.objects.values_list("application_id", flat=True))
    # The second one took no number: the series has no gap.
    assert NumberSeries.objects.get(key=f"awards.decision.{world.today.year}").last == 1


def test_an_objection_admitted_at_the_instant_of_the_award_holds_its_item_and_no_other(
    committee: Committee,
) -> None:
    world = committee.world
    notice = proposed(committee, 3)
    free, *disputed = notice.items.order_by("position")
    within = timezone.make_aware(datetime.datetime.combine(notice.ends_on, datetime.time(12)))
    filed = [
        services.file_objection(item, name="张三", contact="0431-0", facts="产地不实", now=within)
        for item in disputed
    ]
    admit = [partial(services.admit_objection, one, by=world.clerk, now=timezone.now()) for one in filed]
    with tasks.unwoken():
        decision, *admitted = ends(
            race([partial(services.award_list, notice, by=world.director, today=world.today), *admit])
        )
    assert isinstance(decision, Decision), decision
    assert admitted == filed
    assert awards() == [free.application_id]
    held = sorted(item.application_id for item in disputed)
    assert sorted(line["application"] for line in decision.held) == held
    assert set(Application.objects.filter(pk__in=held).values_list("status", flat=True)) == {Status.OBJECTION}
    assert not Objection.objects.filter(admitted_at=None).exists()
    with pytest.raises(BusinessError):
        services.award_list(notice, by=world.director, today=world.today)
    assert Decision.objects.count() == 1


def test_a_worker_that_dies_between_award_and_draft_leaves_the_draft_to_the_next(
    committee: Committee,
) -> None:
    with tasks.unwoken():
        application, decision = committee.awarded()
    event = Event.objects.get(name=AWARD)
    command = [
        sys.executable,
        "-m",
        "tests.awards.dying",
        str(connection.settings_dict["NAME"]),
        str(event.pk),
    ]
    died = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    row = Delivery.objects.get(event=event, handler=DRAFT)
    assert (row.attempts, row.done_at) == (1, None)
    assert not Certificate.objects.exists()
    # What the sweep looks for still holds the award; two workers take it up at once.
    assert event in Event.objects.unsettled()
    with tasks.unwoken():
        assert ends(race([partial(delivery.deliver, event.pk)] * 2)) == [None, None]
        delivery.deliver(event.pk)
    draft = Certificate.objects.get()
    assert (draft.application, draft.decision_number) == (application, decision.number)
    assert Event.objects.filter(name="certificates.certificate.create").count() == 1
    assert event not in Event.objects.unsettled()


def test_the_last_second_counts_for_whoever_objects_and_the_next_for_nobody(committee: Committee) -> None:
    _application, notice = committee.published()
    item, over = notice.items.get(), notice.ends_at
    second = datetime.timedelta(seconds=1)
    instants = [over - second, over, over - second, over + second, over]
    file = partial(services.file_objection, item, name="张三", contact="0431-0", facts="产地不实")
    with tasks.unwoken():
        found = ends(race([partial(file, now=instant) for instant in instants]))
        again = ends(race([partial(file, now=over - second), partial(file, now=over)]))
    taken = [type(one).__name__ for one in (*found, *again)]
    assert taken == [
        "Objection",
        "NoticeOver",
        "Objection",
        "NoticeOver",
        "NoticeOver",
        "Objection",
        "NoticeOver",
    ]
    # Whoever came late took no number.
    year = timezone.localdate(over).year
    assert NumberSeries.objects.get(key=f"awards.objection.{year}").last == 3
    numbers = sorted(Objection.objects.values_list("receipt_number", flat=True))
    assert numbers == [f"YY-{year}-{number:05d}" for number in (1, 2, 3)]


def test_an_objection_that_meets_the_award_is_either_answered_first_or_too_late(committee: Committee) -> None:
    world = committee.world
    notice = proposed(committee, 1)
    item = notice.items.get()
    last = notice.ends_at - datetime.timedelta(seconds=1)
    file = partial(services.file_objection, item, name="张三", contact="0431-0", facts="产地不实", now=last)
    award = partial(services.award_list, notice, by=world.director, today=world.today)
    with tasks.unwoken():
        filed, decided = ends(race([file, award]))
    status = Application.objects.get(pk=item.application_id).status
    if isinstance(filed, Objection):
        assert isinstance(decided, BusinessError), decided
        assert (status, Award.objects.count()) == (Status.PUBLIC_NOTICE, 0)
    else:
        assert type(filed).__name__ == "NoticeOver", filed
        assert isinstance(decided, Decision), decided
        assert (status, Objection.objects.count()) == (Status.AWARDED, 0)
