"""The directory of certificates and its export."""

import json
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.certificates import queries, validity
from brandcert.certificates.models import Certificate
from brandcert.enterprises.exporting import csv_bytes
from brandcert.programs.enums import CategoryKey
from brandcert.public import texts
from brandcert.public.filters import DirectoryFilter

PER_PAGE: Final = 20
MOST_PAGES: Final = 50


@require_safe
@never_cache
def directory(request: HttpRequest) -> HttpResponse:
    """List what the register shows, narrowed by the filters; the whole list is in the export."""
    rows = queries.listed().select_related("enterprise__division")
    found = DirectoryFilter(request.GET, queryset=rows)
    page = Paginator(found.qs[: PER_PAGE * MOST_PAGES], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": found.form,
        "rows": [_row(certificate) for certificate in page],
        "page_obj": page,
        "exports": [
            {"title": "CSV", "url": reverse("public:export", args=["csv"])},
            {"title": "JSON", "url": reverse("public:export", args=["json"])},
        ],
    }
    return render(request, "public/directory.html", context)


def _row(certificate: Certificate) -> dict[str, Any]:
    status = str(validity.shown_status(certificate.status, certificate.valid_to, timezone.localdate()))
    return {
        "number": certificate.number,
        "url": texts.entry_url(certificate),
        "holder": certificate.facts["holder"],
        "product": certificate.facts["product"],
        "category": CategoryKey(certificate.category.key).label,
        "division": certificate.enterprise.division.name,
        "valid_to": certificate.valid_to,
        "status_label": texts.status_text(status),
        "tone": texts.tone(status),
    }


@require_safe
@never_cache
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the whole register as open data: CSV in words for people and spreadsheets, JSON in codes for machines."""
    now = timezone.now()
    today = validity.beijing_date(now)
    entries = queries.entries(queries.listed(), now=now, on=today)
    name = f"register-{today:%Y%m%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "json":
        text = json.dumps(list(entries), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        return HttpResponse(text, content_type="application/json", headers=headers)
    with translation.override(_asked_language(request)):
        table = csv_bytes(texts.register_headings(), [texts.register_line(entry) for entry in entries])
    headers["Content-Language"] = _asked_language(request)
    return HttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)


def _asked_language(request: HttpRequest) -> str:
    """Return the language of `?lang=`, else that of the page; Chinese for everyone who asks for neither."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
