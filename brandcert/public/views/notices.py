"""Public notices: the list of them, one with its entries, and the list as a file."""

import datetime
import json
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.awards import queries, services
from brandcert.awards.models import PublicNotice
from brandcert.core.admin.clock import shown_lines
from brandcert.core.terms import workdays_words
from brandcert.core.workdays import add_workdays, workdays_between, workdays_left
from brandcert.enterprises.exporting import csv_bytes, xlsx_bytes
from brandcert.programs.enums import CategoryKey
from brandcert.public.texts import LICENCE, entry_state

PER_PAGE: Final = 20
ENTRIES: Final = 50
LONGEST_SEARCH: Final = 60


def title_of(notice: PublicNotice) -> str:
    """Return the heading of a notice."""
    words = {"batch": notice.batch}
    if notice.corrects_id:
        return _("Correction: proposed awards of %(batch)s") % words
    return _("Proposed awards of %(batch)s") % words


def shown_all(rows: Iterable[PublicNotice], now: datetime.datetime) -> list[dict[str, Any]]:
    """Return notices as lists and pages show them; the working days left are counted for all at once."""
    found, today = list(rows), timezone.localdate(now)
    left = workdays_left(today, [row.ends_on for row in found if row.takes(now)])
    return [_shown(row, workdays_words(left[row.ends_on]) if row.takes(now) else "") for row in found]


def _shown(notice: PublicNotice, left: str) -> dict[str, Any]:
    closes = f"{notice.closes:%H:%M}" if notice.closes else "24:00"
    return {
        "title": title_of(notice),
        "number": notice.number,
        "kind": _("Correction of a public notice") if notice.corrects_id else _("Public notice"),
        "url": reverse("public:notice", args=[notice.pk]),
        "starts": f"{notice.starts_on:%Y-%m-%d} {notice.opens:%H:%M}",
        "ends": f"{notice.ends_on:%Y-%m-%d} {closes}",
        "open": bool(left),
        "left": left,
        "provisional": notice.is_provisional,
    }


def published_or_404(pk: int) -> PublicNotice:
    """Return a notice that was published."""
    return get_object_or_404(queries.published(timezone.localdate()), pk=pk)


@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """List the public notices, newest first, with what time is left."""
    now = timezone.now()
    page = Paginator(queries.published(timezone.localdate(now)), PER_PAGE).get_page(request.GET.get("page"))
    context = {"notices": shown_all(page, now), "page_obj": page, "feed_url": reverse("public:feed")}
    return render(request, "public/notices.html", context)


