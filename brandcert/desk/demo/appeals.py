"""Appeals of the demonstration: one that waits, one upheld, one dismissed; each heard by people who did not refuse."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications import services as applications
from brandcert.awards import services as awards
from brandcert.awards.models import Appeal
from brandcert.desk.demo import answers
from brandcert.desk.demo.stories import Story, happened

# Of two clerks and two directors the second ones: the first ones accepted and refused.
OTHER: Final = 1


def _file(story: Story, days_ago: int, grounds: str, *papers: str) -> Appeal:
    story.clock.go_to(days_ago, 10)
    appeal = awards.file_appeal(
        story.fresh(),
        grounds=grounds,
        files=[answers.paper(story, title) for title in papers],
        by=story.owner,
        today=story.clock.today,
    )
    happened()
    return appeal


def _decide(story: Story, appeal: Appeal, days_ago: int, finding: str, *, is_upheld: bool) -> None:
    story.clock.go_to(days_ago, 14)
    clerk = story.cast.one(Role.CLERK, OTHER)
    approval = awards.propose_appeal_decision(appeal, is_upheld=is_upheld, finding=finding, by=clerk)
    story.clock.go_to(days_ago - 1, 10)
    story.approve(approval, director=OTHER)


def wait(story: Story) -> None:
    """The enterprise appeals against a refusal to accept; nobody has decided yet."""
    _file(
        story,
        3,
        "我公司系由原个体工商户于三年前转型设立，经营主体延续，成立年限应连续计算，登记机关证明见附件。",
        "登记通知书",
    )


def dismiss(story: Story) -> None:
    """An appeal against points below the gate: the enterprise is heard, and the refusal stands."""
    appeal = _file(story, 8, "我公司认为创新维度得分偏低，两项实用新型专利未予计分，请求复核。")
    story.clock.go_to(6, 9)
    awards.record_hearing(
        appeal,
        held_on=story.clock.today,
        present="企业负责人、质量部负责人",
        record="企业说明两项实用新型专利均已获授权；经核对，两项专利已按评分细则计分。",
        by=story.cast.one(Role.CLERK, OTHER),
        today=story.clock.today,
    )
    happened()
    finding = "经调阅评分表和专利材料，两项专利均已计分，总分低于入围线属实，维持原决定。"
    _decide(story, appeal, 5, finding, is_upheld=False)


def uphold(story: Story) -> None:
    """A unit refused to recommend; the appeal is upheld, the case goes on and is recommended."""
    story.draft(15)
    story.submit(14)
    row = story.fresh()
    if row.unit is None:
        raise ValueError(f"{story.name} has no recommending unit")
    story.clock.go_to(12, 10)
    applications.refuse_recommendation(
        row,
        reason="近一年监督抽查结果材料不齐，暂不推荐。",
        by=story.cast.recommender(row.unit),
        now=timezone.now(),
    )
    happened()
    appeal = _file(story, 10, "抽查合格报告已随申报材料上传，审核时未见，现再次提交。", "检验检测报告")
    finding = "经核，抽查合格报告确已随申报材料提交，原决定依据的事实有误，撤销原决定，由推荐单位继续办理。"
    _decide(story, appeal, 7, finding, is_upheld=True)
    story.recommend(3)
