"""What a recommending unit decides as a whole: its ranking and its signed letter."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import Unit, User
from brandcert.applications import queries
from brandcert.applications.enums import DEAD_ENDS
from brandcert.applications.guards.recommendation import signer_is_someone_else
from brandcert.applications.models import Application, RecommendationLetter, UnitList, UnitPlace
from brandcert.core import events, policies, sequences
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.models import digest
from brandcert.programs.models import Batch

MOST_RANK: Final = 9999


class RankTaken(BusinessError):
    """Another application of the unit already has this rank in the batch."""


class BadRanking(BusinessError):
    """The ranks are no numbers from 1 on, or one is given twice, or to what is not on the list."""


class RankingChanged(SomeoneWasFaster):
    """A colleague changed the ranking since the page was opened."""


class NothingToSign(BusinessError):
    """Nothing is recommended, or nothing has changed since the last letter."""


def unit_list(unit: Unit, batch: Batch) -> UnitList:
    """Return the list of a unit in a batch; it begins empty."""
    row, _made = UnitList.objects.get_or_create(unit=unit, batch=batch)
    return row


def lock_unit(unit_id: int | None) -> None:
    """Let one act of a unit after the other count against its quota and ranks."""
    if unit_id is not None:
        Unit.objects.select_for_update().get(pk=unit_id)


@transaction.atomic
def rank_applications(
    unit_list: UnitList, *, ranks: Mapping[int, int], seen: int, by: User, now: datetime.datetime
) -> UnitList:
    """Replace the ranking (推荐排序): `ranks` by application, `seen` the version the person looked at.

    Raises RankingChanged when a colleague was faster, BadRanking, Refused.
    """
    row = locked_list(unit_list)
    policies.require(by, "applications.unitlist.rank", row)
    before = dict(row.places.values_list("application", "rank"))
    wanted = dict(ranks)
    if wanted == before:
        return row
    if seen != row.seen:
        raise RankingChanged(
            _("%(who)s saved another ranking on %(when)s. Nothing of yours was saved yet.")
            % {"who": row.changed_by, "when": f"{timezone.localtime(row.changed_at):%Y-%m-%d %H:%M}"}
        )
    _check_ranks(row, wanted)
    row.places.all().delete()
    UnitPlace.objects.bulk_create(
        UnitPlace(unit_list=row, application_id=key, rank=rank) for key, rank in wanted.items()
    )
    _touch(row, by, now)
    changes = {str(key): [before.get(key), wanted.get(key)] for key in before.keys() | wanted.keys()}
    moved = {key: pair for key, pair in sorted(changes.items()) if pair[0] != pair[1]}
    events.record("rank", row, by=by, payload={"moved": moved})
    return row


def locked_list(unit_list: UnitList) -> UnitList:
    """Return the list as it stands now, with its unit locked until the transaction ends."""
    lock_unit(unit_list.unit_id)
    return UnitList.objects.select_related("unit", "batch__program", "changed_by").get(pk=unit_list.pk)


def _touch(row: UnitList, by: Any, now: datetime.datetime) -> None:
    row.seen, row.changed_by, row.changed_at = row.seen + 1, by, now
    row.save(update_fields=["seen", "changed_by", "changed_at"])


def _check_ranks(row: UnitList, ranks: Mapping[int, int]) -> None:
    allowed = set(queries.listed_by(row).values_list("pk", flat=True))
    if not set(ranks) <= allowed:
        raise BadRanking(_("The list holds an application that the unit no longer deals with. Open it anew."))
    if any(not 1 <= rank <= MOST_RANK for rank in ranks.values()):
        raise BadRanking(_("Ranks are whole numbers from 1 to %(most)s.") % {"most": MOST_RANK})
    twice = sorted(rank for rank, count in Counter(ranks.values()).items() if count > 1)
    if twice:
        raise BadRanking(
            _("Each rank is given once. Given twice: %(ranks)s.") % {"ranks": ", ".join(map(str, twice))}
        )


def take_rank(application: Application, rank: int | None, *, by: User, now: datetime.datetime) -> int | None:
    """Give the application a rank, or return the one it has; the unit is locked by the caller. Raises RankTaken."""
    if rank is None or application.unit is None:
        return UnitPlace.objects.filter(application=application).values_list("rank", flat=True).first()
    row = unit_list(application.unit, application.batch)
    holders = UnitPlace.objects.filter(unit_list=row, rank=rank).exclude(application=application)
    if holders.exclude(application__status__in=DEAD_ENDS).exists():
        raise RankTaken(_("Rank %(rank)s is already given to another application.") % {"rank": rank})
    holders.delete()
    UnitPlace.objects.update_or_create(application=application, defaults={"unit_list": row, "rank": rank})
    _touch(row, by, now)
    return rank


@transaction.atomic
def sign_letter(unit_list: UnitList, *, by: User, now: datetime.datetime) -> RecommendationLetter:
    """Sign the letter with its list as it stands (推荐函、汇总表): frozen under its number; earlier versions stay.

    Raises NothingToSign, SignerHandedIn for who handed in what is listed, Refused.
    """
    row = locked_list(unit_list)
    policies.require(by, "applications.unitlist.sign", row)
    rows = queries.letter_rows(row)
    if not rows:
        raise NothingToSign(_("The unit has not recommended anything yet."))
    if not queries.differs_from_letter(row, rows):
        raise NothingToSign(_("Nothing has changed since the last letter was signed."))
    for application in Application.objects.filter(pk__in=[line["application"] for line in rows]):
        signer_is_someone_else(application, by, {})
    last = row.letters.first()
    number, version = (last.number, last.version + 1) if last else (_next_number(row, now), 1)
    facts = _facts(row, rows, number=number, version=version, by=by, now=now)
    letter = RecommendationLetter.objects.create(
        unit_list=row,
        number=number,
        version=version,
        facts=facts,
        sha256=digest(facts),
        signed_by=by,
        signed_at=now,
    )
    payload = {"letter": letter.pk, "number": number, "version": version, "sha256": letter.sha256}
    events.record("sign", row, by=by, payload=payload)
    return letter


def _next_number(row: UnitList, now: datetime.datetime) -> str:
    year = timezone.localtime(now).year
    return f"JLJP-TJ-{year}-{sequences.next_number(f'applications.letters.{year}'):04d}"


def _facts(
    row: UnitList, rows: list[dict[str, Any]], *, number: str, version: int, by: User, now: datetime.datetime
) -> dict[str, Any]:
    quota = queries.quota_of(row.unit, row.batch)
    return {
        "number": number,
        "version": version,
        "unit": row.unit.name,
        "batch": row.batch.name,
        "program": row.batch.program.name,
        "addressee": row.batch.program.issuing_body,
        "quota": quota.most,
        "used": quota.used,
        "signed_by": by.name,
        "signed_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "rows": rows,
    }
