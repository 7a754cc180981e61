"""What has to be so before an application can be handed in (T1), each with its rule in words and the place to mend it."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.applications.queries import has_catalogue, live_rival
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.guards import Guard, guard, guards_of
from brandcert.enterprises.credit_codes import explain_credit_code, read_credit_code
from brandcert.enterprises.enums import IntegrityKind, OrganisationType
from brandcert.enterprises.models import IntegrityRecord

APPLICATION: Final = "applications.application"
# The first digits of every division of Jilin (GB/T 2260).
JILIN: Final = "22"
Facts = Mapping[str, Any]


class Unmet(GuardFailed):
    """A question of the form stands in the way; `section` is where it is answered."""

    def __init__(self, words: str, *, section: str) -> None:
        """Keep the section."""
        super().__init__(words)
        self.section = section


class NoTrademark(GuardFailed):
    """The chosen product is entered without a trademark: that is mended on its own page."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The words of a condition, and the page on which it is mended: `section.…`, product, unit, documents, check, enterprise."""

    words: Callable[[Application], str]
    place: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a condition stands: `problem` is empty where it is met."""

    key: str
    rule: str
    problem: str
    place: str

    @property
    def is_met(self) -> bool:
        """Say whether the condition holds."""
        return not self.problem


_rules: Final[dict[Guard, Rule]] = {}


def condition(
    words: Callable[[Application], str], *, place: str = "", also: tuple[str, ...] = ()
) -> Callable[[Guard], Guard]:
    """Register a guard of T1 (and of the steps `also`) together with its rule in words."""

    def decorate(function: Guard) -> Guard:
        _rules[function] = Rule(words, place)
        return guard(APPLICATION, "submit", *also)(function)

    return decorate


def standing(row: Application, *, by: Any, place: str | None = None) -> list[Standing]:
    """Return every condition of T1 and how it stands: the same guards that T1 asks, with nothing told twice.

    With `place` only those that are mended there are asked.
    """
    return list(_standing(row, by, place))


def _standing(row: Application, by: Any, place_asked: str | None) -> Iterator[Standing]:
    for check in guards_of(f"{APPLICATION}.submit"):
        rule = _rules.get(check)
        if place_asked is not None and (rule is None or rule.place != place_asked):
            continue
        words = rule.words(row) if rule else ""
        problem, place = "", rule.place if rule else ""
        try:
            check(row, by, {})
        except Unmet as fault:
            problem, place = str(fault), f"section.{fault.section}"
        except NoTrademark as fault:
            problem, place = str(fault), "own_product"
        except BusinessError as fault:
            problem = str(fault)
        if words or problem:
            yield Standing(check.__name__, words, problem, place)


def _day(details: Facts) -> datetime.date:
    return timezone.localdate(details.get("now") or timezone.now())


def _minute(instant: datetime.datetime) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M")


@condition(
    lambda row: (
        _("Applications are taken from %(from)s to %(to)s.")
        % {"from": _minute(row.batch.opens_at), "to": _minute(row.batch.closes_at)}
    )
)
def window_is_open(row: Application, by: Any, details: Facts) -> None:
    """T1: applications are taken between the two instants of the batch."""
    now = details.get("now") or timezone.now()
    if not row.batch.is_open(now):
        key = _("The batch is not open yet.") if now < row.batch.opens_at else _("The batch has closed.")
        raise GuardFailed(key)


@condition(lambda _row: _("The unified social credit code is valid."), place="enterprise")
def credit_code_is_valid(row: Application, by: Any, details: Facts) -> None:
    """T1: the enterprise has a credit code, and its check digit fits."""
    code = row.enterprise.credit_code or ""
    if not read_credit_code(code).is_valid:
        raise GuardFailed(explain_credit_code(code))


@condition(lambda _row: _("The applicant is registered in Jilin."), place="enterprise")
def registered_in_jilin(row: Application, by: Any, details: Facts) -> None:
    """T1: the division of the registration lies in the province."""
    if not row.enterprise.division.code.startswith(JILIN):
        raise GuardFailed(
            _("%(division)s is not a division of Jilin.") % {"division": row.enterprise.division}
        )


def _admitted(row: Application) -> str:
    names = dict(OrganisationType.choices)
    return _(", ").join(str(names.get(kind, kind)) for kind in row.category.organisation_types)


@condition(
    lambda row: (
        _("%(category)s admits these kinds of bodies: %(kinds)s.")
        % {"category": row.category, "kinds": _admitted(row)}
        if row.category.organisation_types
        else ""
    )
)
def body_is_admitted(row: Application, by: Any, details: Facts) -> None:
    """T1: the category is open to this kind of body."""
    if not row.category.admits(row.enterprise.organisation_type):
        raise GuardFailed(
            _("The applicant is a body of the kind “%(kind)s”; apply in another category.")
            % {"kind": row.enterprise.get_organisation_type_display()}
        )


@condition(
    lambda row: (
        _("The applicant has been running for %(years)d years on the closing date, %(date)s.")
        % {"years": row.batch.least_years, "date": timezone.localdate(row.batch.closes_at)}
        if row.batch.least_years
        else ""
    ),
    place="section.subject",
)
def running_long_enough(row: Application, by: Any, details: Facts) -> None:
    """T1: established at least so many years before the batch closes; of two dates known the later counts."""
    if not row.batch.least_years:
        return
    known = [row.content.get("subject", {}).get("established_on"), row.enterprise.established_on]
    dates = [date for date in map(_date, known) if date is not None]
    if not dates:
        raise GuardFailed(_("Enter the date of establishment."))
    ripe = _years_later(max(dates), row.batch.least_years)
    if ripe > timezone.localdate(row.batch.closes_at):
        raise GuardFailed(
            _("Established on %(date)s, the applicant reaches %(years)d years only on %(ripe)s.")
            % {"date": max(dates), "years": row.batch.least_years, "ripe": ripe}
        )


def _date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def _years_later(date: datetime.date, years: int) -> datetime.date:
    """Return the same day so many years later; the 29th of February becomes the 1st of March."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return datetime.date(date.year + years, 3, 1)


