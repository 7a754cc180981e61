"""Which words a letter is written with, which letters a case has, when one of them reached its reader."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from django.db.models import Max, Model, QuerySet

from brandcert.core.models import Event
from brandcert.documents.catalogue import KINDS
from brandcert.documents.enums import Method, Outcome
from brandcert.documents.models import Letter, LetterDelivery, LetterQuerySet, LetterTemplate
from brandcert.documents.wording import PARTS, Words

_TOKEN: Final = re.compile(r"[A-Za-z0-9_{}.-]+|\s+|.", re.DOTALL)


def words_in_force(kind: str) -> tuple[Words, int]:
    """Return the words that count now and their version: the one put in force last, 0 for the delivered words."""
    rows = LetterTemplate.objects.filter(kind=kind).exclude(in_force_at=None)
    row = rows.order_by("-in_force_at", "-version").first()
    return (KINDS[kind].words, 0) if row is None else (row.words, row.version)


def last_version(kind: str) -> int:
    """Return the number of the last version somebody wrote, 0 for none."""
    return int(LetterTemplate.objects.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0)


def history_of(kind: str) -> QuerySet[LetterTemplate]:
    """Return all versions of a kind, the last first."""
    rows = LetterTemplate.objects.filter(kind=kind).select_related("written_by", "in_force_by")
    return rows.order_by("-version")


def letters_of(row: Model, user: Any) -> LetterQuerySet:
    """Return the letters about a case that the person may read, with their deliveries."""
    return Letter.objects.about(row).visible_to(user).defer("facts").prefetch_related("deliveries")


def delivered_on(letter: Letter) -> datetime.date | None:
    """Return the first day on which the letter reached its reader; None while it has not."""
    days = [row.on for row in letter.deliveries.all() if row.outcome == Outcome.DELIVERED]
    return min(days, default=None)


def delivered_on_paper(event: Event) -> datetime.date | None:
    """Return the day on which the letter about an event first reached its reader, if that was on paper, else None."""
    rows = LetterDelivery.objects.filter(letter__event=event, outcome=Outcome.DELIVERED)
    first = rows.order_by("on", "id").first()
    return None if first is None or first.method == Method.PORTAL else first.on


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the parts that differ, each as pieces {kind, text} that stayed, came or went."""
    return [
        {"part": part, "pieces": list(_pieces(before.get(part, ""), after.get(part, "")))}
        for part in PARTS
        if before.get(part, "") != after.get(part, "")
    ]


def _pieces(before: str, after: str) -> list[dict[str, str]]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append({"kind": "same", "text": "".join(new[k:m])})
            continue
        pieces = (("removed", "".join(old[i:j])), ("added", "".join(new[k:m])))
        found += [{"kind": kind, "text": text} for kind, text in pieces if text]
    return found
