"""The people and enterprises of the demonstration."""

from __future__ import annotations

import datetime
import functools
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from django.contrib.auth.hashers import make_password
from stdnum.cn import uscc

from brandcert.accounts.enums import Role, UnitKind
from brandcert.accounts.models import Division, RoleGrant, Unit, User
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.enums import MemberRole, OrganisationType, SizeClass
from brandcert.enterprises.models import Enterprise, Membership
from brandcert.enterprises.services import add_product, add_trademark, import_enterprises
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.models import Expert

DATA: Final = Path(__file__).resolve().parents[1] / "data" / "demo.yaml"
PASSWORD: Final = "jilin-demo-2026"  # noqa: S105 - printed on the sign-in page of every demonstration
DOMAIN: Final = "demo.example"
SINCE: Final = datetime.date(2023, 1, 1)
_CATEGORIES: Final = {"制造": "MANUFACTURING", "农特": "AGRICULTURE", "服务": "SERVICES"}


@functools.cache
def _common_hash() -> str:
    """Return the hash of the common password: making one takes as long as telling a whole application."""
    return make_password(PASSWORD)


class Cast:
    """Who takes part; made once, found again afterwards."""

    def __init__(self) -> None:
        """Read the list of people and enterprises."""
        self.data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))

    def appear(self) -> None:
        """Make everyone: staff with their roles, experts, enterprises of the list and invented ones."""
        self._open_counties()
        self._appoint_staff()
        self._fill_pool()
        enterprises = Path(__file__).resolve().parents[2] / "enterprises" / "data" / "enterprises.csv"
        import_enterprises(enterprises, by=SYSTEM)
        for place, row in enumerate(self.data["invented"], start=1):
            self._invent(place, *row)

    def person(self, key: str, name: str, *, is_staff: bool) -> User:
        """Return the person with this address, made on first use with the common password."""
        email = f"{key}@{DOMAIN}"
        found = User.objects.filter(email=email).first()
        if found is None:
            found = User.objects.create_user(email, name=name, is_staff=is_staff)
            found.password = _common_hash()
            found.save(update_fields=["password"])
        return found

    def _open_counties(self) -> None:
        for key, name, division, unit in self.data["counties"]:
            Unit.objects.get_or_create(
                key=key,
                defaults={
                    "name": name,
                    "kind": UnitKind.COUNTY,
                    "division": Division.objects.get(code=division),
                    "parent": Unit.objects.get(key=unit),
                },
            )

    def _appoint_staff(self) -> None:
        counts: dict[str, int] = {}
        units = {unit.key: unit for unit in Unit.objects.all()}
        for row in self.data["staff"]:
            role = Role(row["role"])
            counts[role] = counts.get(role, 0) + 1
            key = f"{role}.{row['unit']}" if "unit" in row else f"{role}{counts[role]}"
            user = self.person(key, row["name"], is_staff=True)
            unit = units[row["unit"]] if "unit" in row else None
            RoleGrant.objects.get_or_create(user=user, role=role, unit=unit, defaults={"since": SINCE})

    def _fill_pool(self) -> None:
        for number, row in enumerate(self.data["experts"], start=1):
            user = self.person(f"expert{number}", row["name"], is_staff=True)
            RoleGrant.objects.get_or_create(user=user, role=Role.EXPERT, defaults={"since": SINCE})
            Expert.objects.get_or_create(
                user=user,
                defaults={key: row[key] for key in ("title", "employer", "categories")},
            )

    def _invent(
        self, place: int, name: str, category: str, division: str, product: str, product_en: str
    ) -> None:
        body = "93" if name.endswith("合作社") else "91"
        code = f"{body}{division}XNT8{place:05d}"
        code += uscc.calc_check_digit(code)
        kind = OrganisationType.COOPERATIVE if body == "93" else OrganisationType.COMPANY
        Enterprise.objects.get_or_create(
            credit_code=code,
            defaults={
                "name": name,
                "name_en": f"Sample enterprise {place} ({product_en})",
                "organisation_type": kind,
                "division": Division.objects.get(code=division),
                "address": f"{Division.objects.get(code=division).name}示例路{place}号",
                "address_en": f"No. {place} Sample Road",
                "note": f"示例 {category} {product}",
                "established_on": datetime.date(2012, 3, 1),
            },
        )

    @cached_property
    def roles(self) -> dict[str, list[User]]:
        """Return the staff by role, in the order in which they were appointed."""
        people: dict[str, list[User]] = {}
        grants = RoleGrant.objects.filter(user__email__endswith=DOMAIN).select_related("user").order_by("id")
        for grant in grants:
            people.setdefault(grant.role, []).append(grant.user)
        return people

    def one(self, role: Role, number: int = 0) -> User:
        """Return one of the people of a role, without what they remembered at another time of the story."""
        return User.objects.get(pk=self.roles[role][number].pk)

    def recommender(self, unit: Unit) -> User:
        """Return who recommends for the unit."""
        return User.objects.get(email=f"{Role.RECOMMENDER}.{unit.key}@{DOMAIN}")

    def owner(self, enterprise: Enterprise) -> User:
        """Return the enterprise's owner, appointed on first use."""
        member = enterprise.memberships.filter(left_at=None).select_related("user").first()
        if member is not None:
            return User.objects.get(pk=member.user_id)
        number = Membership.objects.filter(user__email__endswith=DOMAIN).count() + 1
        surname = "赵钱孙李吴郑王冯陈褚卫蒋韩杨朱秦许吕张孔曹严华魏陶戚谢邹柏水窦章云苏潘葛范彭郎鲁马苗花方"
        user = self.person(f"enterprise{number}", f"{surname[number % len(surname)]}经办", is_staff=False)
        Membership.objects.create(enterprise=enterprise, user=user, role=MemberRole.OWNER)
        return user

    def enterprise(self, name: str) -> Enterprise:
        """Return an enterprise by name, with what a certificate needs to print filled in."""
        found = Enterprise.objects.get(name=name)
        if not found.size_class:
            extra = self.data["known"].get(name, {})
            found.name_en = found.name_en or extra.get("en", "")
            found.address = found.address or f"吉林省{found.division.name}示例大街{found.pk}号"
            found.address_en = found.address_en or f"No. {found.pk} Sample Avenue, Jilin"
            found.size_class = SizeClass.MEDIUM
            found.established_on = found.established_on or datetime.date(2008, 6, 18)
            found.save()
        return found

    def product(self, enterprise: Enterprise) -> Any:
        """Return the product the enterprise applies with, under its trademark."""
        owner = self.owner(enterprise)
        known = self.data["known"].get(enterprise.name)
        if known is None:
            row = next(row for row in self.data["invented"] if row[0] == enterprise.name)
            name, name_en, mark = row[3], row[4], "示例" + row[3][:2]
        else:
            listed = enterprise.products.order_by("id").first()
            name = known.get("product") or (listed.name if listed else "")
            name_en, mark = known["product_en"], known["trademark"]
        number = f"{10_000_000 + enterprise.pk * 7919}"
        trademark = add_trademark(enterprise=enterprise, name=mark, number=number, by=owner)
        scope = "示例型号 JL-1" if self.category(enterprise) == CategoryKey.MANUFACTURING else "示例规格"
        return add_product(
            enterprise=enterprise,
            name=name,
            name_en=name_en,
            model_or_scope=scope,
            trademark=trademark,
            by=owner,
        )

    def category(self, enterprise: Enterprise) -> CategoryKey:
        """Return the category the enterprise applies in."""
        for row in self.data["invented"]:
            if row[0] == enterprise.name:
                return CategoryKey(row[1])
        return CategoryKey(self.listed[enterprise.name])

    @cached_property
    def listed(self) -> dict[str, str]:
        """Return the category of each enterprise of the imported list."""
        import csv

        path = Path(__file__).resolve().parents[2] / "enterprises" / "data" / "enterprises.csv"
        with path.open(encoding="utf-8") as file:
            return {row["enterprise_name"]: _CATEGORIES[row["category"]] for row in csv.DictReader(file)}
