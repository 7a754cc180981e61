"""The recommending unit's opinion: T5 and T5b."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.guards.recommendation import signer_is_someone_else
from brandcert.applications.models import Application, CountyOpinion, Recommendation, UnitList
from brandcert.applications.queries import county_of, listed_by, office_for, rank_of
from brandcert.applications.services.clocks import due_in
from brandcert.applications.services.refusing import keep_refusal
from brandcert.applications.services.units import (
    MOST_RANK,
    RankTaken,
    lock_unit,
    locked_list,
    take_rank,
)
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import WrongState, locked, perform


class OpinionMissing(BusinessError):
    """A recommendation needs a written opinion."""


class NotAllRecommended(BusinessError):
    """One of several recommendations is not possible; none was made."""


class NoCountyAsked(BusinessError):
    """The route of the batch, or the area, has no county office that gives its opinion; or it gave it already."""


__all__ = [
    "NoCountyAsked",
    "NotAllRecommended",
    "OpinionMissing",
    "RankTaken",
    "give_county_opinion",
    "recommend",
    "recommend_listed",
    "refuse_recommendation",
]


@transaction.atomic
def recommend(
    application: Application, *, opinion: str, rank: int | None = None, by: User, now: datetime.datetime
) -> Recommendation:
    """Sign the unit's recommendation (推荐): the province's time to accept begins.

    Without `rank` the one of the unit's ranking holds. A county that let its time pass is recorded as silent.
    Raises OpinionMissing, RankTaken, SignerHandedIn, UnitQuotaReached, CountyStillAsked, Refused or SomeoneWasFaster.
    """
    if not opinion.strip():
        raise OpinionMissing(_("Please write the opinion of the unit."))
    lock_unit(application.unit_id)
    given = take_rank(application, rank, by=by, now=now)
    today = timezone.localdate(now)
    clock = due_in(application.batch.accept_days, since=today)
    county = county_of(application)
    silent = {"silent_county": county.office.key} if county is not None and county.opinion is None else {}
    row = perform(application.recommend, by=by, payload=silent, today=today, **clock)
    return _sign(row, opinion=opinion, rank=given, is_positive=True, by=by, now=now)


@transaction.atomic
def recommend_listed(
    unit_list: UnitList, *, keys: Collection[int], opinion: str, by: User, now: datetime.datetime
) -> int:
    """Recommend several applications in one go, in the order of their ranks, all or none; return how many.

    Raises NotAllRecommended, which names the first that is not possible and why.
    """
    row = locked_list(unit_list)
    waiting = [one for one in listed_by(row) if one.pk in set(keys) and one.status == Status.SUBMITTED]
    if not waiting or len(waiting) < len(set(keys)):
        raise NotAllRecommended(_("Choose applications that still wait for the unit's opinion."))
    for application in sorted(waiting, key=lambda one: (rank_of(one) or MOST_RANK + 1, one.pk)):
        try:
            recommend(application, opinion=opinion, by=by, now=now)
        except BusinessError as error:
            raise NotAllRecommended(
                _("None was recommended. %(number)s: %(why)s")
                % {"number": application.receipt_number, "why": error}
            ) from error
    return len(waiting)


@transaction.atomic
def refuse_recommendation(
    application: Application,
    *,
    reason: str,
    by: User,
    basis: str = "",
    remedy: str = "",
    now: datetime.datetime | None = None,
) -> Recommendation:
    """Refuse to recommend (不予推荐) with facts, basis and remedy; the case ends, an appeal is open.

    Raises GuardFailed without a reason, Refused or SomeoneWasFaster.
    """
    instant = now or timezone.now()
    row = perform(application.refuse_recommendation, by=by, reason=reason, reason_code="not_recommended")
    keep_refusal(row, step="refuse_recommendation", basis=basis, remedy=remedy, by=by, now=instant)
    return _sign(row, opinion=reason, rank=None, is_positive=False, by=by, now=instant)


@transaction.atomic
def give_county_opinion(
    application: Application, *, opinion: str, is_positive: bool, by: User, now: datetime.datetime
) -> CountyOpinion:
    """Sign the opinion of the county (县级意见) for the unit it reports to; it binds nobody and is never changed.

    Raises OpinionMissing, NoCountyAsked when no county is asked or it spoke already, WrongState, Refused.
    """
    row: Application = locked(application)
    policies.require(by, "applications.application.give_county_opinion", row)
    if not opinion.strip():
        raise OpinionMissing(_("Please write the opinion of the county."))
    if row.status != Status.SUBMITTED:
        raise WrongState(_("The county gives its opinion before the recommending unit does."))
    office = office_for(row)
    if office is None or row.county_opinions.filter(office=office).exists():
        raise NoCountyAsked(_("No opinion of a county is waited for."))
    signer_is_someone_else(row, by, {})
    given = CountyOpinion.objects.create(
        application=row,
        office=office,
        opinion=opinion.strip(),
        is_positive=is_positive,
        signed_by=by,
        signed_at=now,
    )
    payload = {"office": office.key, "positive": is_positive}
    events.record("give_county_opinion", row, by=by, payload=payload)
    return given


def _sign(
    row: Application,
    *,
    opinion: str,
    rank: int | None,
    is_positive: bool,
    by: User,
    now: datetime.datetime,
) -> Recommendation:
    if row.unit is None:
        raise GuardFailed(_("The application has not chosen a recommending unit."))
    return Recommendation.objects.create(
        application=row,
        unit=row.unit,
        opinion=opinion.strip(),
        rank=rank,
        is_positive=is_positive,
        signed_by=by,
        signed_at=now,
    )
