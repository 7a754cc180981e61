"""Titles of earlier years in the words of the pages: what the register says, and what it does not promise."""

import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from brandcert.certificates.enums import CertificateStatus
from brandcert.programs.enums import CategoryKey
from brandcert.public import texts
from brandcert.register.models import LegacyTitle

_HEADS: Final[dict[str, tuple[Promise, str]]] = {
    CertificateStatus.ACTIVE: (gettext_lazy("Title of earlier years, within its dates"), "journal-text"),
    CertificateStatus.EXPIRED: (gettext_lazy("Title of earlier years, expired"), "clock-history"),
    CertificateStatus.REVOKED: (gettext_lazy("Title of earlier years, revoked"), "x-circle-fill"),
    CertificateStatus.CANCELLED: (gettext_lazy("Title of earlier years, cancelled"), "clock-history"),
    "": (gettext_lazy("Title of earlier years, not yet begun"), "clock-history"),
}
_LOOKS: Final[dict[str, str]] = {
    CertificateStatus.ACTIVE: "unavailable",
    CertificateStatus.REVOKED: "revoked",
}


def title_url(number: str) -> str:
    """Return the address of an earlier title's entry."""
    return f"{reverse('public:verify')}?{urlencode({'q': number})}"


def title_context(title: LegacyTitle, *, now: datetime.datetime, today: datetime.date) -> dict[str, Any]:
    """Return what the page of an earlier title shows: its status by dates alone, and what stands behind it."""
    standing = title.standing_on(today)
    status = standing.status if standing else ""
    words, icon = _HEADS[status]
    return {
        "legacy": {
            "heading": words,
            "icon": icon,
            "look": _LOOKS.get(status, "ended"),
            "status": status,
            "since": title.ended_on,
            "product": title.product,
            "holder": title.holder,
            "facts": _facts(title),
            "entered_on": title.taken_from.taken_at,
        },
        "checked_at": now,
    }


def _facts(title: LegacyTitle) -> list[dict[str, Any]]:
    category = str(CategoryKey(title.category).label) if title.category else ""
    awarded_on = f"{title.awarded_on:%Y-%m-%d}" if title.awarded_on else ""
    told = [
        (_("Old number"), title.number, False),
        (pgettext("honour", "Title"), title.title, False),
        (_("Brand"), title.brand, False),
        (_("Category"), category, False),
        (_("Unified social credit code"), title.credit_code, False),
        (_("Decision"), " · ".join(filter(None, (title.decision_number, awarded_on))), False),
        (_("Validity"), f"{title.valid_from:%Y-%m-%d} – {title.valid_to:%Y-%m-%d}", False),
        (_("Division"), title.division.name if title.division else "", False),
        (_("Issuing body"), title.awarded_by, True),
    ]
    return [{"label": label, "value": value, "wide": wide} for label, value, wide in told if value]


def status_words(title: LegacyTitle, today: datetime.date) -> tuple[str, str]:
    """Return the status of an earlier title on a day in words, and its tint: running ones are blue, never green."""
    standing = title.standing_on(today)
    if standing is None:
        return _("not yet begun"), "grey"
    if standing.is_valid:
        return _("within its dates"), "blue"
    return texts.status_text(standing.status), texts.tone(standing.status)
