"""Sanction cases against invented holders: announced, waiting for the legal check, and led to their delivered end."""

from __future__ import annotations

import datetime

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.certificates import services as certificates
from brandcert.certificates.enums import RevocationGround, SuspensionGround
from brandcert.certificates.models import Certificate
from brandcert.core import chain
from brandcert.desk.demo.holders import HoldersRounds
from brandcert.desk.demo.stories import happened
from brandcert.documents.services import letters
from brandcert.supervision import services as supervision
from brandcert.supervision.enums import Sanction
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.queries import decision_letter

SAMPLED = "监督抽查发现该批次产品一项关键指标不符合执行标准。"
RULE = "《吉林精品品牌管理办法》（示例）第二十三条。"


class SanctionRounds(HoldersRounds):
    """The rounds with what supervision does."""

    def _serve(
        self, certificate: Certificate, action: Sanction, ground: str, *, facts: str, basis: str, paper: str
    ) -> SanctionCase:
        """Open a case with its evidence and serve the notice."""
        supervisor = self.cast.one(Role.SUPERVISOR)
        case = supervision.open_case(
            certificate,
            action=action,
            ground=ground,
            facts=facts,
            basis=basis,
            evidence=[self._paper(paper, supervisor)],
            by=supervisor,
            today=self.clock.today,
        )
        case = supervision.serve_notice(case, by=supervisor, today=self.clock.today)
        happened()
        return case

    def _announce(self, certificate: Certificate) -> None:
        """A suspension that is announced and waits for the holder's answer."""
        self.clock.go_to(2, 9)
        self._serve(
            certificate,
            Sanction.SUSPEND,
            SuspensionGround.MARK_MISUSE,
            facts="在证书未载明的冬令营服务的宣传页上使用了品牌标志。",
            basis="《吉林精品品牌管理办法》（示例）第二十一条。",
            paper="宣传页取证记录",
        )

    def _accuse(self, certificate: Certificate) -> None:
        """A revocation that was answered and waits for the legal check; until then nothing can be cancelled."""
        self.clock.go_to(2, 14)
        case = self._serve(
            certificate,
            Sanction.REVOKE,
            RevocationGround.MARK_ABUSE,
            facts="暂停期间仍在新批次产品的包装上使用品牌标志，经两次责令仍未停止。",
            basis="《吉林精品品牌管理办法》（示例）第二十四条。",
            paper="包装取证照片及责令改正记录",
        )
        self.clock.go_to(1, 10)
        self._answer(case, "库存包装已全部封存，恳请给予整改时间。", "包装封存清单")
        happened()

    def _answer(self, case: SanctionCase, words: str, paper: str) -> None:
        owner = self._owner(case.certificate)
        supervision.answer_notice(
            SanctionCase.objects.get(pk=case.pk),
            answer=words,
            evidence=[self._paper(paper, owner)],
            by=owner,
            now=timezone.now(),
        )

    def _hear(self, certificate: Certificate, action: Sanction, ground: str, days_ago: int) -> SanctionCase:
        """Announce, be answered, be checked by another person and discussed."""
        self.clock.go_to(days_ago, 9)
        case = self._serve(certificate, action, ground, facts=SAMPLED, basis=RULE, paper="监督抽查检验报告")
        self.clock.go_to(days_ago - 3, 15)
        self._answer(case, "已停止使用标志并启动整改，恳请从轻处理。", "整改报告")
        self.clock.go_to(days_ago - 5, 10)
        case = supervision.check_legally(
            SanctionCase.objects.get(pk=case.pk),
            opinion="事实清楚，程序合法，适用依据正确。",
            by=self.cast.one(Role.LEGAL),
            today=self.clock.today,
        )
        case = supervision.record_minutes(
            case, minutes="经集体讨论，同意拟作出的处理。", by=self.cast.one(Role.SUPERVISOR)
        )
        happened()
        self.clock.go_to(days_ago - 8, 10)
        return case

    def _decide(
        self, case: SanctionCase, reason: str, days_ago: int, end: datetime.date | None = None
    ) -> None:
        """Propose and approve the sanction; the log has it at once, the holder opens the letter the next day."""
        approval = supervision.propose_decision(
            case, reason=reason, expected_end=end, by=self.cast.one(Role.SUPERVISOR)
        )
        self._approve(approval)
        while chain.seal():
            pass
        supervision.publish_decided()
        self.clock.go_to(days_ago - 1, 16)
        letter = decision_letter(SanctionCase.objects.get(pk=case.pk))
        if letter is None:
            raise AssertionError(f"no letter tells the decision of {case}")
        letters.note_opening(letter, by=self._owner(case.certificate), now=timezone.now())
        supervision.note_deliveries(now=timezone.now())
        happened()

    def _suspend(self, certificate: Certificate, days_ago: int) -> None:
        ground = SuspensionGround.FAILED_SAMPLING
        case = self._hear(certificate, Sanction.SUSPEND, ground, days_ago + 8)
        end = self.clock.today + datetime.timedelta(days=150)
        self._decide(case, "监督抽查不合格，暂停使用证书和标志，限期整改。", days_ago, end)

    def _reinstate(self, certificate: Certificate, days_ago: int) -> None:
        self.clock.go_to(days_ago, 10)
        approval = certificates.propose_reinstate(
            Certificate.objects.get(pk=certificate.pk),
            reason="整改完成，复检合格。",
            by=self.cast.one(Role.SUPERVISOR),
        )
        self._approve(approval)

    def _revoke(self, certificate: Certificate) -> None:
        case = self._hear(certificate, Sanction.REVOKE, RevocationGround.FRAUD, 96)
        self._decide(case, "经查，申报时提交的检验报告系伪造。", 88)
