"""The pool of experts: who enters it, what changes about them, when they are away."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.enums import ConflictKind, InterestKind
from brandcert.reviews.models import Absence, Expert, Interest
from brandcert.reviews.services.conflicts import enforce, require_own_or_staff

# What may be written about an expert; the person of an entry stays.
WRITABLE: Final = (
    "title",
    "post",
    "employer",
    "employer_credit_code",
    "division",
    "categories",
    "fields",
    "is_available",
    "most_tasks",
)

LONGEST_ABSENCE: Final = datetime.timedelta(days=366)


class AlreadyInPool(BusinessError):
    """The person has an entry in the pool."""


def enter_person(*, name: str, email: str, phone: str = "", by: Any) -> User:
    """Open an account without any right for an expert to be.

    Nobody can sign in with it before a password was set by mail; whom the security administrator does not
    appoint is drawn for nothing. Raises GuardFailed when the address is taken, Refused.
    """
    policies.require(by, "accounts.user.enter_expert", None)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, None, name=name, phone=phone)
            events.record("enter_expert", user, by=by)
    except IntegrityError as error:
        raise GuardFailed(_("An account with this e-mail address exists already.")) from error
    return user


def enter_expert(user: User, *, values: Mapping[str, Any], by: Any) -> Expert:
    """Take a person into the pool. Raises AlreadyInPool, GuardFailed for a wrong credit code, Refused."""
    row = Expert(user=user, **_checked(values))
    policies.require(by, "reviews.expert.enter", row)
    try:
        with transaction.atomic():
            row.save()
            events.record("enter", row, by=by, payload={"fields": sorted(values)})
    except IntegrityError as error:
        raise AlreadyInPool(_("This person is in the pool already.")) from error
    return row


def edit_expert(expert: Expert, *, values: Mapping[str, Any], by: Any, today: datetime.date) -> list[str]:
    """Write what has changed about an expert, and return the names of what did.

    Who changes the employer keeps the old one as an interest until today, so that it ties for three years; tasks
    about the new one end at once. Raises GuardFailed for a wrong credit code, Refused.
    """
    policies.require(by, "reviews.expert.edit", expert)
    checked = _checked(values)
    with transaction.atomic():
        row = Expert.objects.select_for_update().get(pk=expert.pk)
        changed = sorted(name for name, value in checked.items() if _differs(name, getattr(row, name), value))
        if not changed:
            return []
        if ("employer_credit_code" if row.employer_credit_code else "employer") in changed and row.employer:
            _keep_employer(row, today)
        for name in changed:
            setattr(row, name, checked[name])
        row.save(update_fields=changed)
        events.record("edit", row, by=by, payload={"fields": changed})
        if {"employer", "employer_credit_code", "division"} & set(changed):
            enforce(by=by, expert=row, reason=str(ConflictKind.EMPLOYER.label))
    return changed


def _differs(name: str, before: Any, after: Any) -> bool:
    """Say whether two values differ; the order of categories says nothing."""
    return bool(set(before) != set(after) if name == "categories" else before != after)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(WRITABLE)
    if unknown:
        raise GuardFailed(_("Unknown particulars: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    checked = dict(values)
    if checked.get("employer_credit_code"):
        reading = read_credit_code(checked["employer_credit_code"])
        if reading.fault:
            raise GuardFailed(reading.explanation)
        checked["employer_credit_code"] = reading.code
    wrong = set(checked.get("categories", ())) - set(CategoryKey.values)
    if wrong:
        raise GuardFailed(_("Unknown category: %(names)s.") % {"names": ", ".join(sorted(wrong))})
    return checked


def _keep_employer(row: Expert, today: datetime.date) -> None:
    # What is on record is in the language of the house, whoever writes it.
    with translation.override(settings.LANGUAGE_CODE):
        note = _("former employer, kept when it changed")
    Interest.objects.create(
        expert=row,
        kind=InterestKind.EMPLOYER,
        body=row.employer,
        credit_code=row.employer_credit_code,
        until=today,
        note=note,
    )


def state_absence(
    expert: Expert, *, since: datetime.date, until: datetime.date, note: str = "", by: Any
) -> Absence:
    """Enter days on which an expert is away; experts state their own, the secretary anyone's.

    Present tasks stay: whoever cannot do one recuses himself or is replaced. Raises GuardFailed for a wrong
    period, Refused.
    """
    policies.require(by, "reviews.expert.state_absence", expert)
    require_own_or_staff(expert, by)
    if until < since:
        raise GuardFailed(_("The last day lies before the first."))
    if since < timezone.localdate():
        raise GuardFailed(_("An absence does not begin in the past."))
    if until > timezone.localdate() + LONGEST_ABSENCE:
        raise GuardFailed(_("An absence is stated for the coming year at most."))
    with transaction.atomic():
        Expert.objects.select_for_update().get(pk=expert.pk)
        if expert.absences.filter(since__lte=until, until__gte=since).exists():
            raise GuardFailed(_("An absence in these days is on record already."))
        row = Absence.objects.create(expert=expert, since=since, until=until, note=note.strip()[:200])
        events.record("state_absence", expert, by=by, payload={"absence": row.pk})
    return row


def end_absence(absence: Absence, *, by: Any, today: datetime.date) -> Absence | None:
    """Come back earlier: an absence ends yesterday; one that has not begun is taken back and None returned.

    Raises GuardFailed for one that is over, Refused.
    """
    policies.require(by, "reviews.expert.end_absence", absence.expert)
    require_own_or_staff(absence.expert, by)
    with transaction.atomic():
        row = Absence.objects.select_for_update().get(pk=absence.pk)
        if row.until < today:
            raise GuardFailed(_("This absence is over."))
        events.record("end_absence", row.expert, by=by, payload={"absence": row.pk})
        if row.since >= today:
            row.delete()
            return None
        row.until = today - datetime.timedelta(days=1)
        row.save(update_fields=["until"])
    return row


def end_interest(interest: Interest, *, until: datetime.date, by: Any, today: datetime.date) -> Interest:
    """Enter the last day of an interest; what was stated stays on record, and most kinds tie for three years more.

    Experts end their own from today on; only the secretary, who has seen the proof, enters an earlier day. Raises
    GuardFailed, Refused.
    """
    policies.require(by, "reviews.expert.end_interest", interest.expert)
    require_own_or_staff(interest.expert, by)
    with transaction.atomic():
        row = Interest.objects.select_for_update().select_related("expert").get(pk=interest.pk)
        if row.until is not None:
            raise GuardFailed(_("The last day of this interest is on record already."))
        if row.since and until < row.since:
            raise GuardFailed(_("The last day lies before the first."))
        if until < today and not policies.allowed(by, "reviews.expert.edit", row.expert):
            raise GuardFailed(_("Only the panel secretary enters a day that is past; please show the proof."))
        row.until = until
        row.save(update_fields=["until"])
        events.record("end_interest", row.expert, by=by, payload={"interest": row.pk, "kind": row.kind})
    return row
