"""Reads about enterprises that later stages ask for."""

import datetime

from django.utils.translation import gettext as _

from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityRecord


def integrity_fault(
    enterprise: Enterprise, *, today: datetime.date, days: int, since: datetime.date | None = None
) -> str | None:
    """Return why the enterprise's integrity does not count as clear today, or None when it does.

    A check counts for `days` days, and not when it is older than `since`; a record in force counts
    against the enterprise whatever the last check said.
    """
    if IntegrityRecord.objects.in_force(today).filter(enterprise=enterprise).exists():
        return _("An integrity record stands against this enterprise.")
    check = IntegrityCheck.objects.filter(enterprise=enterprise, checked_on__lte=today).first()
    if check is None:
        return _("The lists have not been checked for this enterprise.")
    oldest = max(today - datetime.timedelta(days=days), since or datetime.date.min)
    if check.checked_on < oldest:
        return _("The last integrity check is of %(date)s; a newer one is needed.") % {
            "date": check.checked_on
        }
    return None if check.is_clear else _("The last integrity check found an entry.")
