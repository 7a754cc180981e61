"""The second factor: nothing that staff may see or do is open to a password alone."""

import datetime
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from brandcert.accounts.queries import FACTORS
from brandcert.accounts.views import forget_target, keep_target
from brandcert.core import factors

Answer = Callable[[HttpRequest], HttpResponse]
# Everything that is not listed is closed: an address added tomorrow is an address of staff until somebody says otherwise.
OPEN_NAMESPACES: Final = frozenset({"public", "api"})
OPEN_NAMES: Final = frozenset(
    {
        "alive",
        "healthz",
        "readyz",
        "set_language",
        "entry",
        "factor_done",
        "my_account",
        "my_name",
        "admin:login",
        "admin:logout",
    }
)
# Signing in and out, and the factors themselves: allauth asks for a proof before it changes any of them.
OPEN_LIBRARIES: Final = ("allauth.",)
STAFF_ONLY: Final = "/api/staff/"


def last_factor(request: HttpRequest) -> float | None:
    """Return when this very session was last proved with a second factor; None when it never was."""
    records: list[Mapping[str, Any]] = get_authentication_records(request, request.user)
    proofs = [
        record["at"] for record in records if record.get("method") == "mfa" and record.get("type") in FACTORS
    ]
    return max(proofs, default=None)


def is_bound(user: Any) -> bool:
    """Say whether the person is of the staff, by whichever sign of it: a mark on the account or a role."""
    return bool(user.is_authenticated and (user.is_staff or user.is_superuser or user.roles))


def is_open(match: ResolverMatch) -> bool:
    """Say whether the address shows nothing of staff to anybody."""
    if match.namespaces and match.namespaces[0] in OPEN_NAMESPACES:
        return True
    if match.view_name in OPEN_NAMES:
        return True
    return getattr(match.func, "__module__", "").startswith(OPEN_LIBRARIES)


class SecondFactorMiddleware:
    """Opens pages, interfaces and files to staff only in a session that was proved with a second factor.

    Whoever has a factor is asked for it, whoever has none is asked to set one up. Grave acts ask again when the
    proof is older than some minutes, and are carried out once it is given. Only a demonstration (settings.DEMO, which
    production settings refuse) is exempt.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is done meanwhile knows of the session it is done in."""
        if settings.DEMO:
            return self.get_response(request)
        with factors.acting_in(lambda: self._is_fresh(request)):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseRedirect | None:
        """Answer with a redirect when the factor is missing; nothing behind it runs."""
        match = request.resolver_match
        if settings.DEMO or match is None or not is_bound(request.user):
            return None
        if is_open(match) and not request.path_info.startswith(STAFF_ONLY):
            return None
        if last_factor(request):
            forget_target(request)
            return None
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
        return HttpResponseRedirect(f"{self._way_out(request, back)}?{urlencode({'next': back})}")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseRedirect | None:
        """Ask for a fresh factor where an act needs one; the form is kept and sent on afterwards."""
        if not isinstance(exception, factors.StaleFactor):
            return None
        if request.FILES:
            messages.warning(
                request, _("Nothing was done yet. Prove that it is you, then choose the file again.")
            )
            way = self._way_out(request, request.path)
            return HttpResponseRedirect(f"{way}?{urlencode({'next': request.path})}")
        way = self._way_out(request, request.get_full_path())
        if way != reverse("mfa_index"):
            messages.info(
                request,
                _(
                    "This act asks for a proof that is not older than %(minutes)d minutes. It is carried out right after it."
                )
                % {"minutes": settings.STEP_UP_MINUTES},
            )
        asked: HttpResponseRedirect = suspend_request(request, way)
        return asked

    @staticmethod
    def _is_fresh(request: HttpRequest) -> bool:
        if not is_bound(request.user):
            return True
        proved = last_factor(request)
        limit = datetime.timedelta(minutes=settings.STEP_UP_MINUTES).total_seconds()
        return proved is not None and time.time() - proved <= limit

    @staticmethod
    def _way_out(request: HttpRequest, target: str) -> str:
        """Return where the missing factor is given, or set up by someone who has none; the target is kept meanwhile."""
        keep_target(request, target)
        held = list(Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS))
        if _came_on_paper(request, held):
            messages.warning(
                request,
                _(
                    "You used a recovery code, and those open no desk. Set up a new authenticator or passkey, then go on."
                ),
            )
            return reverse("mfa_index")
        kinds = {factor.type for factor in held}
        if Authenticator.Type.TOTP in kinds:
            return reverse("mfa_reauthenticate")
        return reverse("mfa_reauthenticate_webauthn" if kinds else "mfa_activate_totp")


def _came_on_paper(request: HttpRequest, held: list[Authenticator]) -> bool:
    """Say whether a recovery code was the last thing the person had to show: the factor itself is lost."""
    records: list[Mapping[str, Any]] = get_authentication_records(request, request.user)
    codes = [record["at"] for record in records if record.get("type") == Authenticator.Type.RECOVERY_CODES]
    newest = max((factor.created_at.timestamp() for factor in held), default=0.0)
    return bool(codes) and max(codes) > max(newest, last_factor(request) or 0.0)
