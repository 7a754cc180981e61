"""Certificates of earlier batches: what may happen to one in its life."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.certificates import services as certificates
from brandcert.certificates.enums import (
    NoticeAction,
    RevocationGround,
    SuspensionGround,
)
from brandcert.certificates.models import Certificate
from brandcert.desk.demo.holders import HoldersRounds
from brandcert.desk.demo.stories import happened
from brandcert.reviews import services as reviews


class EarlierRounds(HoldersRounds):
    """The rounds with what came before them."""

    def earlier(self) -> None:
        """Certificates of earlier batches: valid, suspended, revoked, cancelled, replaced, expired."""
        self._expired()
        self._ending()
        last = self.batch(f"{self.clock.real_today.year - 2}年第一批", opened=890, closes_in=-790)
        told = [
            self.story(name, batch=last)
            for name in (
                "吉林碳谷碳纤维股份有限公司",
                "楚天华通医药设备有限公司",
                "延边金刚山食品有限公司",
                "长春示例云杉精密机械有限公司",
                "通化示例蓝莓酒业有限公司",
                "抚松示例漂流旅游有限公司",
                "长春示例冰雪运动有限公司",
            )
        ]
        for story in told:
            story.until_deliberation(880)
        notice = self._publish(told, held=848, published=845)
        self._award(told, notice, decided=820)
        made = self._issue(told, issued=814)
        self._replace(made[2])
        self._suspend(made[3], 40)
        self._revoke(made[4])
        self._cancel(made[5])
        self._suspend(made[6], 120)
        self._reinstate(made[6], 60)
        self._change(made[1])
        self._renew(made[0])
        self._announce_drawing()
        self._refuse(made[6])
        self._announce(made[6])
        self._wish_to_cancel(made[3])

    def _expired(self) -> None:
        days = 3 * 365 + 170
        first = self.batch(f"{self.clock.real_today.year - 3}年试点批", opened=days, closes_in=-(days - 60))
        told = [self.story(name, batch=first) for name in ("集安示例山葡萄有限公司", "舒兰示例大米有限公司")]
        for story in told:
            story.until_deliberation(days - 2)
        notice = self._publish(told, held=days - 33, published=days - 35)
        self._award(told, notice, decided=days - 60)
        self._issue(told, issued=days - 66)
        self.clock.go_to(1, 1)
        certificates.expire_past(today=self.clock.real_today)
        happened()

    def _announce_drawing(self) -> None:
        """The panels of those who were accepted last are to be drawn in public."""
        self.clock.go_to(0, 9)
        reviews.announce_draw(
            self.current,
            source=f"吉林省福利彩票“22选5”{self.clock.real_today:%Y-%m-%d}开奖号码",
            objection_days=3,
            by=self.cast.one(Role.SECRETARY),
            now=timezone.now(),
        )
        happened()

    def _ending(self) -> None:
        """One that ends in forty days, with the reminders that have gone out."""
        awarded = 3 * 365 - 40
        batch = self.batch(
            f"{self.clock.real_today.year - 3}年第一批", opened=awarded + 60, closes_in=-(awarded + 1)
        )
        told = self.story("敦化示例鹿业有限公司", batch=batch)
        told.until_deliberation(awarded + 58)
        notice = self._publish([told], held=awarded + 27, published=awarded + 25)
        self._award([told], notice, decided=awarded)
        self._issue([told], issued=awarded - 6)
        for days_ago in (139, 49):
            self.clock.go_to(days_ago, 8)
            certificates.remind_expiry(today=self.clock.today)
            happened()

    def _announce(self, certificate: Certificate) -> None:
        """A suspension that is announced and waits for the holder's answer."""
        self.clock.go_to(2, 9)
        certificates.serve_notice(
            certificate,
            action=NoticeAction.SUSPEND,
            ground=SuspensionGround.MARK_MISUSE,
            facts="在证书未载明的冬令营服务的宣传页上使用了品牌标志。",
            basis="《吉林精品品牌管理办法》（示例）第二十一条。",
            by=self.cast.one(Role.SUPERVISOR),
            today=self.clock.today,
        )
        happened()

    def _hear(self, certificate: Certificate, action: NoticeAction, ground: str, days_ago: int) -> None:
        self.clock.go_to(days_ago, 9)
        notice = certificates.serve_notice(
            certificate,
            action=action,
            ground=ground,
            facts="监督抽查发现该批次产品一项关键指标不符合执行标准。",
            basis="《吉林精品品牌管理办法》（示例）第二十三条。",
            by=self.cast.one(Role.SUPERVISOR),
            today=self.clock.today,
        )
        self.clock.go_to(days_ago - 3, 15)
        certificates.answer_notice(
            notice,
            answer="已停止使用标志并启动整改，恳请从轻处理。",
            evidence=[self._paper("整改报告", self._owner(certificate))],
            by=self._owner(certificate),
            now=timezone.now(),
        )
        certificates.review_legally(
            notice, opinion="事实清楚，程序合法，适用依据正确。", by=self.cast.one(Role.LEGAL)
        )
        certificates.record_minutes(
            notice, minutes="经集体讨论，同意拟作出的处理。", by=self.cast.one(Role.SUPERVISOR)
        )
        happened()
        self.clock.go_to(days_ago - 12, 10)

    def _suspend(self, certificate: Certificate, days_ago: int) -> None:
        self._hear(certificate, NoticeAction.SUSPEND, SuspensionGround.FAILED_SAMPLING, days_ago + 12)
        approval = certificates.propose_suspend(
            Certificate.objects.get(pk=certificate.pk),
            ground=SuspensionGround.FAILED_SAMPLING,
            reason="监督抽查不合格，暂停使用证书和标志，限期整改。",
            expected_end=self.clock.today + datetime.timedelta(days=150),
            by=self.cast.one(Role.SUPERVISOR),
        )
        self._approve(approval)

    def _reinstate(self, certificate: Certificate, days_ago: int) -> None:
        self.clock.go_to(days_ago, 10)
        approval = certificates.propose_reinstate(
            Certificate.objects.get(pk=certificate.pk),
            reason="整改完成，复检合格。",
            by=self.cast.one(Role.SUPERVISOR),
        )
        self._approve(approval)

    def _revoke(self, certificate: Certificate) -> None:
        self._hear(certificate, NoticeAction.REVOKE, RevocationGround.FRAUD, 100)
        approval = certificates.propose_revoke(
            Certificate.objects.get(pk=certificate.pk),
            ground=RevocationGround.FRAUD,
            reason="经查，申报时提交的检验报告系伪造。",
            by=self.cast.one(Role.SUPERVISOR),
        )
        self._approve(approval)


CHAPTERS: Final[tuple[tuple[str, Callable[[EarlierRounds], None]], ...]] = (
    ("submitted", EarlierRounds.submitted),
    ("expert_review", EarlierRounds.expert_review),
    ("inspection", EarlierRounds.inspection),
    ("awarded", EarlierRounds.awarded),
    ("all", EarlierRounds.earlier),
)
