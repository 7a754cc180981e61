"""How a visitor wants to see the pages: large text and high contrast, kept in cookies, and what every page says about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# What may be chosen; the first is what a visitor without a cookie gets.
CHOICES = {"text": ("normal", "large"), "contrast": ("normal", "high")}
COOKIE = "brandcert_{}"
YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> dict[str, str]:
    """Read the visitor's choices; anything unknown in a cookie counts as not chosen."""
    found = {}
    for name, values in CHOICES.items():
        value = request.COOKIES.get(COOKIE.format(name), "")
        found[name] = value if value in values else values[0]
    return found


def looks(request: HttpRequest) -> dict[str, Any]:
    """Give every template the visitor's choices (`prefs`), the facts of the platform (`platform`) and whether this is a demonstration (`demo`)."""
    return {"prefs": chosen(request), "platform": settings.PLATFORM, "demo": settings.DEMO}


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep a choice (`text` or `contrast`) for a year and go back to the page it was made on; no other site is ever redirected to."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    answer = HttpResponseRedirect(target)
    for name, values in CHOICES.items():
        if request.POST.get(name) in values:
            answer.set_cookie(
                COOKIE.format(name),
                request.POST[name],
                max_age=YEAR,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
    return answer
