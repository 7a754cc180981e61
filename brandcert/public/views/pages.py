"""The front page."""

import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.awards.models import Announcement, PublicNotice
from brandcert.certificates import queries
from brandcert.certificates.enums import CertificateStatus
from brandcert.core.terms import calendar_days_left
from brandcert.programs.enums import CategoryKey
from brandcert.public import guidance
from brandcert.public.views.announcements import title_of
from brandcert.public.views.notices import shown_all

NEWEST: Final = 5
LATEST: Final = 3


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: ask the register, the open batch, the newest notices."""
    today, now = timezone.localdate(), timezone.now()
    notices = PublicNotice.objects.filter(published_on__lte=today).select_related("batch")[:NEWEST]
    context = {
        "figures": _figures(today),
        "batch": _open_batch(now),
        "notices": shown_all(notices, now),
        "announcements": _announced(),
    }
    return render(request, "public/home.html", context)


def _announced() -> list[dict[str, Any]]:
    rows = Announcement.objects.select_related("batch")[:LATEST]
    return [
        {
            "title": title_of(row),
            "url": reverse("public:announcement", args=[row.pk]),
            "number": row.number,
            "on": row.issued_on,
        }
        for row in rows
    ]


def _figures(today: datetime.date) -> list[dict[str, Any]]:
    valid = queries.with_status(queries.listed(), CertificateStatus.ACTIVE, today)
    counts = {str(key): valid.filter(category__key=key).count() for key in CategoryKey}
    return [
        {"label": _("Certificates in force"), "value": sum(counts.values())},
        *({"label": key.label, "value": counts[str(key)]} for key in CategoryKey),
    ]


def _open_batch(now: datetime.datetime) -> dict[str, Any] | None:
    batch = guidance.current_batch(now)
    if batch is None or not batch.is_open(now):
        return None
    closes = timezone.localtime(batch.closes_at)
    return {
        "title": _("%(batch)s is open for applications") % {"batch": batch},
        "text": _("Applications are free of charge."),
        "left": _("Until %(date)s, %(left)s")
        % {
            "date": f"{closes:%Y-%m-%d %H:%M}",
            "left": calendar_days_left(closes.date(), timezone.localdate(now)),
        },
        "url": reverse("public:guide"),
    }
