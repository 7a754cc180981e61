"""The small world most tests stand on: one person per role, a programme, a batch, an enterprise."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Division, RoleGrant, Unit, User
from brandcert.applications.enums import DEAD_ENDS, Stage, Status
from brandcert.applications.models import Application
from brandcert.core.actors import SYSTEM
from brandcert.core.workdays import seed_calendar
from brandcert.enterprises.enums import IntegrityKind, MemberRole
from brandcert.enterprises.models import Enterprise, IntegrityCheck, Membership, Product, Trademark
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, Category, Program
from brandcert.programs.services import open_batch, set_up_program
from tests.stock import Stock

PASSWORD = "Jilin-2026!"
STAGES = {
    Status.DRAFT: Stage.NONE,
    Status.SUBMITTED: Stage.SUBMITTED,
    Status.CORRECTION: Stage.SUBMITTED,
    Status.RECOMMENDED: Stage.SUBMITTED,
    Status.ACCEPTED: Stage.SUBMITTED,
    Status.EXPERT_REVIEW: Stage.EXPERT_REVIEW,
    Status.REVIEW_DONE: Stage.EXPERT_REVIEW,
    Status.INSPECTION: Stage.INSPECTION,
    Status.RECTIFICATION: Stage.INSPECTION,
    Status.DELIBERATION: Stage.INSPECTION,
    Status.PUBLIC_NOTICE: Stage.INSPECTION,
    Status.OBJECTION: Stage.INSPECTION,
    Status.AWARDED: Stage.AWARDED,
}
# Credit codes of the synthetic range whose check digits are right.
CREDIT_CODES = ("91220100XNT000218B", "91220200XNT000226B", "91220100XNT0002341", "93222403XNT000365A")
_serial = itertools.count(1)


def programme() -> tuple[Program, Batch]:
    """Enter the calendar, set the programme up and open a batch."""
    seed_calendar()
    program = set_up_program()
    now, month = timezone.now(), datetime.timedelta(days=30)
    return program, open_batch(
        program, name="2026年第一批", year=2026, opens_at=now - month, closes_at=now + month, by=SYSTEM
    )


_PROGRAMME = Stock(programme)


class World:
    """Makes rows directly, in any state: what a test starts from, not how the state was reached."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.program, self.batch = _PROGRAMME.take()
        self.province, _made = Division.objects.get_or_create(code="220000", defaults={"name": "吉林省"})
        self.city, _made = Division.objects.get_or_create(
            code="220100", defaults={"name": "长春市", "parent": self.province}
        )
        self.unit, _made = Unit.objects.get_or_create(
            key="changchun", defaults={"name": "长春市市场监督管理局", "division": self.city}
        )
        self.enterprise = self.new_enterprise(CREDIT_CODES[0], "吉林省中研高分子材料股份有限公司")
        self.owner = self.member(self.enterprise, MemberRole.OWNER)
        self.editor = self.member(self.enterprise, MemberRole.EDITOR)
        self._people: dict[str, User] = {}

    def __getattr__(self, name: str) -> User:
        """Return the one person of a role (`world.clerk`), made on first use."""
        if name not in Role.values:
            raise AttributeError(name)
        if name not in self._people:
            self._people[name] = self.person(Role(name))
        return self._people[name]

    def person(self, *roles: Role, name: str = "", unit: Unit | None = None) -> User:
        """Make a person of the staff with these roles; a recommender acts for the world's unit."""
        number = next(_serial)
        user = User.objects.create_user(
            f"staff{number}@example.org", PASSWORD, name=name or f"工作人员{number}", is_staff=True
        )
        for role in roles:
            place = (unit or self.unit) if role == Role.RECOMMENDER else None
            RoleGrant.objects.create(
                user=user, role=role, unit=place, since=self.today - datetime.timedelta(days=1)
            )
        return user

    def new_enterprise(self, credit_code: str | None, name: str = "") -> Enterprise:
        """Make an enterprise of the world's city."""
        return Enterprise.objects.create(
            name=name or f"长春示例{next(_serial)}有限公司",
            credit_code=credit_code,
            division=self.city,
            address="长春市示例路1号",
            established_on=datetime.date(2010, 1, 1),
        )

    def member(self, enterprise: Enterprise, role: MemberRole = MemberRole.OWNER) -> User:
        """Make a person who acts for the enterprise."""
        number = next(_serial)
        user = User.objects.create_user(f"member{number}@example.org", PASSWORD, name=f"企业人员{number}")
        Membership.objects.create(enterprise=enterprise, user=user, role=role)
        return user

    def category(self, key: CategoryKey = CategoryKey.MANUFACTURING) -> Category:
        """Return a category of the programme."""
        return Category.objects.get(program=self.program, key=key)

    def product(self, enterprise: Enterprise | None = None, name: str = "") -> Product:
        """Make a product with a trademark."""
        owner = enterprise or self.enterprise
        text = name or f"聚醚醚酮{next(_serial)}"
        mark = Trademark.objects.create(enterprise=owner, name=f"中研{next(_serial)}", number="12345678")
        return Product.objects.create(
            enterprise=owner, name=text, normalised_name=text, model_or_scope="型号 A", trademark=mark
        )

    def application(self, status: Status = Status.DRAFT, **fields: Any) -> Application:
        """Make an application in the state, with the stage and the facts that such a state implies."""
        enterprise = fields.pop("enterprise", self.enterprise)
        stage = STAGES.get(status, Stage.SUBMITTED if status in DEAD_ENDS else Stage.NONE)
        values: dict[str, Any] = {
            "batch": self.batch,
            "category": self.category(),
            "enterprise": enterprise,
            "unit": self.unit,
            "status": status,
            "stage": stage,
        }
        if "product" not in fields:
            values["product"] = self.product(enterprise)
        if status != Status.DRAFT:
            values |= {
                "receipt_number": f"JLJP-SQ-2026-{next(_serial):06d}",
                "submitted_at": self.now,
                "content_version": 1,
                "pledged_at": self.now,
            }
        if status == Status.CORRECTION:
            values |= {"held_from": Status.RECOMMENDED, "due_on": self.today}
        if stage in (Stage.INSPECTION, Stage.AWARDED):
            values["documents_score"] = Decimal("52.50")
        return Application.objects.create(**(values | fields))

    def clear_integrity(self, enterprise: Enterprise | None = None) -> IntegrityCheck:
        """Record a fresh check that found nothing."""
        return IntegrityCheck.objects.create(
            enterprise=enterprise or self.enterprise,
            checked_on=self.today,
            checked_by=self.clerk,
            is_clear=True,
        )

    def integrity_hit(self, enterprise: Enterprise | None = None) -> IntegrityCheck:
        """Record a fresh check that found an entry in a list."""
        found = {"kind": IntegrityKind.ABNORMAL, "since": self.today.isoformat()}
        return IntegrityCheck.objects.create(
            enterprise=enterprise or self.enterprise,
            checked_on=self.today,
            checked_by=self.clerk,
            is_clear=False,
            snapshot=[found],
        )


@pytest.fixture
def world(db: None) -> World:
    """Give the small world most tests stand on."""
    return World()
