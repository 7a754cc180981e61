"""The recommending unit's opinion: T5 and T5b."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import Unit, User
from brandcert.applications.models import Application, Recommendation
from brandcert.applications.services.clocks import due_in
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import perform


class OpinionMissing(BusinessError):
    """A recommendation needs a written opinion."""


class RankTaken(BusinessError):
    """Another application of the unit already has this rank in the batch."""


@transaction.atomic
def recommend(
    application: Application, *, opinion: str, rank: int | None = None, by: User, now: datetime.datetime
) -> Recommendation:
    """Sign the unit's recommendation (推荐): the province's time to accept begins.

    Raises OpinionMissing, RankTaken, SignerHandedIn, UnitQuotaReached, Refused or SomeoneWasFaster.
    """
    if not opinion.strip():
        raise OpinionMissing(_("Please write the opinion of the unit."))
    _lock_unit(application)
    if rank is not None and _rank_is_taken(application, rank):
        raise RankTaken(_("Rank %(rank)s is already given to another application.") % {"rank": rank})
    clock = due_in(application.batch.accept_days, since=timezone.localdate(now))
    row = perform(application.recommend, by=by, **clock)
    return _sign(row, opinion=opinion, rank=rank, is_positive=True, by=by, now=now)


@transaction.atomic
def refuse_recommendation(
    application: Application, *, reason: str, by: User, now: datetime.datetime | None = None
) -> Recommendation:
    """Refuse to recommend (不予推荐) with a reason; the case ends, an appeal is open.

    Raises GuardFailed without a reason, Refused or SomeoneWasFaster.
    """
    row = perform(application.refuse_recommendation, by=by, reason=reason, reason_code="not_recommended")
    return _sign(row, opinion=reason, rank=None, is_positive=False, by=by, now=now or timezone.now())


def _lock_unit(application: Application) -> None:
    """Let one recommendation of a unit after the other count against its quota."""
    if application.unit_id is not None:
        Unit.objects.select_for_update().get(pk=application.unit_id)


def _rank_is_taken(application: Application, rank: int) -> bool:
    return (
        Recommendation.objects.filter(
            application__batch=application.batch_id, unit=application.unit_id, rank=rank, is_positive=True
        )
        .exclude(application=application)
        .exists()
    )


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
