"""What is disputed or put right about a public notice of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.awards import services as awards
from brandcert.awards.enums import ObjectorKind, Relation
from brandcert.core import approvals
from brandcert.desk.demo import answers
from brandcert.desk.demo.stories import happened

if TYPE_CHECKING:
    from brandcert.awards.models import PublicNotice
    from brandcert.desk.demo.cast import Cast
    from brandcert.desk.demo.clock import Clock
    from brandcert.desk.demo.stories import Story


def correct(notice: PublicNotice, story: Story, *, cast: Cast, clock: Clock) -> None:
    """A product was published without its specification: a notice of correction the day after."""
    clock.go_to(3, 15)
    item = notice.items.get(application=story.application)
    change = {
        "position": item.position,
        "enterprise_name": item.enterprise_name,
        "product_name": f"{item.product_name}（全系列）",
    }
    proposal = awards.propose_correction(
        notice,
        changes=[change],
        reason="原公示的产品名称漏写规格系列，与申报书和证书拟载内容不一致，现予更正。",
        by=cast.one(Role.SECRETARY),
    )
    clock.go_to(3, 16)
    approvals.approve(proposal, by=cast.one(Role.DIRECTOR))
    happened()


def dispute(notice: PublicNotice, heard: Story, new: Story, *, cast: Cast, clock: Clock) -> None:
    """One entry is held while its objection is examined; another objection has just arrived."""
    clock.go_to(2, 14)
    objection = awards.file_objection(
        notice.items.get(application=heard.application),
        name="示例异议人",
        contact="0437-00000000",
        relation=Relation.CONSUMER,
        facts="反映其申报的产品执行标准与标签标注不一致。",
        now=timezone.now(),
    )
    clock.go_to(1, 10)
    clerk = cast.one(Role.CLERK)
    awards.take_objection(objection, by=clerk)
    objection.refresh_from_db()
    awards.admit_objection(
        objection, told_facts="反映产品执行标准与标签标注不一致。", by=clerk, now=timezone.now()
    )
    awards.file_objection(
        notice.items.get(application=new.application),
        name="示例异议单位",
        contact="objector@example.org",
        kind=ObjectorKind.ORGANISATION,
        code="91220100XNT000218B",
        relation=Relation.COMPETITOR,
        facts="反映其宣传材料中的市场占有率数据没有来源，请核实。",
        now=timezone.now(),
    )
    happened()
    answers.state(heard, objection)
