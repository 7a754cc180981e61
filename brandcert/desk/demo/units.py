"""What recommending units and the acceptance desk do in the demonstration beside recommending and accepting."""

from __future__ import annotations

import io
from typing import Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Unit
from brandcert.applications import eligibility
from brandcert.applications import services as applications
from brandcert.applications.queries import listed_by
from brandcert.applications.queries.sheet import DOCUMENT, print_of
from brandcert.applications.services.sheets import Entry
from brandcert.desk.demo import papers
from brandcert.desk.demo.cast import Cast
from brandcert.desk.demo.clock import Clock
from brandcert.desk.demo.stories import Story, happened
from brandcert.documents.enums import Method, Outcome
from brandcert.documents.models import Letter
from brandcert.documents.services import letters, store_upload
from brandcert.programs.models import Batch

# What the clerk entered before the telephone rang, and what a colleague added the next morning.
FIRST: Final = {
    "registered": (True, "营业执照与登记信息一致。"),
    "admitted_body": (True, ""),
    eligibility.YEARS: (True, "2012年3月设立。"),
    "trademark": (False, "商标注册证为受理通知，尚未核准注册，请补充注册证或者许可使用合同。"),
}
NEXT: Final = {
    "no_accident": (True, "应急管理部门复函，近三年无事故记录。"),
    "no_failed_sampling": (None, ""),
}
FAULT: Final = "检验检测报告第3页缺检验员签字，页码不连续。"


def refuse(story: Story) -> None:
    """A unit refuses to recommend (T5b) with facts, basis and remedy; the enterprise is written to."""
    story.draft(18)
    story.submit(17)
    row = story.fresh()
    if row.unit is None:
        raise ValueError(f"{story.name} has no recommending unit")
    story.clock.go_to(11, 14)
    applications.refuse_recommendation(
        row,
        reason="申报产品近一年未在省内生产，原料产地与申报书所载不符；现场走访时生产线停用，无在产批次记录。",
        basis="《“吉林精品”品牌认定管理办法（示例）》第九条第二项。",
        remedy="可自收到本决定书之日起十五日内向吉林省市场监督管理厅申请复核；恢复生产并具备连续六个月的批次记录后，可申报下一批次。",
        by=story.cast.recommender(row.unit),
        now=timezone.now(),
    )
    happened()
    _send_by_post(story, days_ago=6)


def _send_by_post(story: Story, *, days_ago: int) -> None:
    """The letter nobody opened goes out by registered post too; its receipt is attached."""
    letter = Letter.objects.about(story.application).get(kind="not_recommended")
    letters.make_letter(letter.pk)
    letter.refresh_from_db()
    clerk = story.cast.one(Role.CLERK)
    story.clock.go_to(days_ago, 16)
    slip = store_upload(file=io.BytesIO(papers.document("挂号信回执")), name="挂号信回执.pdf", by=clerk)
    letters.note_delivery(
        letter,
        method=Method.POST,
        outcome=Outcome.DELIVERED,
        on=story.clock.today,
        receiver="收发室（示例）",
        tracking="XA00000000122",
        proof=slip,
        by=clerk,
        now=timezone.now(),
    )
    happened()


def look_through(story: Story) -> None:
    """A clerk is half through the eligibility sheet, a colleague added a line; nothing is decided."""
    story.draft(14)
    story.submit(13)
    story.recommend(3)
    report = story.application.batch.requirements.get(category=story.application.category, key="test_report")
    lines = {key: Entry(yes, note, print_of(None, "")) for key, (yes, note) in FIRST.items()}
    lines[f"{DOCUMENT}{report.pk}"] = Entry(None, FAULT, print_of(None, ""))
    story.clock.go_to(2, 16)
    applications.keep_sheet(story.fresh(), entries=lines, by=story.cast.one(Role.CLERK), now=timezone.now())
    story.clock.go_to(1, 9)
    applications.keep_sheet(
        story.fresh(),
        entries={key: Entry(yes, note, print_of(None, "")) for key, (yes, note) in NEXT.items()},
        by=story.cast.one(Role.CLERK, 1),
        now=timezone.now(),
    )
    happened()


def rank_and_sign(key: str, batch: Batch, *, days_ago: int, cast: Cast, clock: Clock) -> None:
    """A unit ranks what it has of the batch in the order of arrival, and signs its letter with the list."""
    unit = Unit.objects.get(key=key)
    by = cast.recommender(unit)
    row = applications.unit_list(unit, batch)
    clock.go_to(days_ago, 15)
    ranks = {one.pk: place for place, one in enumerate(listed_by(row), start=1)}
    applications.rank_applications(row, ranks=ranks, seen=row.seen, by=by, now=timezone.now())
    row.refresh_from_db()
    applications.sign_letter(row, by=by, now=timezone.now())
    happened()
