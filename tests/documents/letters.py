"""Every event a letter is about, as the services leave it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import form_of
from brandcert.awards import services as awards
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal, Award, Decision, NoticeItem, Objection, PublicNotice
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import StatusInterval
from brandcert.core import delivery, events
from brandcert.core.actors import SYSTEM
from brandcert.core.models import Event
from brandcert.documents.models import Letter
from brandcert.inspections.enums import Mode, Severity
from brandcert.inspections.models import Finding, Inspection, Rectification
from brandcert.programs.queries import rubric_for
from brandcert.reviews.models import Assignment, Expert, Panel
from brandcert.supervision.enums import Sanction
from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from tests.world import World

OBJECTOR, CONTACT, EXPERT = "举报人孙某甲", "13904310000", "评审专家赵某乙"
FACTS = "原料产地与公示不符<script>alert(1)</script>{appeal_until}"
DAY = datetime.timedelta(days=1)


def text_of(pdf: bytes) -> str:
    """Return what the PDF says, without the breaks of its lines."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return "".join(text.split())


class Stage:
    """Brings cases to the events of which letters are written."""

    def __init__(self, world: World) -> None:
        self.world = world

    def act(self, row: Any, name: str, **payload: Any) -> Event:
        """Record that a step happened."""
        with transaction.atomic():
            return events.record(name, row, by=SYSTEM, payload=payload)

    def case(self, status: Status = Status.NOT_ACCEPTED, **fields: Any) -> Application:
        """Return an application with points, a panel with an expert, and a reason that names him."""
        case = self.world.application(status, reason=f"{FACTS}，{EXPERT}认为不足。", **fields)
        rubric = rubric_for(case.batch_id, case.category_id)
        assert rubric is not None
        case.dimension_scores = {row.key: str(row.maximum / 2) for row in rubric.dimensions.all()}
        case.documents_score, case.site_score = Decimal("30.25"), Decimal("10.50")
        case.save()
        panel = Panel.objects.create(application=case, rubric=rubric)
        Assignment.objects.create(panel=panel, expert=self._expert())
        return case

    def _expert(self) -> Expert:
        found = Expert.objects.filter(user__name=EXPERT).first()
        return found or Expert.objects.create(user=self.world.person(name=EXPERT))

    def step(self, name: str, status: Status = Status.NOT_ACCEPTED, **fields: Any) -> Event:
        """Record a step of the spine."""
        return self.act(self.case(status, **fields), name)

    def correction(self) -> Event:
        """Ask for a correction by the service."""
        case = self.world.application(Status.RECOMMENDED, due_on=self.world.today + 3 * DAY)
        section = next(iter(form_of(case)))
        item: Any = {"field": f"{section.key}.{next(iter(section)).key}", "problem": FACTS}
        applications.request_correction(case, items=[item], by=self.world.clerk, today=self.world.today)
        return Event.objects.get(name="applications.application.request_correction")

    def visit(self, name: str, severity: str = Severity.CLOSABLE, mode: str = Mode.ON_SITE) -> Event:
        """Record a step of the inspection, with its visit and a finding."""
        case = self.case(Status.INSPECTION)
        visit = Inspection.objects.create(
            application=case,
            mode=mode,
            planned_on=self.world.today,
            place="示例路8号",
            planned_by=self.world.secretary,
        )
        finding = Finding.objects.create(
            inspection=visit,
            severity=severity,
            clause="4.2",
            description=FACTS,
            recorded_by=self.world.secretary,
        )
        if name == "order_rectification":
            Rectification.objects.create(
                finding=finding,
                ordered_on=self.world.today,
                due_on=self.world.today + 30 * DAY,
                plan_due_on=self.world.today + 5 * DAY,
            )
        return self.act(case, name)

    def _item(self, status: Status) -> NoticeItem:
        case = self.case(status)
        notice = PublicNotice.objects.create(
            batch=case.batch,
            number=f"吉精品公示〔2026〕{case.pk}号",
            published_on=self.world.today,
            starts_on=self.world.today,
            ends_on=self.world.today + 9 * DAY,
        )
        return NoticeItem.objects.create(
            notice=notice, application=case, enterprise_name="示例", product_name="示例产品", position=1
        )

    def objection(self, act: str, outcome: str = "") -> Event:
        """File an objection and take it to the act."""
        row = awards.file_objection(
            self._item(Status.PUBLIC_NOTICE), name=OBJECTOR, contact=CONTACT, facts=FACTS, now=timezone.now()
        )
        if act == "admit":
            awards.admit_objection(row, by=self.world.clerk, now=timezone.now())
        elif act == "refuse":
            awards.refuse_objection(row, finding=FACTS, by=self.world.clerk, now=timezone.now())
        elif act == "decide":
            row.told_facts, row.outcome, row.finding = FACTS, outcome, f"{FACTS} {OBJECTOR} {CONTACT}"
            row.save()
            return self.act(row, "decide", outcome=outcome)
        return Event.objects.about(row).get(name=f"awards.objection.{act}")

    def upheld(self) -> Event:
        """End a case by an objection."""
        row = Objection.objects.get(pk=self.objection("decide", Outcome.UPHELD).subject_id)
        case = row.item.application
        case.reason = row.finding
        case.save()
        return self.act(case, "uphold_objection", objection=row.pk)

    def award(self) -> Event:
        """Award a case."""
        case = self._item(Status.AWARDED).application
        decision = Decision.objects.create(
            batch=case.batch,
            number=f"吉精品认〔2026〕{case.pk}号",
            decided_on=self.world.today,
            decided_by=self.world.director,
        )
        Award.objects.create(application=case, decision=decision)
        return self.act(case, "award")

    def appeal(self, act: str) -> Event:
        """File or decide an appeal."""
        case = self.case(Status.NOT_ACCEPTED)
        self.act(case, "refuse_acceptance")
        row = Appeal.objects.create(
            application=case, grounds=FACTS, filed_by=self.world.owner, due_on=self.world.today + 30 * DAY
        )
        if act == "decide":
            row.outcome, row.finding = Outcome.DISMISSED, FACTS
            row.save()
        return self.act(row, act, outcome=row.outcome)

    def certificate(self, act: str) -> Event:
        """Announce or decide something about a certificate."""
        row = Register(self.world).draft()
        case = row.sanction_cases.create(
            action=Sanction.REVOKE if act == "revoke" else Sanction.SUSPEND,
            ground="sampling",
            facts=FACTS,
            basis="《规则》第九条",
            reason=FACTS,
            opened_by=self.world.supervisor,
            served_on=self.world.today,
            answer_by=self.world.today + 5 * DAY,
        )
        if act in {"serve", "drop"}:
            return self.act(case, act)
        status = CertificateStatus.REVOKED if act == "revoke" else CertificateStatus.SUSPENDED
        StatusInterval.objects.create(
            certificate=row, status=status, starts_at=timezone.now(), reason=FACTS, expected_end=None
        )
        return self.act(row, act, case=case.pk)


