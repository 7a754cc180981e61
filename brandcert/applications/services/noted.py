"""Steps whose words are already on record, so that they can be taken for many applications: each with its own words.

A correction notice is one complete list for one enterprise, a refusal names its own facts: neither is written once for
many. What was noted line by line on an application's own sheet, or follows from its own rank, can go out for each.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications import eligibility, queries
from brandcert.applications.enums import RefusalCode, Status
from brandcert.applications.models import Application, CorrectionNotice, Recommendation
from brandcert.applications.queries.sheet import PLACES, entered_on, faults_of, noes_of, refusal_words
from brandcert.applications.services.acceptance import Item, refuse_acceptance, request_correction
from brandcert.applications.services.recommendation import recommend, refuse_recommendation
from brandcert.applications.services.units import lock_unit
from brandcert.core.errors import GuardFailed
from brandcert.documents import printing
from brandcert.documents.services.letters.writing import LANGUAGE

LONGEST_PROBLEM: Final = 1000


@transaction.atomic
def correct_by_sheet(application: Application, *, by: User, today: datetime.date) -> CorrectionNotice:
    """Ask for what is noted on the application's own sheet (T2), once every question of it is answered.

    Raises GuardFailed for a sheet that is unfinished, older than the last correction, notes nothing, or says no to
    something no correction can put right; and what `request_correction` raises.
    """
    lines = entered_on(application)
    if eligibility.unanswered({key: line.yes for key, line in lines.items()}):
        raise GuardFailed(
            _("The eligibility sheet is not finished: the list of what to correct would not be complete.")
        )
    last = application.corrections.order_by("requested_at").last()
    if last is not None and not any(line.changed_at > last.requested_at for line in lines.values()):
        raise GuardFailed(_("The sheet is older than the last correction: look through it again."))
    if _cannot_be_corrected(application):
        raise GuardFailed(
            _("The sheet says no to something that no correction puts right: decide on the page of the case.")
        )
    with translation.override(LANGUAGE):
        faults = faults_of(application)
    if not faults:
        raise GuardFailed(_("Nothing is noted on the sheet that has to be corrected."))
    requirements = {str(one.pk): one for one in queries.requirements_of(application)}
    return request_correction(
        application,
        items=[_item(name, problem, requirements) for name, problem in faults.items()],
        by=by,
        today=today,
    )


def _cannot_be_corrected(application: Application) -> list[eligibility.Question]:
    return [question for question, _note in noes_of(application) if question.key not in PLACES]


def _item(name: str, problem: str, requirements: dict[str, Any]) -> Item:
    _drawn(problem)
    if len(problem) > LONGEST_PROBLEM:
        raise GuardFailed(_("What is noted is too long for a notice: shorten it on the sheet."))
    kind, _colon, key = name.partition(":")
    if kind == "field":
        return {"field": key, "problem": problem}
    return {"requirement": requirements[key], "problem": problem}


def _drawn(text: str) -> None:
    """Refuse words the letter could not be printed with."""
    plain = printing.printable(text.translate({9: " ", 13: "\n"}))
    if bad := printing.missing_characters(plain):
        raise GuardFailed(
            _("No font of the letters draws these characters: %(them)s") % {"them": " ".join(bad)}
        )


def refuse_by_sheet(
    application: Application,
    *,
    basis: str = "",
    remedy: str = "",
    by: User,
    now: datetime.datetime,
) -> Application:
    """Refuse acceptance (T7) with the facts of the application's own sheet: what no correction can put right.

    Raises GuardFailed where the sheet says no to nothing of that kind, and what `refuse_acceptance` raises.
    """
    if not _cannot_be_corrected(application):
        raise GuardFailed(
            _("The sheet says no to nothing that ends a case: ask for a correction, or decide on its page.")
        )
    with translation.override(LANGUAGE):
        reason = refusal_words(application)
    _drawn(reason)
    return refuse_acceptance(
        application,
        reason=reason,
        reason_code=RefusalCode.INELIGIBLE,
        basis=basis,
        remedy=remedy,
        by=by,
        now=now,
    )


@transaction.atomic
def recommend_by_rank(
    application: Application, *, opinion: str, by: User, now: datetime.datetime
) -> Recommendation:
    """Recommend (T5) where the unit's quota has a place for it beside all that wait with a better rank.

    So it makes no difference in which order many are taken. Raises GuardFailed, and what `recommend` raises.
    """
    lock_unit(application.unit_id)
    left = queries.quota_of(application.unit_id, application.batch).left
    rank = queries.rank_of(application)
    waiting = Application.objects.filter(
        unit=application.unit_id, batch=application.batch_id, status=Status.SUBMITTED
    ).exclude(pk=application.pk)
    better = waiting.filter(place__rank__lt=rank) if rank else waiting.exclude(place=None)
    if left and better.count() >= left:
        raise GuardFailed(
            _(
                "The quota has %(left)s places left, and as many with a better rank wait: recommend those first."
            )
            % {"left": left}
        )
    return recommend(application, opinion=opinion, by=by, now=now)


@transaction.atomic
def refuse_beyond_quota(
    application: Application,
    *,
    reason: str,
    basis: str = "",
    remedy: str = "",
    by: User,
    now: datetime.datetime,
) -> Recommendation:
    """Refuse to recommend (T5b) what the unit's own ranking leaves beyond its quota; `reason` says how it ranked.

    The letter names the rank of this application and the quota. Raises GuardFailed while places are free or without a
    rank, and what `refuse_recommendation` raises.
    """
    lock_unit(application.unit_id)
    quota = queries.quota_of(application.unit_id, application.batch)
    rank = queries.rank_of(application)
    if not quota.is_used_up:
        raise GuardFailed(_("The quota of the unit is not used up: there is nothing to refuse for it."))
    if rank is None:
        raise GuardFailed(_("The unit gave this application no rank: rank it first."))
    with translation.override(LANGUAGE):
        own = _(
            "The quota of the unit in this round is %(most)s and is used up; this application has rank %(rank)s."
        ) % {"most": quota.most, "rank": rank}
    return refuse_recommendation(
        application, reason=f"{reason.strip()}\n{own}", basis=basis, remedy=remedy, by=by, now=now
    )
