"""The public log of certificates, for people: what it is, how far it goes, how anybody checks it."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.certificates.log import verify_log as program
from brandcert.certificates.models import LogEntry
from brandcert.certificates.queries import log
from brandcert.public.logs import line

RECENT: Final = 20
PROGRAM: Final = Path(program.__file__)


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Show the newest checkpoint, the last entries, and how to check them."""
    newest = log.latest()
    rows = LogEntry.objects.filter(index__lt=newest.size).order_by("-index")[:RECENT] if newest else []
    context = {
        "checkpoint": newest,
        "rows": [line(row) for row in rows],
        "keys": log.verifier_keys(),
        "site": settings.BASE_URL,
        "is_deposited": bool(settings.CHECKPOINT_TARGETS),
    }
    return render(request, "public/log.html", context)


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Give the small program that checks the log without anything of this house."""
    answer = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_log.py"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
