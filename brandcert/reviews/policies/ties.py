"""The rules of recusal: who is tied to which enterprise, by which row, in which words.

`find` looks from applications to experts and names the evidence; `tied` is its twin as a condition, from one
expert to applications, for permissions and lists. A test holds the two together for every kind of tie.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.models import Application, ApplicationVersion, Material
from brandcert.enterprises.models import Membership
from brandcert.enterprises.names import spellings
from brandcert.reviews.enums import ConflictKind, InterestKind
from brandcert.reviews.models import (
    TIED_FOR,
    Affiliate,
    Conflict,
    Expert,
    ExpertObjection,
    Interest,
    PanelRule,
)
from brandcert.reviews.models.ties import InterestQuerySet

# Rule, kind, expert, enterprise, evidence.
Hit: TypeAlias = tuple[str, str, int, int, str]
# As many enterprises are named in a query; of more, rows are sorted out here.
_MOST_NAMED: Final = 500

# Rule → what it found, in words.
WORDS: Final[Mapping[str, Any]] = {
    "stated": _("a conflict of interest is on record"),
    "employer": _("the employer is the applicant itself"),
    "employer_name": _("the employer bears the applicant's name"),
    "group": _("the employer belongs to the applicant's group"),
    "member": _("acts for the applicant, or did within three years"),
    "interest": _("has, or had within three years, to do with the applicant"),
    "interest_name": _("has, or had within three years, to do with a body of the applicant's name"),
    "group_interest": _("has, or had within three years, to do with a body of the applicant's group"),
    "handed_in": _("handed the application in"),
    "uploaded": _("uploaded files of the application"),
    "objection": _("the applicant's objection was admitted"),
    "open_objection": _("the applicant's objection is not decided yet"),
    "county": _("works in the applicant's county, which the batch rules out"),
}
# Rules whose ties are written down as conflicts when a drawing finds them; the others may end.
KEPT: Final = frozenset({"employer", "employer_name", "group", "member", "handed_in", "uploaded"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """That a rule keeps an expert from an application: rule, kind, and the row that shows it (`app.model:key`)."""

    application: int
    expert: int
    kind: str
    rule: str
    evidence: str

    @property
    def words(self) -> str:
        """Return what was found, in the user's language."""
        return f"{ConflictKind(self.kind).label}: {WORDS[self.rule]}"


class _Scope:
    """What is looked at: applications by enterprise, enterprises by code and name, and experts, or all of them."""

    def __init__(
        self, applications: Iterable[Application], experts: Iterable[int] | None, today: datetime.date
    ) -> None:
        self.today = today
        self.experts = None if experts is None else frozenset(experts)
        self.by_enterprise: dict[int, list[Application]] = defaultdict(list)
        for application in applications:
            self.by_enterprise[application.enterprise_id].append(application)
        self.by_code: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        self.by_name: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        for rows in self.by_enterprise.values():
            self._know(rows[0].enterprise.name, rows[0].enterprise.credit_code, rows[0].enterprise_id, None)
        for pk, enterprise, name, code in self.rows(Affiliate.objects, "enterprise").values_list(
            "pk", "enterprise", "name", "credit_code"
        ):
            self._know(name, code, enterprise, pk)

    def _know(self, name: str, code: str | None, enterprise: int, affiliate: int | None) -> None:
        if code:
            self.by_code[code].append((enterprise, affiliate))
        for spelling in spellings(name):
            self.by_name[spelling].append((enterprise, affiliate))

    def rows(self, rows: Any, enterprise: str = "", expert: str = "") -> QuerySet[Any]:
        """Return the rows of the enterprises and experts looked at, as far as a query can tell."""
        if expert and self.experts is not None:
            rows = rows.filter(**{f"{expert}__in": self.experts})
        if enterprise and len(self.by_enterprise) <= _MOST_NAMED:
            rows = rows.filter(**{f"{enterprise}__in": list(self.by_enterprise)})
        found: QuerySet[Any] = rows.all()
        return found


