"""What the register says of a title of earlier years."""

import datetime
from typing import Any

from django.db.models import QuerySet

from brandcert.register.entries import key_of
from brandcert.register.models import LegacyTitle


def titles() -> QuerySet[LegacyTitle]:
    """Return all earlier titles in the order of their numbers, with what their entries need."""
    return LegacyTitle.objects.select_related("division", "taken_from").order_by("key")


def title_by_number(text: str) -> LegacyTitle | None:
    """Return the earlier title with the old number, however it is spelled."""
    key = key_of(text)
    return titles().filter(key=key).first() if key else None


def title_entry(title: LegacyTitle, on: datetime.date) -> dict[str, Any] | None:
    """Return the public entry of an earlier title for a date, None before its first day; no natural person."""
    standing = title.standing_on(on)
    if standing is None:
        return None
    return {
        "number": title.number,
        "title": title.title,
        "status": standing.status,
        "within_dates": standing.is_valid,
        "signed": False,
        "on": on,
        "holder": title.holder,
        "credit_code": title.credit_code,
        "category": title.category,
        "product": title.product,
        "brand": title.brand,
        "division": title.division.name if title.division else "",
        "awarded_by": title.awarded_by,
        "decision_number": title.decision_number,
        "awarded_on": title.awarded_on,
        "valid_from": title.valid_from,
        "valid_to": title.valid_to,
        "ended_on": title.ended_on,
        "entered_on": title.taken_from.taken_at,
    }
