"""Reads about enterprises that later stages ask for."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.enterprises.enums import Concerns
from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityInquiry, IntegrityRecord
from brandcert.enterprises.sources import ENDS_BY, name_of
from brandcert.enterprises.systems import systems


def integrity_fault(
    enterprise: Enterprise, *, today: datetime.date, days: int, since: datetime.date | None = None
) -> str | None:
    """Return why the enterprise's integrity does not count as clear today, or None when it does.

    A check counts for `days` days, and not when it is older than `since`; a record in force counts
    against the enterprise whatever the last check said.
    """
    return integrity_faults([enterprise.pk], today=today, days=days, since=since)[enterprise.pk]


def integrity_faults(
    keys: Collection[int], *, today: datetime.date, days: int, since: datetime.date | None = None
) -> dict[int, str | None]:
    """Return `integrity_fault` of every enterprise named by its key, in two queries for all of them."""
    standing = hits(keys, today=today)
    latest: dict[int, IntegrityCheck] = {}
    for check in IntegrityCheck.objects.filter(enterprise__in=keys, checked_on__lte=today):
        latest.setdefault(check.enterprise_id, check)
    oldest = max(today - datetime.timedelta(days=days), since or datetime.date.min)
    return {key: _fault(latest.get(key), oldest, standing.get(key, ())) for key in keys}


def hits(keys: Collection[int], *, today: datetime.date) -> dict[int, list[IntegrityRecord]]:
    """Return what stands against the enterprises today, by key, in one query; those with nothing are not named."""
    found: defaultdict[int, list[IntegrityRecord]] = defaultdict(list)
    rows = IntegrityRecord.objects.in_force(today).filter(enterprise__in=keys)
    for record in rows.order_by("since", "pk"):
        found[record.enterprise_id].append(record)
    return dict(found)


def last_check(enterprise: Enterprise, *, today: datetime.date) -> IntegrityCheck | None:
    """Return the check that counts today: the latest one."""
    return IntegrityCheck.objects.filter(enterprise=enterprise, checked_on__lte=today).first()


def told_of(record: IntegrityRecord) -> str:
    """Return what stands against the enterprise, since when, and where it was read."""
    facts: Mapping[str, Any] = {
        "kind": record.get_kind_display(),
        "since": record.since.isoformat(),
        "source": " ".join(part for part in (record.source, record.reference) if part),
        "until": record.until.isoformat() if record.until else "",
    }
    if record.concerns == Concerns.REPRESENTATIVE:
        words = _("%(kind)s (legal representative) since %(since)s, by %(source)s")
    else:
        words = _("%(kind)s since %(since)s, by %(source)s")
    told = words % facts
    return told + (_(", until %(until)s inclusive") % facts if record.until else "")


def end_of(record: IntegrityRecord) -> str:
    """Return how the entry ends, and who may lift it."""
    return str(ENDS_BY.get(record.kind, ""))


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """What a connected system has said of an enterprise today, in words."""

    key: str
    name: str
    is_answered: bool
    words: str


def system_answers(enterprise: Enterprise, *, today: datetime.date) -> list[SystemAnswer]:
    """Return for every connected system its answer of today, or that there is none and why; none without a system."""
    connected = systems()
    latest: dict[str, IntegrityInquiry] = {}
    if connected:
        for inquiry in IntegrityInquiry.objects.filter(enterprise=enterprise, system__in=connected):
            latest.setdefault(inquiry.system, inquiry)
    return [_answer(key, latest.get(key), today) for key in connected]


def _answer(key: str, inquiry: IntegrityInquiry | None, today: datetime.date) -> SystemAnswer:
    name = name_of(key)
    if inquiry is None:
        return SystemAnswer(key, name, False, _("not asked yet"))
    if inquiry.answered_at is not None:
        at = timezone.localtime(inquiry.answered_at)
        found = _("%(n)s entries") % {"n": len(inquiry.entries)} if inquiry.entries else _("nothing found")
        words = _("answered on %(at)s: %(found)s") % {"at": f"{at:%Y-%m-%d %H:%M}", "found": found}
        return SystemAnswer(key, name, at.date() == today, words)
    if inquiry.failed_at is not None:
        return SystemAnswer(key, name, False, _("gave no answer: %(why)s") % {"why": inquiry.fault})
    return SystemAnswer(key, name, False, _("is being asked"))


def _fault(
    check: IntegrityCheck | None, oldest: datetime.date, standing: Sequence[IntegrityRecord]
) -> str | None:
    if standing:
        first = standing[0]
        more = _(" (and %(n)s more)") % {"n": len(standing) - 1} if len(standing) > 1 else ""
        words = _("An integrity record stands against this enterprise: %(what)s%(more)s. %(end)s")
        return words % {"what": told_of(first), "more": more, "end": end_of(first)}
    if check is None:
        return _("The lists have not been checked for this enterprise.")
    if check.checked_on < oldest:
        return _("The last integrity check is of %(date)s; a newer one is needed.") % {
            "date": check.checked_on
        }
    if check.is_clear:
        return None
    if check.unanswered:
        names = "、".join(name_of(key) for key in check.unanswered)
        words = _(
            "Could not be asked: %(names)s. That counts as not clear: ask again, or look it up by hand with a file that shows it."
        )
        return words % {"names": names}
    return _("The last integrity check found an entry.")
