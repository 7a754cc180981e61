"""Award lists and certificates in any state: what a test of the register starts from."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Award, Decision, NoticeItem, PublicNotice
from brandcert.certificates import services, validity
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core import approvals
from brandcert.enterprises.models import Enterprise
from brandcert.programs.models import Rubric
from brandcert.supervision import services as sanctions
from tests.applications.filling import upload
from tests.processes import wait_until
from tests.world import World

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from brandcert.core.models import Approval
    from brandcert.supervision.models import SanctionCase


def when_tried(batch: IssueBatch) -> IssueBatch:
    """Try a list here, or wait until the worker who was faster is through."""

    def is_through() -> bool:
        services.try_batch(batch.pk)
        return IssueBatch.objects.exclude(status="trying").filter(pk=batch.pk).exists()

    wait_until(is_through, 120, "the trial of the list")
    return IssueBatch.objects.get(pk=batch.pk)


class Register:
    """Draws certificates up and takes them through their life with one person per role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.issuer: User = world.issuer
        self.director: User = world.director
        self.supervisor: User = world.supervisor
        self.decided_on = world.today - datetime.timedelta(days=2)

    def decision(self, decided_on: datetime.date | None = None) -> Decision:
        """Make a numbered decision."""
        number = f"吉品牌〔2026〕{Decision.objects.count() + 1}号"
        return Decision.objects.create(
            batch=self.world.batch,
            number=number,
            decided_on=decided_on or self.decided_on,
            decided_by=self.director,
        )

    def awarded(self, decision: Decision | None = None, **fields: Any) -> Application:
        """Make an awarded application with scores, notice and a clear integrity check."""
        decision = decision or self.decision()
        application = self.world.application(
            Status.AWARDED, documents_score=Decimal("52.50"), site_score=Decimal("36.00"), **fields
        )
        return self.award(application, decision)

    def award(self, application: Application, decision: Decision) -> Application:
        """Put an application on the list of a decision, with all that stands before it."""
        rubric = Rubric.objects.get(category=application.category)
        application.dimension_scores = {
            row.key: str(row.maximum * Decimal("0.9")) for row in rubric.dimensions.all()
        }
        application.save()
        notice = PublicNotice.objects.create(
            batch=self.world.batch,
            number=f"吉品牌公示〔2026〕{PublicNotice.objects.count() + 1}号",
            published_on=decision.decided_on - datetime.timedelta(days=12),
            starts_on=decision.decided_on - datetime.timedelta(days=11),
            ends_on=decision.decided_on - datetime.timedelta(days=1),
        )
        NoticeItem.objects.create(
            notice=notice,
            application=application,
            position=1,
            enterprise_name=application.enterprise.name,
            product_name=str(application.product),
        )
        Award.objects.create(application=application, decision=decision)
        self.world.clear_integrity(application.enterprise)
        return application

    def awarded_later(self, application: Application) -> Application:
        """Lead a submitted application straight to an award of yesterday."""
        Application.objects.filter(pk=application.pk).update(
            status=Status.AWARDED, documents_score=Decimal("52.50"), site_score=Decimal("36.00")
        )
        decision = self.decision(self.world.today - datetime.timedelta(days=1))
        return self.award(Application.objects.get(pk=application.pk), decision)

    def ending(self, days: int = 195) -> Certificate:
        """Make a valid certificate whose last day is so many days away."""
        last = self.world.today + datetime.timedelta(days=days)
        return self.issued(decided_on=validity.add_years(last, -3) + validity.ONE_DAY)

    def draft(self, **fields: Any) -> Certificate:
        """Make the draft an award entitles to."""
        decided_on = fields.pop("decided_on", None)
        with transaction.atomic():
            return services.create_draft(self.awarded(self.decision(decided_on), **fields))

    def drafts(self, count: int) -> list[Certificate]:
        """Make an award list: one decision, several drafts."""
        decision = self.decision()
        with transaction.atomic():
            return [services.create_draft(self.awarded(decision)) for _number in range(count)]

    def proposed(self, *certificates: Certificate) -> IssueBatch:
        """Propose to issue the drafts, and have them tried."""
        return self.tried(services.propose_issue(certificates, by=self.issuer, today=self.world.today))

    def tried(self, batch: IssueBatch) -> IssueBatch:
        """Have a list stand as one whose trial found nothing: the printing of trials has tests of its own."""
        batch.items.filter(tried_at=None).update(tried_at=timezone.now())
        services.try_batch(batch.pk)
        return IssueBatch.objects.get(pk=batch.pk)

    def approved(self, *certificates: Certificate) -> IssueBatch:
        """Propose and approve."""
        return services.approve_issue(self.proposed(*certificates), by=self.director, now=timezone.now())

    def issued(self, **fields: Any) -> Certificate:
        """Make a valid certificate."""
        certificate = self.draft(**fields)
        self.approved(certificate)
        services.issue_one(certificate.pk)
        certificate = Certificate.objects.get(pk=certificate.pk)
        assert certificate.status == "active", certificate.fault
        return certificate

    def approve(self, approval: Approval, by: User | None = None) -> Certificate:
        """Let the director carry a proposal out."""
        row: Certificate = approvals.approve(approval, by=by or self.director)
        return row

    def served(
        self, certificate: Certificate, action: str = "suspend", ground: str = "complaint"
    ) -> SanctionCase:
        """Open a case with evidence and serve its notice."""
        case = sanctions.open_case(
            certificate,
            action=action,
            ground=ground,
            facts="抽查不合格",
            basis="管理办法第二十条",
            evidence=[upload(self.supervisor)],
            by=self.supervisor,
            today=self.world.today,
        )
        return sanctions.serve_notice(case, by=self.supervisor, today=self.world.today)

    def answered(self, certificate: Certificate, action: str, ground: str) -> SanctionCase:
        """Serve a notice and let the holder answer it."""
        case = self.served(certificate, action, ground)
        owner = self.owner_of(certificate)
        return sanctions.answer_notice(case, answer="无异议", by=owner, now=timezone.now()).case

    def heard(self, certificate: Certificate, action: str, ground: str) -> SanctionCase:
        """Lead a case to where it can be decided."""
        case = self.answered(certificate, action, ground)
        case = sanctions.check_legally(case, opinion="合法", by=self.world.legal, today=self.world.today)
        return sanctions.record_minutes(case, minutes="集体讨论记录", by=self.supervisor)

    def owner_of(self, certificate: Certificate) -> User:
        """Return an owner of the holder."""
        member = certificate.enterprise.memberships.filter(role="owner", left_at=None).first()
        return member.user if member else self.world.member(certificate.enterprise)

    def suspended(self, ground: str = "failed_sampling") -> Certificate:
        """Make a suspended certificate."""
        certificate = self.issued()
        self.heard(certificate, "suspend", ground)
        end = validity.add_months(self.world.today, 3)
        return self.approve(
            sanctions.propose_suspend(
                certificate, ground=ground, reason="整改", expected_end=end, by=self.supervisor
            )
        )

    def revoked(self) -> Certificate:
        """Make a revoked certificate; its holder is barred, so it is not the world's own enterprise."""
        code = "91220200XNT000226B"
        other = Enterprise.objects.filter(credit_code=code).first() or self.world.new_enterprise(code)
        certificate = self.issued(enterprise=other)
        self.heard(certificate, "revoke", "fraud")
        return self.approve(
            sanctions.propose_revoke(certificate, ground="fraud", reason="弄虚作假", by=self.supervisor)
        )

    def cancelled(self) -> Certificate:
        """Make a cancelled certificate."""
        certificate = self.issued()
        proposal = services.propose_cancel(
            certificate, ground="entity_ended", reason="主体灭失", by=self.supervisor
        )
        return self.approve(proposal)

    def superseded(self) -> Certificate:
        """Make a certificate that another one replaced."""
        old = self.issued()
        batch = services.propose_supersede(
            old, kind="name", values={"holder": "更名后有限公司"}, by=self.issuer, today=self.world.today
        )
        services.approve_issue(self.tried(batch), by=self.director, now=timezone.now())
        services.issue_one(Certificate.objects.get(replaces=old).pk)
        return Certificate.objects.get(pk=old.pk)

    def voided(self) -> Certificate:
        """Make a void number: numbered, never activated."""
        certificate = self.numbered()
        return self.approve(services.propose_void(certificate, reason="信息有误", by=self.issuer))

    def numbered(self) -> Certificate:
        """Make a draft with its number whose document is not done."""
        certificate = self.draft()
        self.approved(certificate)
        from brandcert.certificates.services import making, numbers

        making._claim(certificate.pk, now=timezone.now())
        numbered = numbers.take_number(certificate.pk, now=timezone.now())
        assert numbered is not None
        return numbered

    def expired(self) -> Certificate:
        """Make a certificate whose row still says active after its last day: the clock has not come by."""
        certificate = self.issued()
        past = self.world.today - datetime.timedelta(days=1)
        Certificate.objects.filter(pk=certificate.pk).update(
            valid_from=past - datetime.timedelta(days=1000), valid_to=past
        )
        return Certificate.objects.get(pk=certificate.pk)

    def another_director(self) -> User:
        """Appoint one more director."""
        return self.world.person(Role.DIRECTOR)
