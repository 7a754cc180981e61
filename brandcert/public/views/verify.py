"""Asking the register: by number, by code, by name; an answer is never kept by any cache."""

import functools
import logging
from collections.abc import Callable
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from brandcert.certificates import numbering, queries, validity
from brandcert.certificates.queries import Answer, Received, Verdict
from brandcert.core import throttling
from brandcert.public import texts
from brandcert.public.forms import DocumentForm
from brandcert.public.lines import rows_of
from brandcert.public.logs import proofs_of
from brandcert.public.preferences import looks
from brandcert.public.titles import title_context
from brandcert.register.queries import Asked, Way, find, title_by_number

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
PER_PAGE: Final = 20
LEAST_NAME: Final = 2
LONGEST: Final = 200


def or_unavailable(view: View) -> View:
    """Answer "cannot be verified right now" (503) when the register's database fails; never anything about validity."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DatabaseError:
            logger.exception("the register could not be read")
            return _unavailable(request)

    return guarded


def _unavailable(request: HttpRequest) -> HttpResponse:
    # Without the request: whatever it would load (session, person) lies in the database that failed.
    context = {**looks(request), "verdict": "unavailable", "checked_at": timezone.now()}
    return HttpResponse(
        render_to_string("public/verify.html", context), status=503, headers={"Retry-After": "60"}
    )


@require_safe
@never_cache
@or_unavailable
def verify(request: HttpRequest) -> HttpResponse:
    """Answer the form: a number, a code, or the name or credit code of a holder."""
    query = request.GET.get("q", "")[:LONGEST].strip()
    if not query:
        return render(request, "public/verify.html", {"query": "", **_upload(DocumentForm())})
    now = timezone.now()
    if numbering.looks_like_code(query) or numbering.parse(query):
        return _answer(request, query, queries.verify(query, now=now), now=now)
    title = title_by_number(query)
    if title is not None:
        context = {"query": query, **title_context(title, now=now, today=validity.beijing_date(now))}
        return render(request, "public/verify.html", context)
    page = _matches(request, query)
    if page is None or not page.paginator.count:
        return _answer(request, query, Answer(Verdict.UNKNOWN), now=now)
    context = {"query": query, "matches": _shown(list(page)), "page_obj": page}
    return render(request, "public/verify.html", context)


@require_POST
@never_cache
@or_unavailable
def by_file(request: HttpRequest) -> HttpResponse:
    """Tell what a received document is: issued, changed since, a copy, a stranger's; it is not kept."""
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"query": "", "has_errors": True, **_upload(form)}
        return render(request, "public/verify.html", context, status=422)
    now = timezone.now()
    document = form.cleaned_data["document"].read()
    received = queries.issued_file(document, now=now)
    if received is None:
        if not throttling.allow(throttling.FILES, throttling.address(request), now=now):
            return throttling.too_many(request, seconds=throttling.FILES.left(now))
        received = queries.other_file(document, now=now)
    return _answer(request, "", received.answer, now=now, received=received)


def _upload(form: DocumentForm) -> dict[str, Any]:
    return {"upload_form": form, "upload_url": reverse("public:file")}


@require_safe
@never_cache
@or_unavailable
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the address in the QR code of a certificate."""
    now = timezone.now()
    return _answer(
        request,
        numbering.readable(numbering.fold_code(code))[:LONGEST],
        queries.verify_code(code, now=now),
        now=now,
    )


@require_safe
@never_cache
@or_unavailable
def qr(_request: HttpRequest, code: str) -> HttpResponse:
    """Draw the QR code of an issued certificate's query address; 404 for any other code."""
    import io

    import segno

    certificate = queries.by_code(code)
    if certificate is None or certificate.verification_code is None:
        raise Http404
    drawn = io.BytesIO()
    segno.make(queries.verify_url(certificate.verification_code), error="m", micro=False).save(
        drawn, kind="svg", scale=4, dark="#143c32", xmldecl=False
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _answer(
    request: HttpRequest, query: str, answer: Answer, *, now: Any, received: Received | None = None
) -> HttpResponse:
    if answer.verdict is Verdict.UNKNOWN and not throttling.allow(
        throttling.MISSES, throttling.address(request), now=now
    ):
        return throttling.too_many(request, seconds=throttling.MISSES.left(now))
    context = {"query": query, **texts.verdict_context(answer, now=now), **texts.file_context(received)}
    certificate = answer.certificate
    if certificate is not None and answer.by_code:
        code = certificate.verification_code or ""
        context |= {
            "qr_url": reverse("public:qr", args=[code]),
            "permanent_url": queries.verify_url(code),
            "proofs": proofs_of(certificate, code),
        }
    status = 404 if answer.verdict is Verdict.UNKNOWN else 200
    return render(request, "public/verify.html", context, status=status)


def _shown(keys: list[int]) -> list[dict[str, Any]]:
    return [{**row, "title": row["product"], "number": row["printed"]} for row in rows_of(keys)]


def _matches(request: HttpRequest, query: str) -> Page[int] | None:
    """Find entries by what is written in them; nothing that only sounds alike, for this page tells what is."""
    if len(query) < LEAST_NAME:
        return None
    found = find(Asked(timezone.localdate(), query))
    keys = found.keys if found.way is Way.EXACT else ()
    return Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
