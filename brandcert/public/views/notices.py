"""Public notices, and objections to them."""

import datetime
from collections.abc import Iterable
from typing import Any, Final

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.applications.enums import Status
from brandcert.awards import services
from brandcert.awards.models import Objection, PublicNotice
from brandcert.certificates import validity
from brandcert.core import throttling
from brandcert.core.errors import BusinessError
from brandcert.core.terms import workdays_words
from brandcert.core.workdays import workdays_left
from brandcert.programs.enums import CategoryKey
from brandcert.public.forms import ObjectionForm

PER_PAGE: Final = 20
ONE_SECOND: Final = datetime.timedelta(seconds=1)
OBJECTIONS: Final = throttling.Limit("objections", most=20, per=3600)
RECEIPT: Final = "objection_receipt"


def title_of(notice: PublicNotice) -> str:
    """Return the heading of a notice."""
    return _("Proposed awards of %(batch)s") % {"batch": notice.batch}


def shown_all(rows: Iterable[PublicNotice], today: datetime.date) -> list[dict[str, Any]]:
    """Return notices as lists and pages show them; the working days left are counted for all at once."""
    found = list(rows)
    left = workdays_left(today, [row.ends_on for row in found if _is_open(row, today)])
    return [_shown(row, workdays_words(left[row.ends_on]) if _is_open(row, today) else "") for row in found]


def _is_open(notice: PublicNotice, today: datetime.date) -> bool:
    return notice.published_on <= today <= notice.ends_on


def _shown(notice: PublicNotice, left: str) -> dict[str, Any]:
    return {
        "title": title_of(notice),
        "number": notice.number,
        "kind": _("Public notice"),
        "url": reverse("public:notice", args=[notice.pk]),
        "starts": validity.day_start(notice.starts_on),
        "ends": validity.day_start(notice.ends_on + validity.ONE_DAY) - ONE_SECOND,
        "open": bool(left),
        "left": left,
    }


@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """List the public notices, newest first, with what time is left."""
    today = timezone.localdate()
    rows = PublicNotice.objects.filter(published_on__lte=today).select_related("batch")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "notices": shown_all(page, today),
        "page_obj": page,
        "feed_url": reverse("public:feed"),
    }
    return render(request, "public/notices.html", context)


@require_safe
@never_cache
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice with its list; enterprises and products only, never a natural person."""
    today = timezone.localdate()
    row = get_object_or_404(PublicNotice.objects.select_related("batch"), pk=pk, published_on__lte=today)
    told = shown_all([row], today)[0]
    told["paragraphs"] = _paragraphs(row)
    context = {
        "notice": told,
        "rows": _rows(row),
        "objection_url": reverse("public:object", args=[row.pk]) if told["open"] else "",
        "crumbs": [
            {"title": _("Public notices"), "url": reverse("public:notices")},
            {"title": told["title"]},
        ],
    }
    return render(request, "public/notice.html", context)


def _paragraphs(row: PublicNotice) -> list[str]:
    dates = {"starts": f"{row.starts_on:%Y-%m-%d}", "ends": f"{row.ends_on:%Y-%m-%d}"}
    return [
        _(
            "After application, recommendation, expert review, on-site inspection and deliberation the following "
            "are proposed for an award. The list is published from %(starts)s to %(ends)s."
        )
        % dates,
        _("Whoever objects may do so within this period, with real name, contact and facts."),
    ]


def _rows(row: PublicNotice) -> list[dict[str, Any]]:
    open_objections = Objection.objects.filter(
        item=OuterRef("pk"), admitted_at__isnull=False, decided_at=None
    )
    items = row.items.select_related("application__category", "application__enterprise__division")
    return [
        {
            "enterprise": item.enterprise_name,
            "product": item.product_name,
            "category": CategoryKey(item.application.category.key).label,
            "division": item.application.enterprise.division.name,
            "held": item.is_held and item.application.status == Status.OBJECTION,
        }
        for item in items.annotate(is_held=Exists(open_objections))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@throttling.limited(OBJECTIONS)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objection to an entry of the list; what was typed stays on the page when something is missing."""
    today = timezone.localdate()
    row = get_object_or_404(PublicNotice.objects.select_related("batch"), pk=pk, published_on__lte=today)
    form = ObjectionForm(request.POST or None, notice=row)
    if request.method == "POST" and form.is_valid():
        try:
            filed = services.file_objection(**form.cleaned_data, now=timezone.now())
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            request.session[RECEIPT] = filed.receipt_number
            return HttpResponseRedirect(reverse("public:objection-receipt", args=[row.pk]))
    told = shown_all([row], today)[0]
    context = {"form": form, "notice": told, "crumbs": _crumbs(told, _("Objection"))}
    return render(
        request, "public/objection.html", context, status=422 if form.is_bound and form.errors else 200
    )


@require_safe
@never_cache
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the objection just filed with its receipt number; only in the session that filed it."""
    row = get_object_or_404(PublicNotice.objects.select_related("batch"), pk=pk)
    number = request.session.get(RECEIPT)
    if not number:
        return HttpResponseRedirect(reverse("public:notice", args=[pk]))
    told = shown_all([row], timezone.localdate())[0]
    context = {
        "notice": told,
        "receipt_number": number,
        "crumbs": _crumbs(told, pgettext("objection", "Receipt")),
    }
    return render(request, "public/objection_receipt.html", context)


def _crumbs(told: dict[str, Any], last: str) -> list[dict[str, str]]:
    return [
        {"title": _("Public notices"), "url": reverse("public:notices")},
        {"title": told["title"], "url": told["url"]},
        {"title": last},
    ]


class NoticeFeed(Feed):  # type: ignore[type-arg] # one model, no object argument
    """The notices as an Atom feed."""

    feed_type = Atom1Feed
    title = gettext_lazy("Public notices of Jilin Premium")
    link = "/notices/"
    subtitle = title

    def items(self) -> Any:
        """Return the latest notices."""
        return PublicNotice.objects.filter(published_on__lte=timezone.localdate()).select_related("batch")[
            :PER_PAGE
        ]

    def item_title(self, item: Any) -> str:
        """Return the heading."""
        return title_of(item)

    def item_description(self, item: Any) -> str:
        """Return number and dates."""
        return f"{item.number} · {item.starts_on:%Y-%m-%d} – {item.ends_on:%Y-%m-%d}"

    def item_link(self, item: Any) -> str:
        """Return the page."""
        return reverse("public:notice", args=[item.pk])

    def item_updateddate(self, item: Any) -> datetime.datetime:
        """Return when it was published."""
        published: datetime.datetime = item.published_at
        return published
