"""The chapters of the demonstration: what happens to whom, in which batch, how long ago."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications import services as applications
from brandcert.applications.enums import RefusalCode
from brandcert.applications.queries import awaits_county
from brandcert.awards import services as awards
from brandcert.awards.models import PublicNotice
from brandcert.certificates import services as certificates
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core.actors import SYSTEM
from brandcert.desk.demo import answers, appeals, classes, disputes, entries, meetings, units
from brandcert.desk.demo.cast import Cast
from brandcert.desk.demo.clock import Clock
from brandcert.desk.demo.stories import Story, happened
from brandcert.feedback import services as feedback
from brandcert.feedback.enums import Occasion
from brandcert.feedback.models import Rating
from brandcert.programs.catalogue import Entries
from brandcert.programs.enums import Route
from brandcert.programs.models import Batch, Program
from brandcert.programs.services import open_batch
from brandcert.reviews import services as reviews

GOOD: Final = Decimal("0.90")
WEAK: Final = Decimal("0.62")
# How many days ago the key was made that signs everything; no story begins earlier.
OLDEST_KEY: Final = 4 * 365
# How the batches of a year are called.
ROUNDS: Final = {
    "试点批": "Pilot round",
    "第一批": "First round",
    "第二批": "Second round",
    "第三批": "Third round",
}
# What enterprises say of the service: rating, what it is about, words.
SAID: Final[tuple[tuple[int, list[str], str], ...]] = (
    (5, ["guidance", "manners"], "办事指引清楚，经办人员答复及时。"),
    (4, ["pages"], "系统好用，希望附件上传再快一些。"),
    (5, ["speed"], ""),
    (2, ["documents"], "检验报告要求多次补充，希望一次说清。"),
    (3, [], ""),
)


class Rounds:
    """Tells the chapters; each can be told once."""

    def __init__(self, cast: Cast, clock: Clock, program: Program) -> None:
        """Remember who takes part."""
        self.cast, self.clock, self.program = cast, clock, program

    def batch(
        self, name: str, *, opened: int, closes_in: int, catalogue: Entries | None = None, **rules: Any
    ) -> Batch:
        """Return the batch of this name, opened so many days ago on first use."""
        found = Batch.objects.filter(program=self.program, name=name).first()
        if found is not None:
            return found
        self.clock.go_to(opened)
        now = timezone.now()
        return open_batch(
            self.program,
            name=name,
            name_en=f"{ROUNDS[name[-3:]]} {name[:4]}",
            year=self.clock.today.year,
            opens_at=now - datetime.timedelta(hours=1),
            closes_at=now + datetime.timedelta(days=opened + closes_in),
            by=SYSTEM,
            catalogue=catalogue,
            notice_opens=datetime.time(9),
            notice_closes=datetime.time(17, 30),
            notice_basis="《“吉林精品”品牌认定管理办法（示例）》第十八条、第十九条",
            **rules,
        )

    @property
    def current(self) -> Batch:
        """Return the batch whose window is open now: nobody in it has been published or awarded yet."""
        return self.batch(
            f"{self.clock.real_today.year}年第三批",
            opened=75,
            closes_in=30,
            catalogue=classes.catalogue(),
            # Counties are heard where they have an office; each unit recommends at most so many.
            route=Route.COUNTY,
            unit_quota=12,
        )

    @property
    def closed(self) -> Batch:
        """Return the batch before, whose window is over and whose list is published."""
        return self.batch(
            f"{self.clock.real_today.year}年第二批", opened=110, closes_in=-35, asks_departments=True
        )

    def story(self, name: str, share: Decimal = GOOD, batch: Batch | None = None) -> Story:
        """Begin the story of one enterprise."""
        return Story(self.cast, self.clock, batch or self.current, name, share)

    # --- the running batch, from its newest applications to its oldest --------------------------------

    def submitted(self) -> None:
        """Drafts, new applications, a correction, a refusal, and what the province has just accepted."""
        self.story("吉林市食品厂").draft(2, is_complete=False)
        self.story("蛟河市插树岭土特产品有限公司").draft(1, is_complete=False)
        for name, day in (
            ("蛟河市森百味食品有限公司", 3),
            ("福芝道（吉林）生物科技有限公司", 2),
            ("吉林省燚盟科技股份有限公司", 1),
        ):
            told = self.story(name)
            told.draft(day + 1)
            told.submit(day)
            if awaits_county(told.fresh()):
                told.hear_county(1)
        # The county office finds this one on its desk.
        waiting = self.story("蛟河示例黑木耳有限公司")
        waiting.draft(3)
        waiting.submit(2)
        for name, day in (("临江市通林菌业有限公司", 4), ("白山市林源宝特产有限公司", 3)):
            told = self.story(name)
            told.draft(day + 6)
            told.submit(day + 5)
            told.recommend(day)
        for name in ("长春吉大正元信息技术股份有限公司", "桦甸市澎康食用菌种植专业合作社"):
            self.story(name).until_accepted(12)
        self._corrections()
        self._early_ends()
        self._at_the_desks()

    def _at_the_desks(self) -> None:
        """An entry holds a case up, a county was heard, a unit refused and signed its list, a clerk is half through a sheet."""
        units.refuse(self.story("珲春示例海产食品有限公司"))
        units.look_through(self.story("通化示例人参饮片有限公司"))
        entries.take_lists(
            self.story("通化示例人参饮片有限公司"),
            self.story("松原示例查干湖水产有限公司"),
            self.story("四平示例玉米食品有限公司"),
            cast=self.cast,
            clock=self.clock,
        )
        units.rank_and_sign("baishan", self.current, days_ago=2, cast=self.cast, clock=self.clock)

    def _corrections(self) -> None:
        for name, start in (("松原示例查干湖水产有限公司", 9), ("四平示例玉米食品有限公司", 30)):
            told = self.story(name)
            told.draft(start)
            told.submit(start - 1)
            told.recommend(start - 4)
            self.clock.go_to(start - 6, 15)
            row = told.fresh()
            report = row.batch.requirements.filter(category=row.category, key="test_report").get()
            items: list[applications.acceptance.Item] = [
                {"requirement": report, "problem": "检验检测报告已超过一年，请提交一年内的 CMA 报告。"},
                {"field": "brand.market", "problem": "未注明市场占有率的数据来源。"},
            ]
            applications.request_correction(
                row, items=items, by=self.cast.one(Role.CLERK), today=self.clock.today
            )
            happened()
            answers.talk(told, start - 7)
        # The second one did not answer in time.
        self.clock.go_to(2, 3)
        applications.lapse_overdue(today=self.clock.today)
        happened()

    def _early_ends(self) -> None:
        refused = self.story("延吉示例民俗酒店有限公司")
        refused.draft(16)
        refused.submit(15)
        refused.recommend(12)
        self.clock.go_to(9, 15)
        applications.refuse_acceptance(
            refused.fresh(),
            reason="企业成立不足三年，不符合申报条件。可待满足条件后申报下一批次，或在十五日内申请复核。",
            reason_code=RefusalCode.INELIGIBLE,
            by=self.cast.one(Role.CLERK),
        )
        appeals.wait(refused)
        appeals.uphold(self.story("吉林示例松江特种钢有限公司"))
        withdrawn = self.story("桦甸示例林下参有限公司")
        withdrawn.draft(20)
        withdrawn.submit(19)
        self.clock.go_to(14, 10)
        applications.withdraw(withdrawn.fresh(), reason="产品规格调整，拟申报下一批次。", by=withdrawn.owner)
        happened()

    def expert_review(self) -> None:
        """Panels at work, finished reviews, one below the gate."""
        for name, locked in (
            ("洮南市华超农副产品有限公司", 0),
            ("长春永固科技有限公司", 1),
            ("吉林敖东延边药业股份有限公司", 2),
        ):
            told = self.story(name)
            told.until_accepted(20)
            told.review(9, locked=locked)
        for name in ("长春三鼎变压器有限公司", "敦化市双赢食用菌种植专业合作社"):
            self.story(name).until_review_done(24)
        waiting = self.story("蛟河市黄松甸镇瑞芝园灵芝专业合作社")
        waiting.until_accepted(22)
        waiting.review(11)
        self.clock.go_to(1, 15)
        # A director finds this on his desk.
        reviews.propose_result(waiting.fresh(), by=self.cast.one(Role.SECRETARY))
        weak = self.story("梅河口示例果仁食品有限公司", WEAK)
        weak.until_review_done(30)
        self.clock.go_to(11, 10)
        approval = reviews.propose_rejection(
            weak.fresh(), reason="书面评审得分未达到入围线。", by=self.cast.one(Role.SECRETARY)
        )
        weak.approve(approval)
        appeals.dismiss(weak)

    def inspection(self) -> None:
        """Visits planned and made, a rectification, a list in public notice, an objection."""
        published = [
            self.story(name, batch=self.closed)
            for name in (
                "长春通视光电技术股份有限公司",
                "延边大阳参业有限公司",
                "吉林省金裕米业有限公司",
                "丰源优品米业集团有限公司",
                "长白山旅游股份有限公司",
                "辽源示例袜业有限公司",
            )
        ]
        for told in published:
            told.until_deliberation(60)
        meetings.consult(self.closed, cast=self.cast, clock=self.clock)
        notice = self._publish(published, held=6, published=4)
        disputes.correct(notice, published[1], cast=self.cast, clock=self.clock)
        disputes.dispute(notice, published[-1], published[0], cast=self.cast, clock=self.clock)
        for name in ("蛟河市骏硕生物科技有限公司", "吉林省吉菇生物科技有限公司"):
            self.story(name).until_deliberation(40)
        meetings.call_next(self.current, cast=self.cast, clock=self.clock)
        for name, other_day in (("通化建新科技有限公司", False), ("吉林参记健康科技有限公司", True)):
            told = self.story(name)
            told.until_review_done(30)
            if other_day:
                told.plan(3, visit_in=10)
                answers.ask_other_day(told, 1, later_by=3)
            else:
                answers.visit_today(told)
        answers.overdue(self.story("白城示例杂粮专业合作社"))
        repair = self.story("公主岭示例农机有限公司")
        repair.until_review_done(40)
        repair.plan(22, visit_in=9)
        answers.confirm_day(repair, 20)
        repair.inspect(12, findings=[found[:2] for found in answers.FINDINGS])
        answers.rectify(repair)
        units.rank_and_sign("jilin", self.current, days_ago=1, cast=self.cast, clock=self.clock)

    def _publish(self, told: Sequence[Story], *, held: int, published: int) -> PublicNotice:
        """Deliberate and publish, so many days ago."""
        self.clock.go_to(held, 9)
        for story in told:
            story.check_integrity()
        meeting = meetings.hold(
            told, cast=self.cast, clock=self.clock, stands_aside=told[0].batch.asks_departments
        )
        awards.propose_notice(meeting, by=self.cast.one(Role.COMMITTEE))
        self.clock.go_to(published, 10)
        for story in told:
            story.check_integrity()
        # Whoever approved the results of the reviews does not publish the list.
        publisher = self.cast.one(Role.DIRECTOR, 1)
        notice = awards.publish_notice(meeting, by=publisher, today=self.clock.today)
        happened()
        return notice

    def _award(self, told: Sequence[Story], notice: PublicNotice, *, decided: int) -> None:
        self.clock.go_to(decided, 10)
        for story in told:
            story.check_integrity()
        awards.propose_awards(notice, by=self.cast.one(Role.SECRETARY))
        awards.award_list(notice, by=self.cast.one(Role.DIRECTOR, 1), today=self.clock.today)
        happened()
        self._rate(told)

    def _rate(self, told: Sequence[Story]) -> None:
        """Let each enterprise rate its case, the first content, the fourth not."""
        for story, (level, reasons, comment) in zip(told, itertools.cycle(SAID)):
            rating = Rating.objects.get(application=story.application, occasion=Occasion.RESULT)
            feedback.give(rating, level=level, reasons=reasons, comment=comment, now=timezone.now())
        happened()

    def _issue(self, told: Sequence[Story], *, issued: int) -> list[Certificate]:
        self.clock.go_to(issued, 14)
        for story in told:
            story.check_integrity()
        drafts = [Certificate.objects.get(application=story.application) for story in told]
        self._make(certificates.propose_issue(drafts, by=self.cast.one(Role.ISSUER), today=self.clock.today))
        return [Certificate.objects.get(pk=draft.pk) for draft in drafts]

    def _make(self, batch: IssueBatch) -> None:
        certificates.try_batch(batch.pk)
        certificates.approve_issue(batch, by=self.cast.one(Role.DIRECTOR), now=timezone.now())
        certificates.issue_many(list(batch.certificates.order_by("pk").values_list("pk", flat=True)))
        happened()

    def awarded(self) -> None:
        """The batch before: awarded, two certificates issued, two waiting."""
        # Made by the first certificate it signs, the key would not hold yet for those of earlier years.
        self.clock.go_to(OLDEST_KEY)
        certificates.signer()
        before = self.batch(f"{self.clock.real_today.year}年第一批", opened=150, closes_in=-90)
        told = [
            self.story(name, batch=before)
            for name in (
                "一汽解放汽车有限公司",
                "吉林省中研高分子材料股份有限公司",
                "榆树市坤泰农产品有限公司",
                "吉林省长白山开发建设(集团)有限责任公司",
            )
        ]
        for story in told:
            story.until_deliberation(120)
        notice = self._publish(told, held=88, published=85)
        self._award(told, notice, decided=60)
        self._issue(told[:2], issued=52)
        # The two that wait could be issued today.
        self.clock.go_to(1, 9)
        for story in told[2:]:
            story.check_integrity()
