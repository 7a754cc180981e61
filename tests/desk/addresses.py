"""Every address the site answers to, with keys filled in, and sessions that were proved in one way or another."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from brandcert.accounts.models import User

SAMPLES: Final = {"int": "1", "path": "1", "app_label": "accounts", "kind": "csv"}
CONVERTER: Final = re.compile(r"<(?:(\w+):)?\w+>")
OWNER_OF_RECORDS: Final = "account_authentication_methods_user"


def sample(pattern: Any) -> str:
    """Fill in what the pattern of an address asks for."""
    route = getattr(pattern, "_route", None)
    if route is not None:
        return CONVERTER.sub(lambda found: SAMPLES.get(found[1] or "", "x"), str(route))
    text, names = normalize(pattern.regex.pattern)[0]
    return text % {name: SAMPLES.get(name, "x") for name in names}


def addresses(
    resolver: URLResolver | None = None, before: str = "/", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Walk all addresses as (name with its namespace, address)."""
    for part in (resolver or get_resolver()).url_patterns:
        path = before + sample(part.pattern)
        if isinstance(part, URLResolver):
            yield from addresses(part, path, space + (f"{part.namespace}:" if part.namespace else ""))
        elif isinstance(part, URLPattern):
            yield space + (part.name or "?"), path


def proved(client: Client, user: User, *, minutes: float = 0, kind: str = "totp") -> None:
    """Sign the person in and let the session have been proved so many minutes ago."""
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": kind, "at": time.time() - minutes * 60}
    ]
    session[OWNER_OF_RECORDS] = str(user.pk)
    session.save()
