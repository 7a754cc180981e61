"""Certificates of earlier batches: what may happen to one in its life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.certificates import services as certificates
from brandcert.desk.demo.sanctions import SanctionRounds
from brandcert.desk.demo.stories import happened
from brandcert.reviews import services as reviews


class EarlierRounds(SanctionRounds):
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
        self._accuse(made[3])

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


CHAPTERS: Final[tuple[tuple[str, Callable[[EarlierRounds], None]], ...]] = (
    ("submitted", EarlierRounds.submitted),
    ("expert_review", EarlierRounds.expert_review),
    ("inspection", EarlierRounds.inspection),
    ("awarded", EarlierRounds.awarded),
    ("all", EarlierRounds.earlier),
)
