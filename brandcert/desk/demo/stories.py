"""One application's way, told step by step through the services."""

from __future__ import annotations

import datetime
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications import content, eligibility
from brandcert.applications import services as applications
from brandcert.applications.content import Kind
from brandcert.applications.models import Application
from brandcert.applications.queries import awaits_county, form_of, office_for, unit_choices
from brandcert.core import approvals, delivery
from brandcert.core.models import Approval, Event
from brandcert.desk.demo import evidence, papers
from brandcert.desk.demo.cast import Cast
from brandcert.desk.demo.classes import code_for
from brandcert.desk.demo.clock import Clock
from brandcert.desk.demo.visits import sign
from brandcert.documents.services import store_upload
from brandcert.enterprises.models import Enterprise
from brandcert.enterprises.services import record_integrity_check
from brandcert.inspections import services as inspections
from brandcert.inspections.enums import Mode, Severity
from brandcert.inspections.models import Inspection
from brandcert.programs.models import Batch, Category
from brandcert.programs.queries import classes_of
from brandcert.reviews import services as reviews
from brandcert.reviews.models import Assignment

ANSWERS = {
    "legal_representative": "示例负责人",
    "established_on": "2008-06-18",
    "size_class": "medium",
    "employees": "168",
    "contact_name": "示例联系人",
    "contact_phone": "0431-00000000",
    "failed_sampling": "no",
    "on_market_since": "2014",
    "rnd_share": "4.2",
    "invention_patents": "7",
    "revenue_3": "12000",
    "revenue_2": "13600",
    "revenue_1": "15800",
    "satisfaction": "96.5",
    "complaints_solved": "100",
    "customers": "268000",
    "farmers": "326",
    "members": "58",
    "annual_output": "12,000 吨",
    "base_area": "3,200 亩",
}


def happened() -> None:
    """Deliver what has happened so far, so that people are told at the time of the story."""
    for key in list(Event.objects.unsettled().values_list("pk", flat=True)):
        delivery.deliver(key)


REASONS: Final = {True: "证据充分，与佐证材料一致。", False: "佐证材料不足，未达到该指标要求。"}
COMMENTS: Final = (
    "综合评价：材料齐全，证据可靠。",
    "综合评价：质量管理扎实，创新投入仍可加强。",
    "综合评价：品牌基础好，建议完善追溯资料。",
)


def _leaning(*names: str) -> Decimal:
    """Return by how much an expert departs from the rest at one criterion: up to six hundredths, the same each time."""
    return Decimal(hashlib.sha256("·".join(names).encode()).digest()[0] % 13 - 6) / 100


