"""Calendars of visits under secret addresses, for the calendar programs of inspectors and of the secretary."""

from __future__ import annotations

import datetime
from typing import Final

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.core import policies, throttling
from brandcert.inspections.calendars import Day, calendar
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import CalendarFeed, Inspection
from brandcert.inspections.services import digest_of

# Of one network, secrets right or wrong; programs ask a few times an hour.
READS: Final = throttling.Limit("calendar", most=240, per=3600)
BEHIND: Final = datetime.timedelta(days=60)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the calendar of whoever made the address; an unknown, revoked or orphaned address is 404."""
    now = timezone.now()
    if not throttling.allow(READS, throttling.address(request), now=now):
        return throttling.too_many(request, seconds=READS.left(now))
    row = (
        CalendarFeed.objects.filter(digest=digest_of(token), revoked_at=None)
        .select_related("prefecture")
        .first()
    )
    user = User.objects.filter(pk=row.user_id, is_active=True).first() if row is not None else None
    action = "subscribe" if row is not None and row.is_own else "subscribe_all"
    if row is None or user is None or not policies.allowed(user, f"inspections.calendarfeed.{action}", None):
        raise Http404
    with override(user.language or "zh-hans"):
        data = calendar(str(row), [_day(request, one) for one in _visits(row, user, timezone.localdate(now))])
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="visits.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _visits(row: CalendarFeed, user: User, today: datetime.date) -> list[Inspection]:
    """Return the visits of the calendar with those called off, so that other programs take them out."""
    rows = Inspection.objects.visible_to(user).filter(planned_on__gte=today - BEHIND)
    if row.is_own:
        rows = rows.filter(team__user=user)
    elif row.prefecture_id is not None:
        place = "application__enterprise__division"
        here = Q(**{place: row.prefecture_id}) | Q(**{f"{place}__parent": row.prefecture_id})
        rows = rows.filter(here | Q(**{f"{place}__parent__parent": row.prefecture_id}))
    rows = rows.select_related("application__enterprise", "application__product").prefetch_related(
        "date_answers"
    )
    return list(rows.distinct().order_by("planned_on", "pk"))


def _day(request: HttpRequest, row: Inspection) -> Day:
    """Return one visit as it goes to calendars of others: no person, and of a mystery visit not even whom it meets."""
    case, is_off = row.application, row.cancelled_at is not None
    moves = sum(1 for answer in row.date_answers.all() if answer.is_granted)
    is_secret = row.mode == Mode.MYSTERY
    status = "CANCELLED" if is_off else "TENTATIVE" if case.status == Status.REVIEW_DONE else "CONFIRMED"
    title = row.get_mode_display() if is_secret else f"{row.get_mode_display()} {case.enterprise}"
    return Day(
        uid=f"visit-{row.pk}@{request.get_host()}",
        on=row.planned_on,
        title=_("Inspection: %(what)s") % {"what": title},
        place="" if is_secret else row.place,
        text=""
        if is_secret
        else " ".join(filter(None, [str(case.product or ""), case.receipt_number or ""])),
        url=request.build_absolute_uri(reverse("admin:inspections_inspection_change", args=[row.pk])),
        status=status,
        sequence=moves + is_off,
        made_at=row.planned_at,
    )
