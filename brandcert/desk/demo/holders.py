"""What holders of earlier certificates ask for, and how it is decided; the mark of every state stays to be seen."""

from __future__ import annotations

import datetime
import io

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.certificates import services as certificates
from brandcert.certificates.enums import CancelGround, ChangeKind
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core import approvals
from brandcert.core.models import Approval
from brandcert.desk.demo import papers
from brandcert.desk.demo.rounds import Rounds
from brandcert.desk.demo.stories import happened
from brandcert.documents.models import Upload
from brandcert.documents.services import store_upload


class HoldersRounds(Rounds):
    """The rounds with the holders' own wishes."""

    def _owner(self, certificate: Certificate) -> User:
        return self.cast.owner(certificate.enterprise)

    def _paper(self, title: str, by: User) -> Upload:
        return store_upload(file=io.BytesIO(papers.document(title)), name=f"{title}.pdf", by=by)

    def _approve(self, approval: Approval) -> None:
        approvals.approve(approval, by=self.cast.one(Role.DIRECTOR))
        happened()

    def _ask(
        self, certificate: Certificate, kind: ChangeKind, values: dict[str, str], statement: str
    ) -> ChangeRequest:
        """Let the owner report a change that took effect a week before."""
        owner = self._owner(certificate)
        asked = certificates.request_change(
            certificate,
            kind=kind,
            values=values,
            changed_on=self.clock.today - datetime.timedelta(days=7),
            statement=statement,
            evidence=[self._paper("登记通知书", owner)],
            by=owner,
            now=timezone.now(),
        )
        happened()
        return asked

    def _give_up(self, certificate: Certificate, statement: str) -> ChangeRequest:
        """Let the owner ask for the cancellation."""
        asked = certificates.request_change(
            certificate,
            kind=ChangeKind.CANCEL,
            values={},
            statement=statement,
            by=self._owner(certificate),
            now=timezone.now(),
        )
        happened()
        return asked

    def _cancel(self, certificate: Certificate) -> None:
        self.clock.go_to(80, 10)
        self._give_up(certificate, "本企业已停止提供该项服务。")
        approval = certificates.propose_cancel(
            Certificate.objects.get(pk=certificate.pk),
            ground=CancelGround.ON_REQUEST,
            reason="企业不再提供该项服务，申请注销。",
            by=self.cast.one(Role.SUPERVISOR),
        )
        self._approve(approval)

    def _wish_to_cancel(self, certificate: Certificate) -> None:
        """A cancellation that waits for the supervision."""
        self.clock.go_to(3, 11)
        self._give_up(certificate, "该型号产品已停产，不再整改。")

    def _replace(self, certificate: Certificate) -> None:
        """A change of name that was granted: the holder goes on under a successor."""
        self.clock.go_to(204, 10)
        asked = self._ask(
            certificate,
            ChangeKind.NAME,
            {"holder": "延边金刚山食品股份有限公司"},
            "公司改制为股份有限公司，已办理变更登记。",
        )
        self.clock.go_to(200, 10)
        self.story(certificate.enterprise.name).check_integrity()
        batch = certificates.grant_change(
            asked, by=self.cast.one(Role.ISSUER), now=timezone.now(), today=self.clock.today
        )
        self._make(batch)

    def _refuse(self, certificate: Certificate) -> None:
        """A change that was refused, with its reason."""
        self.clock.go_to(45, 10)
        asked = self._ask(
            certificate,
            ChangeKind.MODEL,
            {"model_or_scope": "示例规格及冬令营服务"},
            "新增冬令营服务。",
        )
        self.clock.go_to(42, 15)
        certificates.refuse_request(
            asked,
            reason="新增服务未经评审，不属于型号或范围的变更，请就新增服务另行申报。",
            by=self.cast.one(Role.ISSUER),
            now=timezone.now(),
        )
        happened()

    def _change(self, certificate: Certificate) -> None:
        """A change of address that waits for the issuing officer."""
        self.clock.go_to(4, 10)
        self._ask(
            certificate,
            ChangeKind.ADDRESS,
            {"address": "吉林省长春市高新技术产业开发区示例路18号"},
            "公司搬迁至新厂区，已办理住所变更登记。",
        )

    def _renew(self, certificate: Certificate) -> None:
        """A renewal just begun: copied from the last application, not confirmed yet."""
        self.clock.go_to(2, 9)
        certificates.begin_renewal(
            certificate, batch=self.current, by=self._owner(certificate), now=timezone.now()
        )
        happened()