def find(
    applications: Iterable[Application],
    *,
    experts: Iterable[int] | None = None,
    today: datetime.date | None = None,
) -> list[Finding]:
    """Return everything that keeps experts (all, or those given) from the applications."""
    scope = _Scope(applications, experts, today or timezone.localdate())
    found = {
        Finding(application.pk, expert, kind, rule, evidence)
        for look in _RULES
        for rule, kind, expert, enterprise, evidence in look(scope)
        for application in scope.by_enterprise.get(enterprise, ())
    }
    return sorted(found | set(_handed_in(scope)) | set(_county(scope)))


def _stated(scope: _Scope) -> Iterator[Hit]:
    rows = scope.rows(Conflict.objects, "enterprise", "expert")
    for pk, expert, enterprise, kind in rows.values_list("pk", "expert", "enterprise", "kind"):
        yield "stated", kind, expert, enterprise, f"reviews.conflict:{pk}"


def _employer(scope: _Scope) -> Iterator[Hit]:
    rows = scope.rows(Expert.objects.exclude(employer_credit_code=""), expert="pk")
    if len(scope.by_code) <= _MOST_NAMED:
        rows = rows.filter(employer_credit_code__in=list(scope.by_code))
    for expert, code in rows.values_list("pk", "employer_credit_code"):
        for enterprise, affiliate in scope.by_code.get(code, ()):
            if affiliate is None:
                yield "employer", ConflictKind.EMPLOYER, expert, enterprise, f"reviews.expert:{expert}"
            else:
                evidence = f"reviews.affiliate:{affiliate}"
                yield "group", ConflictKind.SAME_ENTITY, expert, enterprise, evidence


def _employer_name(scope: _Scope) -> Iterator[Hit]:
    """Find employers whose code nobody entered, or entered wrongly, by their name."""
    rows = scope.rows(Expert.objects.exclude(employer=""), expert="pk")
    if len(scope.by_name) <= _MOST_NAMED:
        rows = rows.filter(employer__in=list(scope.by_name))
    for expert, name in rows.values_list("pk", "employer"):
        for enterprise, affiliate in scope.by_name.get(name, ()):
            if affiliate is None:
                yield "employer_name", ConflictKind.EMPLOYER, expert, enterprise, f"reviews.expert:{expert}"
            else:
                evidence = f"reviews.affiliate:{affiliate}"
                yield "group", ConflictKind.SAME_ENTITY, expert, enterprise, evidence


def _member(scope: _Scope) -> Iterator[Hit]:
    rows = scope.rows(tied_memberships().filter(user__expert__isnull=False), "enterprise", "user__expert")
    for pk, expert, enterprise in rows.values_list("pk", "user__expert", "enterprise"):
        yield "member", ConflictKind.EMPLOYER, expert, enterprise, f"enterprises.membership:{pk}"


def _interest(scope: _Scope) -> Iterator[Hit]:
    rows = scope.rows(Interest.objects.in_force(scope.today), expert="expert")
    if len(scope.by_code) <= _MOST_NAMED:
        rows = rows.filter(credit_code__in=list(scope.by_code))
    for pk, expert, kind, code in rows.values_list("pk", "expert", "kind", "credit_code"):
        for found in scope.by_code.get(code, ()):
            yield _tie("interest", pk, expert, kind, found)


def _interest_name(scope: _Scope) -> Iterator[Hit]:
    """Find interests in bodies whose code nobody knew, by the name that was stated."""
    rows = scope.rows(Interest.objects.in_force(scope.today).named_only(), expert="expert")
    if len(scope.by_name) <= _MOST_NAMED:
        rows = rows.filter(body__in=list(scope.by_name))
    for pk, expert, kind, name in rows.values_list("pk", "expert", "kind", "body"):
        for found in scope.by_name.get(name, ()):
            yield _tie("interest_name", pk, expert, kind, found)


def _tie(rule: str, pk: int, expert: int, kind: str, found: tuple[int, int | None]) -> Hit:
    enterprise, affiliate = found
    is_group = affiliate is not None
    named = ConflictKind.SAME_ENTITY if is_group and kind == InterestKind.EMPLOYER else kind
    return "group_interest" if is_group else rule, named, expert, enterprise, f"reviews.interest:{pk}"


