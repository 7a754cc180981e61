"""Checking a certificate without network: a page that keeps itself and the keys, and the code it reads."""

import hashlib
import io
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.certificates import queries
from brandcert.certificates.models import PublishedKey
from brandcert.certificates.queries.keys import published_keys
from brandcert.public.views.verify import or_unavailable

PARTS: Final = (
    "brandcert/site.css",
    "brandcert/site.js",
    "brandcert/offline/read.js",
    "brandcert/offline/page.js",
)
TEMPLATES: Final = ("public/offline.html", "public/worker.js", "public/base.html")


# What can come of a check: name, look, icon, heading, advice.
OUTCOMES: Final[list[tuple[str, str, str, str | Promise, str | Promise]]] = [
    (
        "good",
        "verdict-valid",
        "patch-check-fill",
        gettext_lazy("Genuine, neither suspended nor revoked"),
        gettext_lazy("Compare holder, product and scope below with what you see."),
    ),
    (
        "issue",
        "verdict-unavailable",
        "shield-check",
        gettext_lazy("Genuine when it was issued"),
        gettext_lazy(
            "This proves the issue, not that it is valid today. Ask the register as soon as there is network."
        ),
    ),
    (
        "suspended",
        "verdict-suspended",
        "pause-circle-fill",
        gettext_lazy("Genuine, but suspended"),
        gettext_lazy("It must not be used for the time being."),
    ),
    (
        "revoked",
        "verdict-revoked",
        "x-circle-fill",
        gettext_lazy("Genuine, but ended"),
        gettext_lazy("It was revoked, cancelled or replaced and must not be used any more."),
    ),
    (
        "expired",
        "verdict-ended",
        "clock-history",
        gettext_lazy("Genuine, but its period is over"),
        gettext_lazy("By the clock of this device the last day of validity has passed."),
    ),
    (
        "early",
        "verdict-unavailable",
        "clock-history",
        gettext_lazy("Genuine, but its period has not begun"),
        gettext_lazy("By the clock of this device the first day of validity has not come; check the clock."),
    ),
    (
        "bad",
        "verdict-unknown",
        "x-circle-fill",
        gettext_lazy("Not a code of the register"),
        gettext_lazy(
            "The code was changed, read wrongly, or does not come from us. Scan it again; if it stays so, report it."
        ),
    ),
    (
        "key",
        "verdict-unavailable",
        "question-circle-fill",
        gettext_lazy("Signed with a key this device does not know"),
        gettext_lazy("Open this page once with network, so that it learns the newest keys, and check again."),
    ),
    (
        "browser",
        "verdict-unavailable",
        "cloud-slash-fill",
        gettext_lazy("This browser cannot check signatures"),
        gettext_lazy("Open the page over https in a newer browser, or ask the register by number."),
    ),
]


@require_safe
@never_cache
@or_unavailable
def shell(request: HttpRequest, payload: str = "") -> HttpResponse:
    """Show the page that checks codes; which code is not in it, because the browser keeps it for all."""
    keys = [{"kid": key.kid, "jwk": key.jwk} for key in published_keys(PublishedKey.Use.CREDENTIALS)]
    context: dict[str, Any] = {
        "keys": json.dumps(keys),
        "outcomes": OUTCOMES,
        "status_url": reverse("api:status-lists"),
        "worker_url": reverse("public:offline-worker"),
        "place": reverse("public:offline"),
    }
    answer = render(request, "public/offline.html", context)
    answer["X-Offline-Shell"] = "1"
    return answer


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Send the script that answers for the page when there is no network, and for nothing else."""
    context = {
        "version": version(),
        "shell": reverse("public:offline"),
        "lists": reverse("api:status-lists"),
        "static": settings.STATIC_URL,
    }
    return render(request, "public/worker.js", context, content_type="text/javascript; charset=utf-8")


@cache
def version() -> str:
    """Return a short code of everything the page consists of."""
    found = hashlib.sha256()
    for name in PARTS:
        found.update(staticfiles_storage.url(name).encode())
        place = finders.find(name)
        if isinstance(place, str):
            found.update(Path(place).read_bytes())
    for name in TEMPLATES:
        found.update(Path(get_template(name).origin.name).read_bytes())  # type: ignore[attr-defined] # Django's own templates know their file
    return found.hexdigest()[:12]


@require_safe
@never_cache
@or_unavailable
def drawn(_request: HttpRequest, code: str) -> HttpResponse:
    """Draw the code of an issued certificate that is checked without network; 404 for any other."""
    import segno

    certificate = queries.by_code(code)
    url = queries.offline_url(certificate) if certificate else ""
    if not url:
        raise Http404
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=4, dark="#143c32", xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
