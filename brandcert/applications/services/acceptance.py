"""What the province does before the review: correction, eligibility, acceptance (T2, T6, T7)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications import eligibility
from brandcert.applications.enums import RefusalCode, Status
from brandcert.applications.models import (
    Application,
    CorrectionItem,
    CorrectionNotice,
    EligibilityCheck,
)
from brandcert.applications.queries import form_of
from brandcert.applications.services.clocks import days_left, due_in
from brandcert.applications.services.integrity import check_used
from brandcert.applications.services.refusing import keep_refusal
from brandcert.applications.services.sheets import forget_faults
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.transitions import WrongState, locked, perform
from brandcert.programs.models import DocumentRequirement


class NothingToCorrect(BusinessError):
    """A correction notice needs at least one item."""


class BadItem(BusinessError):
    """An item names neither a field nor a document of this application, or does not say what is wrong."""


class SheetIncomplete(BusinessError):
    """A question of the eligibility sheet has no answer."""


class UnknownRefusalCode(BusinessError):
    """The reason code is not in the list."""


class Item(TypedDict, total=False):
    """One thing to correct: the field as `section.field` or the required document, and what is wrong with it."""

    field: str
    requirement: DocumentRequirement | None
    problem: str


@transaction.atomic
def request_correction(
    application: Application, *, items: Sequence[Item], by: User, today: datetime.date
) -> CorrectionNotice:
    """Return the application once with the complete list of what is wrong (补正); its clock stops.

    Raises NothingToCorrect, BadItem, NoMoreRounds, Refused or SomeoneWasFaster.
    """
    if not items:
        raise NothingToCorrect(_("List at least one field or document that has to be corrected."))
    rows = [_item(application, item) for item in items]
    _no_twins(rows)
    left = days_left(application, today=today)
    clock = due_in(application.batch.correction_days, since=today)
    row = perform(application.request_correction, by=by, payload={"items": len(rows)}, **clock)
    notice = CorrectionNotice.objects.create(
        application=row, requested_by=by, due_on=clock["due_on"], days_left=left
    )
    for item in rows:
        item.notice = notice
    CorrectionItem.objects.bulk_create(rows)
    forget_faults(row)
    return notice


def _item(application: Application, item: Item) -> CorrectionItem:
    field, requirement = item.get("field", ""), item.get("requirement")
    problem = item.get("problem", "").strip()
    if not problem:
        raise BadItem(_("Say for every item what is wrong."))
    if bool(field) == (requirement is not None):
        raise BadItem(_("Every item names one field or one document."))
    if requirement is not None and not _belongs(requirement, application):
        raise BadItem(_("“%(title)s” is not asked of this application.") % {"title": requirement})
    if field and form_of(application).field(field) is None:
        raise BadItem(_("The application has no field “%(field)s”.") % {"field": field})
    return CorrectionItem(field=field, requirement=requirement, problem=problem)


def _belongs(requirement: DocumentRequirement, application: Application) -> bool:
    return (requirement.batch_id, requirement.category_id) == (application.batch_id, application.category_id)


def _no_twins(rows: Sequence[CorrectionItem]) -> None:
    if len({(row.field, row.requirement_id) for row in rows}) < len(rows):
        raise BadItem(
            _("Each field or document is listed once; put everything that is wrong with it together.")
        )


@transaction.atomic
def check_eligibility(
    application: Application,
    *,
    answers: Mapping[str, bool],
    by: User,
    now: datetime.datetime,
    notes: Mapping[str, str] | None = None,
) -> EligibilityCheck:
    """File the sheet of yes/no questions (资格审查); earlier sheets stay.

    Raises SheetIncomplete, Refused, or WrongState once the case is no longer before acceptance.
    """
    row = locked(application)
    policies.require(by, "applications.application.check_eligibility", row)
    if row.status not in (Status.SUBMITTED, Status.RECOMMENDED):
        raise WrongState(_("Eligibility is checked before acceptance only."))
    missing = eligibility.unanswered(answers)
    if missing:
        raise SheetIncomplete(_("Answer every question; %(n)s are open.") % {"n": len(missing)})
    filled = eligibility.sheet(answers, notes or {})
    check = EligibilityCheck.objects.create(
        application=row,
        answers=filled,
        is_eligible=eligibility.is_passed(filled),
        checked_by=by,
        checked_at=now,
    )
    events.record("check_eligibility", row, by=by, payload={"eligible": check.is_eligible})
    return check


@transaction.atomic
def accept(application: Application, *, by: User, today: datetime.date) -> Application:
    """Accept the application (受理): eligible, nothing against the enterprise; the time to appoint its panel begins.

    Raises NotRecommended, NotEligible, IntegrityOpen, Refused or SomeoneWasFaster.
    """
    clock = due_in(application.batch.panel_days, since=today)
    used = check_used(application, today=today)
    row: Application = perform(application.accept, by=by, payload=used, today=today, **clock)
    return row


@transaction.atomic
def refuse_acceptance(
    application: Application,
    *,
    reason: str,
    reason_code: str,
    by: User,
    basis: str = "",
    remedy: str = "",
    now: datetime.datetime | None = None,
) -> Application:
    """Refuse acceptance (不予受理) with a code of the list, facts, basis and remedy; an appeal is open.

    Raises UnknownRefusalCode, GuardFailed without a reason, NotRecommended, Refused or SomeoneWasFaster.
    """
    if reason_code not in RefusalCode.values:
        raise UnknownRefusalCode(_("Choose one of the listed grounds."))
    row: Application = perform(
        application.refuse_acceptance,
        by=by,
        payload={"reason_code": reason_code},
        reason=reason,
        reason_code=reason_code,
    )
    instant = now or timezone.now()
    keep_refusal(row, step="refuse_acceptance", basis=basis, remedy=remedy, by=by, now=instant)
    return row
