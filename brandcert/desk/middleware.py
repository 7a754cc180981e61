"""The second factor: no page of staff without it."""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

Answer = Callable[[HttpRequest], HttpResponse]
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this very session was authenticated with a second factor."""
    records: list[Mapping[str, Any]] = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


class SecondFactorMiddleware:
    """Sends staff whose session has no second factor away from the management site and from files.

    Whoever has a factor is asked for it, whoever has none is asked to enrol. Only a demonstration
    (settings.DEMO, which production settings refuse) is exempt.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a redirect when the factor is missing; nothing behind it runs."""
        if settings.DEMO or not self._is_guarded(request) or has_second_factor(request):
            return self.get_response(request)
        return HttpResponseRedirect(f"{self._way_out(request)}?{urlencode({'next': request.path})}")

    @staticmethod
    def _is_guarded(request: HttpRequest) -> bool:
        """Say whether a signed-in member of staff asks for a page of staff; signing out stays possible."""
        if not (request.user.is_authenticated and request.user.is_staff):
            return False
        start = reverse("admin:index")
        return request.path.startswith((start, "/files/", "/api/staff/")) and request.path != reverse(
            "admin:logout"
        )

    @staticmethod
    def _way_out(request: HttpRequest) -> str:
        """Return where the missing factor is given, or set up by someone who has none."""
        kinds = set(
            Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).values_list(
                "type", flat=True
            )
        )
        if Authenticator.Type.TOTP in kinds:
            return reverse("mfa_reauthenticate")
        return reverse("mfa_reauthenticate_webauthn" if kinds else "mfa_activate_totp")