@require_safe
@never_cache
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice with its list; enterprises and products only, never a natural person."""
    row = published_or_404(pk)
    told = shown_all([row], timezone.now())[0] | _about(row)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    category = request.GET.get("category", "")
    found = queries.entries(row, words=words, category=category if category in CategoryKey.values else "")
    page = Paginator(found, ENTRIES).get_page(request.GET.get("page"))
    context = {
        "notice": told,
        "rows": _rows(page),
        "page_obj": page,
        "words": words,
        "category": category,
        "categories": CategoryKey.choices,
        "objection_url": reverse("public:object", args=[row.pk]) if told["open"] else "",
        "feed_url": reverse("public:batch-feed", args=[row.batch_id]),
        "downloads": [
            {"title": kind.upper(), "url": reverse("public:notice-list", args=[row.pk, kind])}
            for kind in ("pdf", "xlsx", "csv", "json")
        ],
        "licence": LICENCE,
        "crumbs": [
            {"title": _("Public notices"), "url": reverse("public:notices")},
            {"title": told["title"]},
        ],
    }
    return render(request, "public/notice.html", context)


def _about(row: PublicNotice) -> dict[str, Any]:
    """Return the text of the notice, how its period was counted, and the notices before and after it."""
    days = workdays_between(row.published_on, row.ends_on)
    corrects = row.corrects
    return {
        "paragraphs": _paragraphs(row),
        "basis": row.basis,
        "reason": row.reason,
        "days": days,
        "published": f"{row.published_on:%Y-%m-%d}",
        "lines": shown_lines(add_workdays(row.published_on, days).lines) if days else [],
        "corrects": _link(corrects) if corrects else None,
        "corrected_by": [
            _link(one) | {"reason": one.reason}
            for one in row.corrections.select_related("batch").order_by("pk")
        ],
        "sha256": row.sha256,
    }


def _link(row: PublicNotice) -> dict[str, str]:
    return {"title": row.number, "url": reverse("public:notice", args=[row.pk])}


def _paragraphs(row: PublicNotice) -> list[str]:
    told = _shown(row, "")
    dates = {"starts": told["starts"], "ends": told["ends"]}
    if row.corrects_id:
        first = _(
            "Entries of an earlier notice were wrong and are published anew, from %(starts)s to %(ends)s."
        )
    else:
        first = _(
            "After application, recommendation, expert review, on-site inspection and deliberation the following "
            "are proposed for an award. The list is published from %(starts)s to %(ends)s."
        )
    return [
        first % dates,
        _("Whoever objects may do so within this period, with real name, contact and facts."),
    ]


def _rows(page: Iterable[Any]) -> list[dict[str, Any]]:
    found, before = [], None
    for item in page:
        key = item.category_key
        found.append(
            {
                "key": item.position,
                "group": CategoryKey(key).label if key != before else "",
                "enterprise": item.enterprise_name,
                "product": item.product_name,
                "unit": item.unit_name or item.division_name,
                "state": entry_state(queries.state_of(item)),
            }
        )
        before = key
    return found


@require_safe
@never_cache
def entries_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the whole list as a file: printed, as a table, or for machines."""
    row = published_or_404(pk)
    name = f"notice-{row.pk}.{kind}"
    if kind == "pdf":
        return _printed(request, row, name)
    data, content_type = {"json": _json, "csv": _csv, "xlsx": _xlsx}[kind](row)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)


def _printed(request: HttpRequest, row: PublicNotice, name: str) -> HttpResponseBase:
    try:
        place = services.printed_list(row)
    except (services.BeingPrinted, services.CannotPrint) as refusal:
        context = {
            "title": title_of(row),
            "words": str(refusal),
            "url": reverse("public:notice", args=[row.pk]),
        }
        answer = render(request, "public/later.html", context, status=503)
        answer["Retry-After"] = "60"
        return answer
    return FileResponse(place.open("rb"), filename=name, content_type="application/pdf")


def _lines(row: PublicNotice) -> Iterable[list[str | int]]:
    for item in queries.entries(row):
        state = entry_state(queries.state_of(item))
        yield [
            item.position,
            item.enterprise_name,
            item.product_name,
            str(CategoryKey(item.application.category.key).label),
            item.unit_name,
            item.division_name,
            state["words"] if state else _("proposed"),
        ]


def _titles() -> list[str]:
    return [
        _("No."),
        _("Enterprise"),
        _("Product or service"),
        _("Category"),
        _("Recommending unit"),
        _("Division"),
        _("State"),
    ]


def _csv(row: PublicNotice) -> tuple[bytes, str]:
    return csv_bytes(_titles(), _lines(row)), "text/csv; charset=utf-8"


def _xlsx(row: PublicNotice) -> tuple[bytes, str]:
    told = _shown(row, "")
    about = {
        _("Number"): row.number,
        _("Start"): told["starts"],
        _("End"): told["ends"],
        _("Source"): f"{settings.PLATFORM['domain']}notices/{row.pk}/",
        _("Licence"): str(LICENCE),
    }
    data = xlsx_bytes(_titles(), _lines(row), title=_("Public notice"), about=about, mark=row.number)
    return data, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _json(row: PublicNotice) -> tuple[str, str]:
    told = {
        "id": row.pk,
        "number": row.number,
        "corrects": row.corrects.number if row.corrects else None,
        "reason": row.reason,
        "basis": row.basis,
        "published_on": row.published_on,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "is_provisional": row.is_provisional,
        "sha256": row.sha256,
        "licence": str(LICENCE),
        "entries": [
            {
                "position": item.position,
                "enterprise": item.enterprise_name,
                "product": item.product_name,
                "category": item.application.category.key,
                "unit": item.unit_name,
                "division": item.division_name,
                "state": queries.state_of(item) or "proposed",
            }
            for item in queries.entries(row)
        ],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1), "application/json"
