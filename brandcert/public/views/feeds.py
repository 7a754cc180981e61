"""The public notices as Atom feeds (RFC 4287): all of them, or those of one batch."""

import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from brandcert.awards import queries
from brandcert.awards.models import PublicNotice
from brandcert.core.models import digest
from brandcert.programs.models import Batch
from brandcert.public.views.notices import shown_all

MOST: Final = 50
# Before anything was published.
BEGINNING: Final = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# A tag never changes, whatever the address of the house becomes (RFC 4151): the year is that of the first edition.
TAGGED: Final = "2026"


class NoticeFeed(Atom1Feed):
    """A feed of which each part says who is responsible for it."""

    content_type = "application/atom+xml; charset=utf-8"


def _rows(batch: int | None) -> tuple[list[PublicNotice], dict[int, datetime.datetime]]:
    rows = queries.published(timezone.localdate())
    if batch is not None:
        rows = rows.filter(batch=batch)
    found = list(rows.prefetch_related("corrections")[:MOST])
    return found, queries.changed_at(found)


def _told(request: HttpRequest, batch: int | None) -> tuple[Any, ...]:
    """Return rows and instants, asked once for a request."""
    if not hasattr(request, "notices_told"):
        request.notices_told = _rows(batch)  # type: ignore[attr-defined] # kept for the length of the request
    told: tuple[Any, ...] = request.notices_told  # type: ignore[attr-defined] # set above
    return told


def _etag(request: HttpRequest, batch: int | None = None) -> str:
    rows, changed = _told(request, batch)
    facts = [[row.pk, str(row.ends_on), changed[row.pk].isoformat()] for row in rows]
    now = timezone.now()
    running = [row.pk for row in rows if row.takes(now)]
    return f'"{digest([get_language(), batch, facts, running])[:32]}"'


def _modified(request: HttpRequest, batch: int | None = None) -> datetime.datetime:
    return max(_told(request, batch)[1].values(), default=BEGINNING)


@require_safe
@condition(etag_func=_etag, last_modified_func=_modified)
def feed(request: HttpRequest, batch: int | None = None) -> HttpResponse:
    """Give the notices as a feed; whoever has the present one is told so."""
    rows, changed = _told(request, batch)
    domain = str(settings.PLATFORM["domain"]).rstrip("/")
    host = urlsplit(domain).hostname or "localhost"
    title = _("Public notices of Jilin Premium")
    name = "notices"
    if batch is not None:
        title, name = f"{title}: {get_object_or_404(Batch, pk=batch)}", f"notices/batch/{batch}"
    here = reverse("public:feed") if batch is None else reverse("public:batch-feed", args=[batch])
    made = NoticeFeed(
        title=title,
        link=f"{domain}{reverse('public:notices')}",
        description=_("Lists proposed for an award, and their corrections"),
        language=get_language(),
        feed_url=f"{domain}{here}",
        feed_guid=f"tag:{host},{TAGGED}:{name}",
        author_name=str(settings.PLATFORM["organiser"] or title),
    )
    for row, told in zip(rows, shown_all(rows, timezone.now()), strict=True):
        made.add_item(
            title=told["title"],
            link=f"{domain}{told['url']}",
            description=_summary(row, told),
            unique_id=f"tag:{host},{TAGGED}:notices/{row.pk}",
            pubdate=row.published_at,
            updateddate=changed[row.pk],
            categories=[str(row.batch)],
        )
    made.latest_post_date = lambda: _modified(request, batch)  # type: ignore[method-assign] # of the whole, also empty
    answer = HttpResponse(made.writeString("utf-8"), content_type=made.content_type)
    patch_cache_control(answer, no_cache=True, public=True)
    return answer


def _summary(row: PublicNotice, told: dict[str, Any]) -> str:
    parts = [f"{row.number} · {told['starts']} – {told['ends']}"]
    if row.corrects:
        parts.append(
            _("Corrects %(number)s: %(reason)s") % {"number": row.corrects.number, "reason": row.reason}
        )
    parts += [_("Corrected by %(number)s") % {"number": one.number} for one in row.corrections.all()]
    return "\n".join(parts)
