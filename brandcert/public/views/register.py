"""The directory of the register and its export."""

from typing import Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.public import exporting, texts
from brandcert.public.filters import DirectoryForm
from brandcert.public.lines import rows_of
from brandcert.register import queries
from brandcert.register.queries import Asked, Found, Way

PER_PAGE: Final = 20


@require_safe
@never_cache
def directory(request: HttpRequest) -> HttpResponse:
    """List what the register shows, narrowed by words and facets: the best thousand; the whole list is in the export."""
    form, asked = _asked(request)
    found = queries.find(asked)
    form.count(queries.counts(asked, found.way) if found.keys else None)
    page = Paginator(found.keys, PER_PAGE).get_page(request.GET.get("page"))
    narrowed = "" if asked.is_all else f"?{_without_page(request)}"
    context = {
        "form": form,
        "rows": rows_of(list(page)),
        "page_obj": page,
        "notes": _notes(asked, found),
        "licence": texts.LICENCE,
        "exports": [
            {"title": kind.upper(), "url": reverse("public:export", args=[kind]) + narrowed}
            for kind in exporting.KINDS
        ],
    }
    return render(request, "public/directory.html", context)


def _asked(request: HttpRequest) -> tuple[DirectoryForm, Asked]:
    today = timezone.localdate()
    form = DirectoryForm(request.GET, this_year=today.year)
    return form, Asked(today, form.words, form.facets)


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _notes(asked: Asked, found: Found) -> list[str]:
    """Return what has to be said about how the entries were found, and that there are more."""
    notes = []
    if found.keys and found.way is Way.SOUND:
        notes.append(_("Nothing is written like this; these entries sound like it."))
    if found.keys and found.way is Way.NEAR:
        notes.append(_("Nothing is written like this; these entries differ from it in one character."))
    if found.is_more and not asked.is_all:
        words = _(
            "More than %(most)d entries fit; %(most)d of them are listed. Add a word or choose a facet."
        )
        notes.append(words % {"most": queries.MOST_FOUND})
    elif found.is_more:
        words = _(
            "The first %(most)d entries are listed; search, choose a facet, or take the whole list as a file."
        )
        notes.append(words % {"most": queries.MOST_FOUND})
    return notes


@require_safe
@never_cache
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the register, or what was found in it, as open data: CSV and XLSX in words for people, JSON in codes for machines."""
    _form, asked = _asked(request)
    keys = None if asked.is_all else queries.find(asked).keys
    with translation.override(_asked_language(request)):
        answer = exporting.answer(kind, keys, now=timezone.now())
    if kind != "json":
        answer["Content-Language"] = _asked_language(request)
    return answer


def _asked_language(request: HttpRequest) -> str:
    """Return the language of `?lang=`, else that of the page; Chinese for everyone who asks for neither."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
