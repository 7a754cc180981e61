"""Meetings of the demonstration: departments that are asked, a member who steps aside, one that is to come."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.awards import queries
from brandcert.awards import services as awards
from brandcert.awards.enums import Choice, Stance
from brandcert.desk.demo.stories import happened

if TYPE_CHECKING:
    from brandcert.awards.models import Consultation, Deliberation
    from brandcert.desk.demo.cast import Cast
    from brandcert.desk.demo.clock import Clock
    from brandcert.desk.demo.stories import Story
    from brandcert.programs.models import Batch

PLACE: Final = "省市场监督管理厅三楼第二会议室"
NINE: Final = datetime.time(9, 30)
SAID: Final = "委员认为申报材料与核查结果相互印证，质量水平数据充分。"
MINUTES: Final = "会议逐项审议了评审与核查结果，与会委员表决同意列入公示名单。"


def consult(batch: Batch, *, cast: Cast, clock: Clock) -> None:
    """Three departments are asked about the list: one agrees by its link, one objects on paper, one never answers."""
    clock.go_to(31, 10)
    names = ["省生态环境厅", "省应急管理厅", "省税务局"]
    nature, safety, _tax = awards.consult_departments(
        batch, departments=names, by=cast.one(Role.SECRETARY), today=clock.today
    )
    happened()
    clock.go_to(29, 15)
    _agree(nature)
    clock.go_to(27, 11)
    clerk, objected = cast.one(Role.CLERK), safety.answers.order_by("pk")[0]
    for answer in safety.answers.order_by("pk"):
        stance, reason = Stance.NO_INFORMATION, ""
        if answer.pk == objected.pk:
            stance, reason = Stance.OBJECTS, "去年九月的一次检查要求更换灭火器材，整改材料未见归档。"
        awards.record_answer(answer, stance=stance, reason=reason, by=clerk, now=timezone.now())
    happened()
    clock.go_to(20, 16)
    handling = "企业提交更换记录和复查意见，经省应急管理厅确认整改已完成，不影响评议。"
    awards.handle_objection(objected, handling=handling, by=clerk, now=timezone.now())
    happened()
    clock.go_to(8, 8)
    awards.note_silence(today=clock.today, now=timezone.now())
    happened()


def _agree(row: Consultation) -> None:
    answers = {one.pk: (Stance.AGREES.value, "") for one in row.answers.all()}
    awards.answer_by_link(queries.token_of(row), answers=answers, now=timezone.now())
    happened()


def hold(told: Sequence[Story], *, cast: Cast, clock: Clock, stands_aside: bool) -> Deliberation:
    """Call, hold and sign a meeting about everything that waits; one member may step aside for the last item."""
    members = [cast.one(Role.COMMITTEE, number) for number in range(4 if stands_aside else 3)]
    meeting = awards.call_deliberation(
        batch=told[0].batch,
        held_on=clock.today,
        starts_at=NINE,
        place=PLACE,
        attendees=members,
        keeper=cast.one(Role.SECRETARY),
        by=members[0],
    )
    # Called and prepared in the morning, it begins at its hour.
    clock.go_to((clock.real_today - clock.today).days, 10)
    items = list(meeting.items.all())
    if stands_aside:
        awards.recuse(items[-1], reason="曾任该企业技术顾问", by=members[-1])
        awards.note_discussion(items[0], text=SAID, by=members[0])
    for item in items:
        for member in members:
            if not item.recusals.filter(member=member).exists():
                awards.cast_vote(item, choice=Choice.FOR, by=member)
    awards.close_deliberation(
        meeting,
        minutes=f"{queries.draft_minutes(meeting)}\n\n{MINUTES}" if stands_aside else MINUTES,
        by=members[0],
        now=timezone.now(),
    )
    for member in members:
        awards.sign_minutes(meeting, by=member, now=timezone.now())
    return meeting


def call_next(batch: Batch, *, cast: Cast, clock: Clock) -> None:
    """The next meeting is called, its dossiers are printed, and a member has declared a conflict."""
    clock.go_to(2, 10)
    secretary, members = cast.one(Role.SECRETARY), [cast.one(Role.COMMITTEE, number) for number in range(4)]
    meeting = awards.call_deliberation(
        batch=batch,
        held_on=clock.real_today + datetime.timedelta(days=5),
        starts_at=NINE,
        place=PLACE,
        attendees=members,
        chair=members[0],
        keeper=secretary,
        by=secretary,
        is_now=False,
    )
    happened()
    clock.go_to(2, 14)
    awards.order_dossiers(meeting, by=secretary)
    awards.make_dossiers(meeting.pk)
    clock.go_to(1, 9)
    awards.recuse(meeting.items.order_by("-rank")[0], reason="近亲属在该企业任职", by=members[3])
    happened()