def _objection(scope: _Scope) -> Iterator[Hit]:
    rows = scope.rows(ExpertObjection.objects.exclude(is_admitted=False), "enterprise", "expert")
    for pk, expert, enterprise, is_admitted in rows.values_list("pk", "expert", "enterprise", "is_admitted"):
        rule = "objection" if is_admitted else "open_objection"
        yield rule, ConflictKind.OBJECTED, expert, enterprise, f"reviews.expertobjection:{pk}"


_RULES: Final[Sequence[Callable[[_Scope], Iterator[Hit]]]] = (
    _stated,
    _employer,
    _employer_name,
    _member,
    _interest,
    _interest_name,
    _objection,
)


def _handed_in(scope: _Scope) -> Iterator[Finding]:
    keys = {row.pk for rows in scope.by_enterprise.values() for row in rows}
    sources: list[tuple[str, Any, str, str]] = [
        ("handed_in", ApplicationVersion.objects, "handed_in_by__expert", "applications.applicationversion"),
        ("uploaded", Material.objects, "upload__uploaded_by__expert", "applications.material"),
    ]
    for rule, manager, path, model in sources:
        rows = scope.rows(manager.filter(**{f"{path}__isnull": False}), expert=path)
        if len(keys) <= _MOST_NAMED:
            rows = rows.filter(application__in=keys)
        for pk, expert, application in rows.values_list("pk", path, "application"):
            if application in keys:
                yield Finding(application, expert, ConflictKind.DRAFTER, rule, f"{model}:{pk}")


def _county(scope: _Scope) -> Iterator[Finding]:
    ruled_out = set(PanelRule.objects.filter(avoids_county=True).values_list("batch", "category"))
    cases: dict[int, list[int]] = defaultdict(list)
    for rows in scope.by_enterprise.values():
        for row in rows:
            if (row.batch_id, row.category_id) in ruled_out:
                cases[row.enterprise.division_id].append(row.pk)
    if not cases:
        return
    experts = scope.rows(Expert.objects.filter(division__in=list(cases)), expert="pk")
    for expert, division in experts.values_list("pk", "division"):
        for application in cases[division]:
            yield Finding(application, expert, ConflictKind.COUNTY, "county", f"reviews.expert:{expert}")


def tied_memberships() -> QuerySet[Membership]:
    """Return the memberships of people who act for an enterprise, or did within three years."""
    return Membership.objects.filter(Q(left_at=None) | Q(left_at__gt=timezone.now() - TIED_FOR))


def tied(expert: Expert) -> Q:
    """Return the condition that an application is one the expert may not judge: the twin of `find`."""
    interests = Interest.objects.in_force(timezone.localdate()).filter(expert=expert)
    codes = interests.exclude(credit_code="").values("credit_code")
    own = expert.employer_credit_code or "-"
    names = _names_of(expert, interests)
    groups = Affiliate.objects.filter(
        Q(credit_code=own) | Q(credit_code__in=codes) | Q(name__in=names)
    ).values("enterprise")
    rules = PanelRule.objects.filter(
        avoids_county=True, batch=OuterRef("batch"), category=OuterRef("category")
    )
    here = Q(pk__in=[]) if expert.division_id is None else Q(enterprise__division=expert.division_id)
    return (
        Q(enterprise__in=Conflict.objects.filter(expert=expert).values("enterprise"))
        | Q(enterprise__in=tied_memberships().filter(user=expert.user_id).values("enterprise"))
        | Q(enterprise__credit_code=own)
        | Q(enterprise__name__in=names)
        | Q(enterprise__credit_code__in=codes)
        | Q(enterprise__in=groups)
        | Q(
            enterprise__in=ExpertObjection.objects.filter(expert=expert)
            .exclude(is_admitted=False)
            .values("enterprise")
        )
        | Q(pk__in=ApplicationVersion.objects.filter(handed_in_by=expert.user_id).values("application"))
        | Q(pk__in=Material.objects.filter(upload__uploaded_by=expert.user_id).values("application"))
        | (here & Q(Exists(rules)))
    )


def _names_of(expert: Expert, interests: InterestQuerySet) -> list[str]:
    """Return the names that tie: the employer's, and those of bodies whose code nobody knew."""
    stated = [expert.employer, *interests.named_only().values_list("body", flat=True)]
    return sorted({one for name in stated for one in spellings(name)})
