"""How often one address or person may do something; whoever exceeds it is told when to come back."""

from __future__ import annotations

import datetime
import functools
import ipaddress
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
# Whoever has one address of IPv6 usually has this whole network.
IPV6_PREFIX: Final = 64
USUAL_PAUSE: Final = 60
_WITH_PORT: Final = re.compile(r"\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[\d.]+):\d+")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each period of `per` seconds."""

    name: str
    most: int
    per: int

    def left(self, now: datetime.datetime) -> int:
        """Return the seconds until the next period begins."""
        return self.per - int(now.timestamp()) % self.per


# Per address, on pages and interface together. Only what is not in the register counts: a document that exists can be
# verified at any time, also behind an address that thousands share, and nothing can be found by guessing.
MISSES: Final = Limit("misses", most=120, per=60)
# Files that were not issued: each is read in a process of its own.
FILES: Final = Limit("files", most=20, per=60)


def allow(limit: Limit, who: str, *, now: datetime.datetime) -> bool:
    """Count one more act of an address or a person; return whether it is within the limit.

    Counted in the store all processes share, under a hash of `who`. Where the store fails the act is allowed and the
    failure is logged: a counter never stands between somebody and the register.
    """
    key = f"limit:{limit.name}:{who}:{int(now.timestamp()) // limit.per}"
    try:
        counted: int = cache.count(key, limit.per)  # type: ignore[attr-defined] # the store of core.caching counts
    except Exception:
        logger.exception("the limit %s could not be counted", limit.name)
        return True
    return counted <= limit.most


def who(request: HttpRequest) -> str:
    """Return whose acts are counted: the person who is signed in, otherwise the address (a network with IPv6)."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return address(request)


def address(request: HttpRequest) -> str:
    """Return the address of the client, with IPv6 its network; needs ClientAddressMiddleware."""
    found = _parsed(request.META.get("REMOTE_ADDR", ""))
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return str(found or "")


def too_many(request: HttpRequest, *, seconds: int = USUAL_PAUSE) -> HttpResponse:
    """Answer 429 with a page in the person's language that says when to try again; a script gets the words alone."""
    answer: HttpResponse
    if request.headers.get("X-Requested-With"):
        words = ngettext(
            "Too often. Try again in %(n)s second.", "Too often. Try again in %(n)s seconds.", seconds
        )
        answer = JsonResponse({"words": words % {"n": seconds}}, status=429)
    else:
        answer = render(request, "429.html", {"seconds": seconds}, status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer


def limited(
    limit: Limit, *, keep: Callable[[HttpRequest], object] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a view whose POSTs are counted per person or address; beyond the limit the view is not called.

    `keep` saves what was typed before the refusal. The limit stands on the view, for whoever lists them.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            now = timezone.now()
            if request.method == "POST" and not allow(limit, who(request), now=now):
                if keep is not None:
                    keep(request)
                return too_many(request, seconds=limit.left(now))
            return view(request, *args, **kwargs)

        counted.limit = limit  # type: ignore[attr-defined] # a function may carry one
        return counted

    return decorate


class ClientAddressMiddleware:
    """Puts the client's address into REMOTE_ADDR and removes X-Forwarded-For, of which anybody can write the left part.

    Read from the right: each address is believed only because a trusted proxy (BRANDCERT_TRUSTED_PROXIES) added it.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Settle the address, then go on."""
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client_address(request.META.get("REMOTE_ADDR", ""), told)
        return self.get_response(request)


def client_address(peer: str, forwarded: str) -> str:
    """Return the nearest address that no trusted proxy of ours has; a peer without address is a local socket."""
    hops = [part.strip() for part in forwarded.split(",") if part.strip()]
    found = peer
    while hops and _is_trusted(found):
        nearer = _parsed(hops.pop())
        if nearer is None:
            break
        found = str(nearer)
    return found


def _is_trusted(hop: str) -> bool:
    """Say whether a hop is one of our proxies; `unix` in the setting stands for a proxy on a local socket."""
    if not hop:
        return "unix" in settings.TRUSTED_PROXIES
    parsed = _parsed(hop)
    return parsed is not None and any(
        parsed in ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES if network != "unix"
    )


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address, written with or without a port; None for anything else."""
    if match := _WITH_PORT.fullmatch(text):
        text = match["six"] or match["four"]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
