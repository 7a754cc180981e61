"""The invitation to a meeting as an entry of the member's own calendar."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.awards import queries
from brandcert.awards.models import Deliberation
from brandcert.inspections.calendars import Day, calendar


def invitation(request: HttpRequest, row: Deliberation) -> HttpResponse:
    """Return the meeting as iCalendar: nothing of what is on its agenda, only when, where and how many items."""
    title = _("Deliberation of %(batch)s") % {"batch": row.batch}
    size = row.items.count()
    chair = _("Chair: %(name)s") % {"name": row.chair} if row.chair else ""
    text = "\n".join(filter(None, [chair, ngettext("%(n)s item", "%(n)s items", size) % {"n": size}]))
    begins = (
        timezone.make_aware(datetime.datetime.combine(row.held_on, row.starts_at)) if row.starts_at else None
    )
    day = Day(
        uid=f"meeting-{row.pk}@{request.get_host()}",
        on=row.held_on,
        title=title,
        place=row.place,
        text=text,
        url=request.build_absolute_uri(reverse("admin:awards_deliberation_change", args=[row.pk])),
        status="CONFIRMED",
        sequence=0,
        made_at=queries.called_at(row),
        begins_at=begins,
    )
    answer = HttpResponse(calendar(title, [day]), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"meeting-{row.held_on}.ics") or "attachment"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
