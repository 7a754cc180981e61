"""Links that let somebody rate, and the figures of what was rated."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.db.models import Count
from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.core import actors
from brandcert.core.models import Event
from brandcert.feedback.enums import Level, Occasion, Reason
from brandcert.feedback.models import FollowUp, Rating
from brandcert.programs.models import Batch

SIGNER: Final = signing.Signer(sep=".", salt="feedback.rating")
# Below so many ratings a figure would tell who rated.
FEWEST: Final = 5
REVEALED_FOR: Final = datetime.timedelta(minutes=30)


def token_of(rating: Rating) -> str:
    """Return the signed part of the link by which the stage is rated."""
    return SIGNER.sign(str(rating.pk))


def rating_of(token: str) -> Rating | None:
    """Return what the link asks about; None for a link that was never given out."""
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    rows = Rating.objects.select_related("application__product", "application__batch")
    return rows.filter(pk=int(key)).first()


def waiting_for(application: Application, today: datetime.date) -> list[Rating]:
    """Return what the enterprise may still rate of a case."""
    return list(application.ratings.waiting(today).order_by("id"))


def may_see_contact(user: Any, row: FollowUp, now: datetime.datetime | None = None) -> bool:
    """Say whether the person had the contact data shown, with a purpose on record, within the last half hour."""
    since = (now or timezone.now()) - REVEALED_FOR
    acts = Event.objects.about(row).filter(name="feedback.followup.reveal_contact", at__gte=since)
    return acts.filter(actor=actors.code_of(user)).exists()


@dataclass(frozen=True, slots=True)
class Figures:
    """What was said of one stage in one batch; levels and reasons only where there are enough of them."""

    batch: str
    occasion: str
    asked: int
    given: int
    levels: dict[int, int]
    reasons: list[tuple[str, int]]

    @property
    def is_shown(self) -> bool:
        """Say whether enough were given that nobody is recognised."""
        return self.given >= FEWEST

    @property
    def share(self) -> int:
        """Return how many of a hundred were content, at least basically."""
        content = sum(count for level, count in self.levels.items() if level >= Level.BASICALLY)
        return round(100 * content / self.given) if self.given else 0


def figures() -> list[Figures]:
    """Return the figures of every batch and stage, the newest batch first; three queries for any number."""
    asked = Rating.objects.values_list("application__batch", "occasion").annotate(n=Count("id"))
    rows = Rating.objects.given().values_list("application__batch", "occasion", "level", "reasons")
    levels: dict[tuple[int, str], Counter[int | None]] = {}
    reasons: dict[tuple[int, str], Counter[str]] = {}
    for batch, occasion, level, named in rows:
        place = (batch, occasion)
        levels.setdefault(place, Counter())[level] += 1
        reasons.setdefault(place, Counter()).update(named)
    names = dict(Batch.objects.values_list("id", "name"))
    return [
        _figures(
            names[batch], occasion, number, levels.get((batch, occasion)), reasons.get((batch, occasion))
        )
        for batch, occasion, number in asked.order_by("-application__batch", "occasion")
    ]


def _figures(
    batch: str, occasion: str, asked: int, levels: Counter[int | None] | None, reasons: Counter[str] | None
) -> Figures:
    counted = levels or Counter[int | None]()
    given = counted.total()
    is_enough = given >= FEWEST
    return Figures(
        batch=batch,
        occasion=str(Occasion(occasion).label),
        asked=asked,
        given=given,
        levels={level: counted[level] for level in Level.values} if is_enough else {},
        reasons=[(str(Reason(key).label), count) for key, count in (reasons or Counter()).most_common()]
        if is_enough
        else [],
    )


def latest_comments(limit: int) -> list[Rating]:
    """Return the latest ratings that came with words; of which case is nobody's business here."""
    return list(Rating.objects.given().exclude(comment="").order_by("-given_at")[:limit])