@dataclass
class Story:
    """An enterprise's application in a batch, and how good it is (share of the points, 0 to 1)."""

    cast: Cast
    clock: Clock
    batch: Batch
    name: str
    share: Decimal = Decimal("0.90")
    application: Application = field(init=False)

    @property
    def enterprise(self) -> Enterprise:
        """Return the applicant."""
        return self.cast.enterprise(self.name)

    @property
    def owner(self) -> User:
        """Return who acts for the applicant."""
        return self.cast.owner(self.enterprise)

    def fresh(self) -> Application:
        """Return the application as it stands."""
        self.application = Application.objects.get(pk=self.application.pk)
        return self.application

    def draft(self, days_ago: int, *, is_complete: bool = True) -> None:
        """Begin and fill in; an incomplete draft stops half-way."""
        self.clock.go_to(days_ago)
        enterprise, owner = self.enterprise, self.owner
        product = self.cast.product(enterprise)
        category = Category.objects.get(program=self.batch.program, key=self.cast.category(enterprise))
        self.application = applications.start(
            enterprise=enterprise, batch=self.batch, category=category, by=owner
        )
        code = code_for(self.cast.category(enterprise), product.name, product.name_en)
        applications.choose_product(
            self.fresh(),
            product=product,
            product_class=classes_of(self.batch.pk, category.pk).filter(code=code).first(),
            by=owner,
        )
        if self.fresh().unit is None:
            applications.choose_unit(self.application, unit=unit_choices(enterprise)[0], by=owner)
        sections = form_of(self.fresh()).sections
        if is_complete:
            self._attach()
        for section in sections if is_complete else sections[:2]:
            values = {question.key: self._answer(question) for question in section}
            applications.save_section(self.fresh(), section=section.key, values=values, by=owner)
        if is_complete:
            applications.pledge(self.fresh(), by=owner, now=timezone.now())
        happened()

    def _answer(self, question: content.Field) -> Any:
        if question.is_list:
            return evidence.entries(question, self.cast.category(self.enterprise), self.enterprise.pk)
        known = ANSWERS | {"place_of_production": f"吉林省{self.enterprise.division}"}
        if question.key in known:
            return known[question.key]
        if question.kind == Kind.CHOICE:
            return question.choices[0][0]
        if question.kind in {Kind.INTEGER, Kind.DECIMAL}:
            return "12"
        if question.kind == Kind.EMAIL:
            return "contact@demo.example"
        return f"{self.enterprise.name}的{question.label}（示例内容）。"[: question.max_length]

    def _attach(self) -> None:
        row, owner = self.fresh(), self.owner
        wanted = row.batch.requirements.filter(category=row.category)
        for requirement in wanted:
            if not requirement.is_required or not requirement.applies_to(self.enterprise.organisation_type):
                continue
            pdf = papers.document(requirement.title)
            upload = store_upload(file=io.BytesIO(pdf), name=f"{requirement.title}.pdf", by=owner)
            applications.attach(row, requirement=requirement, upload=upload, by=owner)

    def submit(self, days_ago: int) -> None:
        """Hand in (T1)."""
        self.clock.go_to(days_ago, 15)
        applications.submit(self.fresh(), by=self.owner, now=timezone.now())
        happened()

    def hear_county(self, days_ago: int) -> None:
        """Let the county give its opinion to the unit it reports to."""
        office = office_for(self.fresh())
        if office is None:
            raise ValueError(f"{self.name} lies in no county with an office")
        self.clock.go_to(days_ago, 14)
        applications.give_county_opinion(
            self.fresh(),
            opinion="经实地走访，企业生产经营正常，申报材料属实，同意上报。",
            is_positive=True,
            by=self.cast.recommender(office),
            now=timezone.now(),
        )
        happened()

    def recommend(self, days_ago: int) -> None:
        """Let the unit recommend (T5)."""
        row = self.fresh()
        if row.unit is None:
            raise ValueError(f"{self.name} has no recommending unit")
        if awaits_county(row):
            self.hear_county(days_ago + 1)
        self.clock.go_to(days_ago, 10)
        opinion = "该企业产品质量稳定、品牌基础良好，同意推荐。"
        applications.recommend(row, opinion=opinion, by=self.cast.recommender(row.unit), now=timezone.now())
        happened()

    def accept(self, days_ago: int) -> None:
        """Let the clerk check and accept (T6)."""
        self.clock.go_to(days_ago, 14)
        self.check_integrity()
        clerk = self.cast.one(Role.CLERK)
        answers = dict.fromkeys(eligibility.KEYS, True)
        applications.check_eligibility(self.fresh(), answers=answers, by=clerk, now=timezone.now())
        applications.accept(self.fresh(), by=clerk, today=self.clock.today)
        happened()

    def check_integrity(self) -> None:
        """Look the enterprise up in all lists, and find nothing."""
        record_integrity_check(
            enterprise=self.enterprise, by=self.cast.one(Role.CLERK), today=self.clock.today
        )

    def review(self, days_ago: int, *, locked: int | None = None) -> None:
        """Draw, declare, appoint (T8) and score; `locked` sheets are signed, all of them by default."""
        self.clock.go_to(days_ago, 9)
        secretary = self.cast.one(Role.SECRETARY)
        panel = reviews.draw_panel(
            self.fresh(), by=secretary, today=self.clock.today, seed=f"demo-{self.application.receipt_number}"
        )
        for task in panel.assignments.all():
            reviews.agree(task, by=User.objects.get(pk=task.expert.user_id))
        reviews.appoint_panel(self.fresh(), by=secretary, today=self.clock.today)
        happened()
        self.clock.go_to(max(days_ago - 2, 1), 16)
        tasks = list(panel.assignments.order_by("id"))
        for number, task in enumerate(tasks[:locked]):
            self._score(Assignment.objects.get(pk=task.pk), number)
        happened()

    def _score(self, task: Assignment, number: int) -> None:
        expert = User.objects.get(pk=task.expert.user_id)
        criteria = task.panel.rubric.dimensions.filter(criteria__stage="D").values_list(
            "criteria__code", "criteria__maximum"
        )
        # Three experts agree closely on the whole and differ in the single points, as they mostly do.
        base = self.share + Decimal(number - 1) * Decimal("0.01")
        lines = {}
        for code, maximum in criteria:
            share = min(base + _leaning(str(self.application), str(expert.pk), code), Decimal(1))
            lines[code] = reviews.Line(
                points=(maximum * share).quantize(Decimal("0.1")),
                reason=REASONS[share >= Decimal("0.6")],
                # Only where the points are those of the formula.
                is_confirmed=True,
            )
        reviews.save_score(task, lines=lines, comment=COMMENTS[number % len(COMMENTS)], revision=0, by=expert)
        reviews.lock_score(Assignment.objects.get(pk=task.pk), by=expert)

    def finish_review(self, days_ago: int) -> None:
        """Let the secretary propose the result and the director approve it (T9)."""
        self.clock.go_to(days_ago, 11)
        approval = reviews.propose_result(self.fresh(), by=self.cast.one(Role.SECRETARY))
        self.approve(approval)

    def approve(self, approval: Approval, *, director: int = 0) -> None:
        """Let a director approve what somebody proposed."""
        approvals.approve(approval, by=self.cast.one(Role.DIRECTOR, director))
        happened()

    def plan(self, days_ago: int, *, visit_in: int) -> None:
        """Plan the inspection (T10); the visit is so many days later."""
        self.clock.go_to(days_ago, 10)
        team = [self.cast.one(Role.INSPECTOR, (self.application.pk + step) % 4) for step in range(2)]
        inspections.plan(
            self.fresh(),
            team=team,
            leader=team[0],
            mode=Mode.ON_SITE,
            planned_on=self.clock.today + datetime.timedelta(days=visit_in),
            place=self.enterprise.address,
            by=self.cast.one(Role.SECRETARY),
            today=self.clock.today,
        )
        self.approve(self._open_approval("plan_inspection"))

    def _open_approval(self, step: str) -> Approval:
        return Approval.objects.get(
            action=f"applications.application.{step}", subject_id=self.application.pk, outcome=""
        )

    @property
    def leader(self) -> User:
        """Return the leader of the open inspection."""
        return User.objects.get(pk=self.visit.team.get(is_leader=True).user_id)

    @property
    def visit(self) -> Inspection:
        """Return the inspection."""
        return self.application.inspections.filter(cancelled_at=None).latest("id")

    def inspect(self, days_ago: int, *, findings: Sequence[tuple[str, str]] = ()) -> None:
        """Visit: declare, fill in the sheet, take a picture; with findings order rectification (T12)."""
        self.clock.go_to(days_ago, 10)
        for member in self.visit.team.all():
            inspections.declare(self.visit, by=User.objects.get(pk=member.user_id))
        leader, rubric = self.leader, self.application.panel.rubric
        rows = rubric.dimensions.filter(criteria__stage="S").values_list(
            "criteria__code", "criteria__maximum"
        )
        lines = {
            code: inspections.Line(
                points=(maximum * self.share).quantize(Decimal("0.1")), observation="现场查验属实。"
            )
            for code, maximum in rows
        }
        inspections.save_checklist(self.visit, lines=lines, by=leader)
        upload = store_upload(file=io.BytesIO(papers.photo()), name="现场照片.jpg", by=leader)
        inspections.add_photo(self.visit, upload=upload, caption="生产现场", by=leader)
        for clause, words in findings:
            inspections.add_finding(
                self.visit, severity=Severity.CLOSABLE, clause=clause, description=words, by=leader
            )
        if findings:
            inspections.order_rectification(self.fresh(), by=leader, today=self.clock.today)
        happened()

    def report(self, days_ago: int) -> None:
        """Sign and lock the report (T14)."""
        self.clock.go_to(days_ago, 16)
        sign(self.visit, str(self.owner))
        inspections.finish_inspection(
            self.fresh(),
            summary="现场与申报材料一致。",
            by=self.leader,
            now=timezone.now(),
        )
        happened()

    def until_accepted(self, start: int) -> None:
        """Tell the story from the draft to acceptance, beginning so many days ago."""
        self.draft(start)
        self.submit(start - 1)
        self.recommend(start - 5)
        self.accept(start - 8)

    def until_review_done(self, start: int) -> None:
        """Tell the story from the draft to the end of the review."""
        self.until_accepted(start)
        self.review(start - 11)
        self.finish_review(start - 15)

    def until_deliberation(self, start: int) -> None:
        """Tell the story from the draft to the end of the inspection."""
        self.until_review_done(start)
        self.plan(start - 17, visit_in=9)
        self.inspect(start - 26)
        self.report(start - 27)
