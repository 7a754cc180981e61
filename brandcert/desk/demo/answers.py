"""What enterprises of the demonstration answer: on the day of a visit, on findings, on an objection, in messages."""

from __future__ import annotations

import datetime
import io
from typing import Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications import services as applications
from brandcert.awards import services as awards
from brandcert.awards.models import Objection
from brandcert.desk.demo import papers
from brandcert.desk.demo.stories import Story, happened
from brandcert.documents.models import Upload
from brandcert.documents.services import store_upload
from brandcert.inspections import services as inspections
from brandcert.inspections.models import Rectification

# Clause, what was found, what the enterprise plans, what it did.
FINDINGS: Final = (
    (
        "7.1.5 监视和测量资源",
        "两台检测设备校准证书过期。",
        "停用两台设备，三个工作日内送省计量院检定；责任人：质量部。",
        "两台设备均已重新检定合格，检定证书见附件。",
    ),
    (
        "8.4.2 外部供方的控制",
        "两家零部件供方的年度评价记录缺失。",
        "补做两家供方的现场评价，完善年度评价计划；责任人：采购部。",
        "已补做两家供方评价，评价表见附件。",
    ),
    (
        "8.5.2 标识和可追溯性",
        "成品库三批产品的追溯标签未注明生产班次。",
        "更换标签模板，补贴库存标签，并培训库管人员；责任人：生产部，十日内完成。",
        "",
    ),
)


def paper(story: Story, title: str) -> Upload:
    """Return a sample document the enterprise hands in."""
    return store_upload(file=io.BytesIO(papers.document(title)), name=f"{title}.pdf", by=story.owner)


def picture(story: Story, title: str) -> Upload:
    """Return a sample photo the enterprise hands in."""
    return store_upload(file=io.BytesIO(papers.photo()), name=f"{title}.jpg", by=story.owner)


def confirm_day(story: Story, days_ago: int) -> None:
    """The planned day suits."""
    story.clock.go_to(days_ago, 15)
    inspections.confirm_date(story.visit, by=story.owner, now=timezone.now())
    happened()


def ask_other_day(story: Story, days_ago: int, *, later_by: int) -> None:
    """Another day is asked for; the leader has not decided yet."""
    story.clock.go_to(days_ago, 15)
    inspections.ask_other_date(
        story.visit,
        wished_on=story.visit.planned_on + datetime.timedelta(days=later_by),
        reason="当日厂区例行停电检修，生产线停产，恳请顺延。",
        by=story.owner,
        now=timezone.now(),
    )
    happened()


def visit_today(story: Story) -> None:
    """Plan a visit for today, confirmed by the enterprise; its team has declared and takes it along."""
    story.plan(12, visit_in=12)
    story.clock.go_to(9, 15)
    inspections.confirm_date(story.visit, by=story.owner, now=timezone.now())
    happened()
    story.clock.go_to(1, 16)
    for member in story.visit.team.all():
        inspections.declare(story.visit, by=User.objects.get(pk=member.user_id))
    happened()


def overdue(story: Story) -> None:
    """A finding was not put right within the days of the order; secretary, director and team are told."""
    story.until_review_done(70)
    story.plan(53, visit_in=9)
    story.inspect(44, findings=[("8.4.2", "原料入库检验记录缺少三个批次，未见复检结果。")])
    story.clock.go_to(13, 3)
    applications.flag_overdue_rectification(today=story.clock.today)
    happened()
    story.clock.go_to(10, 9)
    inspections.plan_rectification(
        _ordered(story)[0],
        plan="已补充检验人员，计划补做三个批次的复检。",
        by=story.owner,
        now=timezone.now(),
    )
    happened()


def rectify(story: Story) -> None:
    """Three findings: one is verified, one answered in its second round, one planned and still to be done."""
    first, second, third = _ordered(story)
    for row, found in zip((first, second, third), FINDINGS, strict=True):
        story.clock.go_to(11, 10)
        inspections.plan_rectification(row, plan=found[2], by=story.owner, now=timezone.now())
    story.clock.go_to(9, 10)
    _answer(story, first, FINDINGS[0][3], "检定证书", with_picture=True)
    _answer(story, second, FINDINGS[1][3], "供方评价表")
    _answer(story, third, "标签模板已修改，新标签打印设备待到货。", "标签模板")
    story.clock.go_to(7, 14)
    inspections.verify_rectification(
        story.fresh(),
        by=story.leader,
        now=timezone.now(),
        rejected=[second.pk, third.pk],
        reason="供方评价表缺评价人签字和日期；追溯标签尚未更换，请补充更换后的照片。",
    )
    inspections.order_rectification(story.fresh(), by=story.leader, today=story.clock.today)
    happened()
    story.clock.go_to(4, 10)
    _answer(story, Rectification.objects.get(pk=second.pk), "已补签字和日期。", "供方评价表（补签）")
    inspections.plan_rectification(third, plan=FINDINGS[2][2], by=story.owner, now=timezone.now())
    happened()


def _ordered(story: Story) -> list[Rectification]:
    return list(Rectification.objects.filter(finding__inspection=story.visit).order_by("finding_id"))


def _answer(story: Story, row: Rectification, words: str, title: str, *, with_picture: bool = False) -> None:
    inspections.answer_rectification(
        row,
        answer=words,
        evidence=paper(story, title),
        before=[picture(story, "整改前现场")] if with_picture else [],
        by=story.owner,
        now=timezone.now(),
    )
    happened()


def state(story: Story, objection: Objection) -> None:
    """The enterprise is heard on an objection, the day after it was told."""
    story.clock.go_to(0, 8)
    awards.hand_in_statement(
        objection,
        text="我公司产品执行标准为现行行业标准，标签所标标准号为同一标准；旧版包装已于上月全部停用，样品照片和停用记录见附件。",
        files=[paper(story, "包装停用记录")],
        by=story.owner,
        now=timezone.now(),
    )
    happened()


def talk(story: Story, days_ago: int) -> None:
    """A question to the office with a file, and its answer."""
    story.clock.go_to(days_ago, 9)
    applications.write_message(
        story.fresh(),
        text="您好！新的检验检测报告下周一才能出具，补正时先上传委托单是否可以？",
        files=[paper(story, "检验检测委托单")],
        by=story.owner,
        now=timezone.now(),
    )
    story.clock.go_to(days_ago - 1, 10)
    applications.answer_enterprise(
        story.fresh(),
        text="您好，委托单不能代替报告。补正期限内取得报告后再提交即可，期限以通知所列日期为准。",
        by=story.cast.one(Role.CLERK),
        now=timezone.now(),
    )
    happened()
