"""Reads about enterprises that later stages ask for."""

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _

from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityRecord


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
    barred = set(
        IntegrityRecord.objects.in_force(today)
        .filter(enterprise__in=keys)
        .values_list("enterprise_id", flat=True)
    )
    latest: dict[int, IntegrityCheck] = {}
    for check in IntegrityCheck.objects.filter(enterprise__in=keys, checked_on__lte=today):
        latest.setdefault(check.enterprise_id, check)
    oldest = max(today - datetime.timedelta(days=days), since or datetime.date.min)
    return {key: _fault(latest.get(key), oldest, is_barred=key in barred) for key in keys}


def _fault(check: IntegrityCheck | None, oldest: datetime.date, *, is_barred: bool) -> str | None:
    if is_barred:
        return _("An integrity record stands against this enterprise.")
    if check is None:
        return _("The lists have not been checked for this enterprise.")
    if check.checked_on < oldest:
        return _("The last integrity check is of %(date)s; a newer one is needed.") % {
            "date": check.checked_on
        }
    return None if check.is_clear else _("The last integrity check found an entry.")