@condition(lambda _row: _("The product or service is chosen."), place="product")
def product_is_chosen(row: Application, by: Any, details: Facts) -> None:
    """T1: an application is about one product or service."""
    if row.product is None:
        raise GuardFailed(_("Choose the product or service."))


@condition(
    lambda row: (
        _("The product or service belongs to a class of the catalogue.") if has_catalogue(row) else ""
    ),
    place="product",
)
def class_is_open(row: Application, by: Any, details: Facts) -> None:
    """T1: where the batch has a catalogue, one of its classes is chosen and still open."""
    if row.product_class is None:
        if has_catalogue(row):
            raise GuardFailed(_("Choose the class of the catalogue to which the product or service belongs."))
    elif not row.product_class.is_open:
        raise GuardFailed(
            _("The class “%(name)s” of the catalogue was closed for new applications: choose another one.")
            % {"name": row.product_class}
        )


@condition(
    lambda _row: _(
        "The product or service bears a registered trademark in force, your own or under licence."
    ),
    place="product",
)
def trademark_is_valid(row: Application, by: Any, details: Facts) -> None:
    """T1: the trademark is there and has not run out; a date nobody entered is left to the clerk."""
    if row.product is None:
        return
    mark = row.product.trademark
    if mark is None:
        raise NoTrademark(_("Enter the trademark of the product or service."))
    if mark.valid_to is not None and mark.valid_to < _day(details):
        raise GuardFailed(
            _("The trademark “%(name)s” ended on %(date)s; enter the date to which it was renewed.")
            % {"name": mark.name, "date": mark.valid_to}
        )


@condition(lambda _row: _("No other application for this product is under way."), place="product")
def no_rival_is_live(row: Application, by: Any, details: Facts) -> None:
    """T1: one live application per product."""
    rival = live_rival(row)
    if rival is not None:
        raise GuardFailed(
            _("An application for this product is already under way: %(number)s.")
            % {"number": rival.receipt_number}
        )


@condition(lambda _row: _("No bar to applying again is in force."))
def enterprise_is_not_barred(row: Application, by: Any, details: Facts) -> None:
    """T1: no bar to applying again is in force."""
    bars = IntegrityRecord.objects.filter(enterprise=row.enterprise, kind=IntegrityKind.BAR)
    bar = bars.in_force(_day(details)).order_by("-until").first()
    if bar is not None and bar.until is None:
        raise GuardFailed(_("The enterprise is barred from applying."))
    if bar is not None:
        raise GuardFailed(_("The enterprise is barred from applying until %(date)s.") % {"date": bar.until})
