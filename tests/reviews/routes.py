"""Every kind of tie, and every way to judge that a tie must stop."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from django.utils import timezone

from brandcert.applications.models import Application, ApplicationVersion
from brandcert.core.errors import GuardFailed, Refused
from brandcert.enterprises.models import Membership
from brandcert.reviews import services
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.models import (
    Affiliate,
    Assignment,
    BatchDraw,
    Conflict,
    Expert,
    ExpertObjection,
    Interest,
    PanelRule,
)
from tests.reviews.conftest import ReviewRoom
from tests.world import CREDIT_CODES

Plant = Callable[[ReviewRoom, Expert, Application], Any]
SISTER: Final = CREDIT_CODES[2]


def _days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def _interest(kind: str, until: datetime.date | None = None) -> Plant:
    return lambda _room, expert, case: Interest.objects.create(
        expert=expert, kind=kind, body="x", credit_code=case.enterprise.credit_code or "", until=until
    )


def _by_name(name: Callable[[Application], str]) -> Plant:
    return lambda _room, expert, case: Interest.objects.create(
        expert=expert, kind="consultant", body=name(case), credit_code=""
    )


def _group_by_name(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Affiliate.objects.create(enterprise=case.enterprise, name="示例（集团）公司", credit_code=SISTER)
    Interest.objects.create(expert=expert, kind="employer", body="示例(集团)公司", credit_code="")


def _declared(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Conflict.objects.create(expert=expert, enterprise=case.enterprise, kind=ConflictKind.KIN)


def _employed(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Expert.objects.filter(pk=expert.pk).update(employer_credit_code=case.enterprise.credit_code)


def _employed_by_name(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Expert.objects.filter(pk=expert.pk).update(employer=case.enterprise.name)


def _group(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Affiliate.objects.create(enterprise=case.enterprise, name="集团", credit_code=SISTER)
    Expert.objects.filter(pk=expert.pk).update(employer_credit_code=SISTER)


def _group_once(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Affiliate.objects.create(enterprise=case.enterprise, name="集团", credit_code=SISTER)
    Interest.objects.create(
        expert=expert, kind="employer", body="集团", credit_code=SISTER, until=_days_ago(900)
    )


def _member(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    Membership.objects.create(enterprise=case.enterprise, user=expert.user, role="editor")


def _handed_in(_room: ReviewRoom, expert: Expert, case: Application) -> None:
    ApplicationVersion.objects.create(
        application=case, number=9, content={}, materials=[], sha256="0", handed_in_by=expert.user
    )


def _objection(is_admitted: bool | None) -> Plant:
    return lambda room, expert, case: ExpertObjection.objects.create(
        expert=expert,
        enterprise=case.enterprise,
        reason="竞争关系",
        filed_by=room.world.clerk,
        is_admitted=is_admitted,
    )


def _county(room: ReviewRoom, expert: Expert, case: Application) -> None:
    PanelRule.objects.create(batch=case.batch, category=case.category, avoids_county=True)
    Expert.objects.filter(pk=expert.pk).update(division=case.enterprise.division)


# Kind of tie → the kind under which it is found, and how it comes about.
TIES: Final[Mapping[str, tuple[str, Plant]]] = {
    "declared kin": ("kin", _declared),
    "employer": ("employer", _employed),
    "employer by name": ("employer", _employed_by_name),
    "same group": ("same_entity", _group),
    "same group once": ("same_entity", _group_once),
    "member": ("employer", _member),
    "employed until lately": ("employer", _interest("employer", _days_ago(1000))),
    "consultant": ("consultant", _interest("consultant", _days_ago(1000))),
    "consultant by name": ("consultant", _by_name(lambda case: case.enterprise.name)),
    "same group by name": ("same_entity", _group_by_name),
    "shareholder": ("shareholder", _interest("shareholder")),
    "drafter": ("drafter", _interest("drafter", _days_ago(10))),
    "kin in charge": ("kin", _interest("kin")),
    "handed in": ("drafter", _handed_in),
    "objection admitted": ("objected", _objection(is_admitted=True)),
    "objection open": ("objected", _objection(is_admitted=None)),
    "county": ("county", _county),
}
LOOSE: Final[Mapping[str, Plant]] = {
    "consultant long ago": _interest("consultant", _days_ago(3 * 365 + 2)),
    "consultant of a namesake in part": _by_name(lambda case: case.enterprise.name[:-1]),
    "sold the share": _interest("shareholder", _days_ago(2)),
    "objection refused": _objection(is_admitted=False),
    "county without rule": lambda _room, expert, case: Expert.objects.filter(pk=expert.pk).update(
        division=case.enterprise.division
    ),
}


def fresh(task: Assignment) -> Assignment:
    """Read a task anew, with an expert who knows nothing of what was read before."""
    return Assignment.objects.select_related("expert__user", "panel__application__enterprise").get(pk=task.pk)


def only(room: ReviewRoom, expert: Expert) -> None:
    """Leave nobody else in the pool who could be drawn."""
    free = Expert.objects.exclude(pk=expert.pk)
    free.update(is_available=False)


def someone_free(room: ReviewRoom, case: Application) -> Expert:
    """Return an expert who is not on the panel."""
    busy = [task.expert_id for task in room.tasks(case)]
    return Expert.objects.exclude(pk__in=busy).select_related("user").order_by("pk")[0]


class Route:
    """A way to judge: prepared once, tried for each kind of tie, with the error that stops it."""

    stops: ClassVar[type[Exception]] = services.NotEnoughExperts

    def __init__(self, room: ReviewRoom) -> None:
        self.room, self.world = room, room.world
        # Made now: what is made inside a trial goes with it.
        self.people = [room.world.secretary, room.world.clerk]
        self.case, self.expert = self.prepare()

    def prepare(self) -> tuple[Application, Expert]:
        """Return the case and the expert whom the tie will concern."""
        case = self.room.in_review()
        return case, self.room.tasks(case)[0].expert

    def go(self) -> None:
        """Try to get through; raises when stopped."""
        raise NotImplementedError


class TheDraw(Route):
    stops: ClassVar[type[Exception]] = services.NotEnoughExperts

    def prepare(self) -> tuple[Application, Expert]:
        for expert in self.room.experts[3:]:
            Expert.objects.filter(pk=expert.pk).update(is_available=False)
        return self.room.accepted(), self.room.experts[0]

    def go(self) -> None:
        self.room.draw(self.case)


class Replacement(Route):
    stops: ClassVar[type[Exception]] = services.NotEnoughExperts

    def prepare(self) -> tuple[Application, Expert]:
        case = self.room.in_review()
        free = someone_free(self.room, case)
        only(self.room, free)
        return case, free

    def go(self) -> None:
        first = self.room.tasks(self.case)[0]
        services.replace_expert(first, reason="生病", by=self.world.secretary, today=self.world.today)


class ByHand(Replacement):
    stops: ClassVar[type[Exception]] = GuardFailed

    def prepare(self) -> tuple[Application, Expert]:
        case, free = super().prepare()
        first = self.room.tasks(case)[0]
        services.decline(first, kind="", reason="出差", by=first.expert.user)
        return case, free

    def go(self) -> None:
        services.assign_by_hand(
            self.case, expert=self.expert, reason="专业稀缺", by=self.world.secretary, today=self.world.today
        )


class Arbitration(Replacement):
    def prepare(self) -> tuple[Application, Expert]:
        case = self.room.scored("0.95", "0.60", "0.80")
        free = someone_free(self.room, case)
        only(self.room, free)
        return case, free

    def go(self) -> None:
        services.call_arbitrator(self.case, by=self.world.secretary, today=self.world.today)


class Acceptance(Route):
    stops: ClassVar[type[Exception]] = Refused

    def prepare(self) -> tuple[Application, Expert]:
        case = self.room.accepted()
        self.room.draw(case)
        return case, self.room.tasks(case)[0].expert

    def go(self) -> None:
        task = fresh(self.room.tasks(self.case)[0])
        services.agree(task, by=task.expert.user)


class Locking(Route):
    stops: ClassVar[type[Exception]] = Refused

    def prepare(self) -> tuple[Application, Expert]:
        case, expert = super().prepare()
        task = self.room.tasks(case)[0]
        self.room.save(task, self.room.full(case))
        return case, expert

    def go(self) -> None:
        task = fresh(self.room.tasks(self.case)[0])
        services.lock_score(task, by=task.expert.user)


class TheResult(Route):
    stops: ClassVar[type[Exception]] = GuardFailed

    def prepare(self) -> tuple[Application, Expert]:
        case = self.room.scored()
        return case, self.room.tasks(case)[0].expert

    def go(self) -> None:
        services.propose_result(Application.objects.get(pk=self.case.pk), by=self.world.secretary)


class InABatch(TheDraw):
    stops: ClassVar[type[Exception]] = GuardFailed

    def go(self) -> None:
        drawn_batch(self.room)


class ByTheWorker(TheDraw):
    """Drawn before anybody knew, invited afterwards."""

    def prepare(self) -> tuple[Application, Expert]:
        case, expert = super().prepare()
        self.run = drawn_batch(self.room).invitation_run
        return case, expert

    def go(self) -> None:
        run = services.invite_batch(self.run.pk)
        assert run.finished_at is not None
        if self.expert.pk not in {task.expert_id for task in self.room.tasks(self.case)}:
            raise services.NotEnoughExperts


class AfterLeaving(Replacement):
    """In the place of somebody who recused himself, without the secretary."""

    def prepare(self) -> tuple[Application, Expert]:
        case = self.room.accepted()
        services.invite_batch(drawn_batch(self.room).invitation_run.pk)
        free = someone_free(self.room, case)
        only(self.room, free)
        return case, free

    def go(self) -> None:
        first = self.room.tasks(self.case)[0]
        services.decline(first, kind="", reason="出差", by=first.expert.user)
        if services.draw_after_leaving(first, today=self.world.today) is None:
            raise services.NotEnoughExperts


class Appointment(Acceptance):
    stops: ClassVar[type[Exception]] = GuardFailed

    def prepare(self) -> tuple[Application, Expert]:
        case, expert = super().prepare()
        for task in self.room.tasks(case):
            services.agree(task, by=task.expert.user)
        return case, expert

    def go(self) -> None:
        case = Application.objects.get(pk=self.case.pk)
        services.appoint_panel(case, by=self.world.secretary, today=self.world.today)


class Scoring(Route):
    stops: ClassVar[type[Exception]] = Refused

    def go(self) -> None:
        self.room.save(fresh(self.room.tasks(self.case)[0]), self.room.full(self.case))


def drawn_batch(room: ReviewRoom) -> BatchDraw:
    """Draw the panels of the world's batch; the invitations wait for a worker."""
    world = room.world
    facts: dict[str, Any] = {"by": world.secretary, "now": world.now}
    draw = services.announce_draw(world.batch, **facts)
    services.freeze_pool(draw, today=world.today, **facts)
    return services.carry_out(draw, today=world.today, **facts)


ROUTES: Final = (
    TheDraw,
    InABatch,
    ByTheWorker,
    Replacement,
    AfterLeaving,
    ByHand,
    Arbitration,
    Acceptance,
    Appointment,
    Scoring,
    Locking,
    TheResult,
)