Make = Callable[[Stage], Event]
EVERY: dict[str, Make] = {
    "acceptance": lambda s: s.step("accept", Status.ACCEPTED, due_on=s.world.today + 9 * DAY),
    "correction": lambda s: s.correction(),
    "not_recommended": lambda s: s.step("refuse_recommendation"),
    "not_accepted": lambda s: s.step("refuse_acceptance", reason_code="ineligible"),
    "lapsed": lambda s: s.step("lapse", Status.LAPSED),
    "rejected_fraud": lambda s: s.step("reject_for_fraud", Status.REJECTED, reason_code="fraud"),
    "rejected_review": lambda s: s.step("reject_below_gate", Status.REJECTED),
    "inspection": lambda s: s.visit("plan_inspection"),
    "rectification": lambda s: s.visit("order_rectification"),
    "rejected_inspection": lambda s: s.visit("reject_after_inspection", Severity.SEVERE),
    "rejected_deliberation": lambda s: s.step("reject_or_defer", Status.REJECTED),
    "rejected_objection": lambda s: s.upheld(),
    "objection_receipt": lambda s: s.objection("file"),
    "objection_admitted": lambda s: s.objection("admit"),
    "statement_request": lambda s: s.objection("admit"),
    "objection_refused": lambda s: s.objection("refuse"),
    "objection_reply": lambda s: s.objection("decide", Outcome.UPHELD),
    "objection_result": lambda s: s.objection("decide", Outcome.DISMISSED),
    "award": lambda s: s.award(),
    "appeal_accepted": lambda s: s.appeal("file"),
    "appeal_decided": lambda s: s.appeal("decide"),
    "prior_notice": lambda s: s.certificate("serve"),
    "sanction_dropped": lambda s: s.certificate("drop"),
    "suspension": lambda s: s.certificate("suspend"),
    "revocation": lambda s: s.certificate("revoke"),
}


def written(event: Event, kind: str) -> Letter:
    """Deliver the event, twice, and return the letter of the kind that was written of it."""
    delivery.deliver(event.pk)
    delivery.deliver(event.pk)
    assert not event.deliveries.exclude(error="").exists(), list(
        event.deliveries.values_list("handler", "error")
    )
    return Letter.objects.get(event=event, kind=kind)


__all__ = ["CONTACT", "EVERY", "EXPERT", "FACTS", "OBJECTOR", "Stage", "text_of", "written"]
