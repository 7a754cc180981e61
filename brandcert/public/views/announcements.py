"""Announcements of awards: page, list, paper, table and feed."""

import datetime
from typing import Any, Final

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.awards import services
from brandcert.awards.models import Announcement
from brandcert.enterprises.exporting import xlsx_bytes

PER_PAGE: Final = 20
ENTRIES: Final = 200
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def title_of(row: Announcement) -> str:
    """Return the heading of an announcement."""
    if row.withdraws_id:
        return _("Announcement of a withdrawal")
    return _("Announcement of the awards of %(batch)s") % {"batch": row.batch}


@require_safe
@never_cache
def announcements(request: HttpRequest) -> HttpResponse:
    """List the announcements, newest first."""
    later = Announcement.objects.filter(withdraws=OuterRef("pk"))
    rows = Announcement.objects.select_related("batch").annotate(is_withdrawn=Exists(later))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/announcements.html", {"announcements": page, "page_obj": page})


def _found(pk: int) -> Announcement:
    rows = Announcement.objects.select_related("batch", "decision", "withdraws")
    return get_object_or_404(rows, pk=pk)


@require_safe
@never_cache
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one announcement with its list; enterprises and products only, never a natural person."""
    row = _found(pk)
    page = Paginator(row.entries.all(), ENTRIES).get_page(request.GET.get("page"))
    is_english = (get_language() or "").startswith("en")
    context = {
        "announcement": row,
        "issuing_body": row.issuing_body_en if is_english else row.issuing_body,
        "withdrawn_by": Announcement.objects.filter(withdraws=row).first(),
        "rows": page,
        "count": page.paginator.count,
        "page_obj": page,
        "crumbs": [
            {"title": _("Announcements"), "url": reverse("public:announcements")},
            {"title": row.number},
        ],
    }
    return render(request, "public/announcement.html", context)


def _file(content: bytes, row: Announcement, kind: str, suffix: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    name = content_disposition_header(as_attachment=suffix == "xlsx", filename=f"{row.number}.{suffix}")
    answer["Content-Disposition"] = name or "inline"
    return answer


@require_safe
@never_cache
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the announcement as PDF; a long one that is not printed yet in a minute."""
    row = _found(pk)
    try:
        place = services.printed_announcement(row)
    except (services.BeingPrinted, services.CannotPrint) as refusal:
        url = reverse("public:announcement", args=[row.pk])
        context = {
            "title": title_of(row),
            "words": str(refusal),
            "url": url,
            "back": _("Back to the announcement"),
        }
        answer = render(request, "public/later.html", context, status=503)
        answer["Retry-After"] = "60"
        return answer
    return FileResponse(place.open("rb"), filename=f"{row.number}.pdf", content_type="application/pdf")


@require_safe
@never_cache
def xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list of the announcement as a table."""
    row = _found(pk)
    titles = [_("No."), _("Enterprise"), _("Product or service"), _("Category"), _("Division")]
    rows = [
        [
            str(one.position),
            one.enterprise_name,
            one.product_name,
            one.get_category_display(),
            one.division_name,
        ]
        for one in row.entries.all()
    ]
    return _file(xlsx_bytes(titles, rows, title=row.number), row, XLSX, "xlsx")


class AnnouncementFeed(Feed):  # type: ignore[type-arg] # one model, no object argument
    """The announcements as an Atom feed."""

    feed_type = Atom1Feed
    title = gettext_lazy("Announcements of Jilin Premium")
    link = "/announcements/"
    subtitle = title

    def items(self) -> Any:
        """Return the latest announcements."""
        return Announcement.objects.select_related("batch")[:PER_PAGE]

    def item_title(self, item: Any) -> str:
        """Return the heading."""
        return title_of(item)

    def item_description(self, item: Any) -> str:
        """Return number and date."""
        return f"{item.number} · {item.issued_on:%Y-%m-%d}"

    def item_link(self, item: Any) -> str:
        """Return the page."""
        return reverse("public:announcement", args=[item.pk])

    def item_updateddate(self, item: Any) -> datetime.datetime:
        """Return when it was issued."""
        issued: datetime.datetime = item.issued_at
        return issued
