"""The way from a second factor that was just set up to the page that asked for it."""

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_POST

from brandcert.accounts.queries import FACTORS

WAITING: Final = "waits_for_factor"


def keep_target(request: HttpRequest, address: str) -> None:
    """Remember, over all pages of setting up a factor, where the person wanted to go."""
    request.session[WAITING] = {"to": address, "ready": False}


def forget_target(request: HttpRequest) -> None:
    """Offer the way on no longer: the person has arrived."""
    if WAITING in request.session:
        del request.session[WAITING]


def count_as_proof(request: HttpRequest, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Let a factor that was set up in this session be its proof: its first code, or its key, was given a moment ago.

    Somebody who holds a factor already had to give that one first (AccountAdapter.is_reauthentication_required).
    """
    if authenticator.type not in FACTORS or request.user.pk != user.pk:
        return
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
    if WAITING in request.session:
        request.session[WAITING] = {**request.session[WAITING], "ready": True}


@login_required
@require_POST
def go_on(request: HttpRequest) -> HttpResponseBase:
    """Go to the page that asked for the factor; a form that was kept meanwhile is sent on."""
    forget_target(request)
    answer: HttpResponseBase | None = resume_request(request)
    return answer or HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
