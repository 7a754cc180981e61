"""Unified sign-in (统一身份认证): what is configured, and the addresses it has then."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from config import env

PROVIDER = "oidc"


def oidc_apps() -> list[dict[str, Any]]:
    """Return the one client of the issuer, or none; raises MissingSetting when the configuration is half done."""
    issuer = env.read("OIDC_ISSUER").rstrip("/")
    if not issuer:
        return []
    if not issuer.startswith("https://") and not env.flag("DEMO"):
        raise env.MissingSetting("BRANDCERT_OIDC_ISSUER must begin with https://")
    return [
        {
            "provider_id": PROVIDER,
            "name": env.read("OIDC_NAME"),
            "client_id": env.required("OIDC_CLIENT_ID"),
            "secret": env.required("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
        }
    ]


def addresses(*, has_oidc: bool) -> list[URLPattern | URLResolver]:
    """Return the addresses of signing in and of one's own account below /accounts/."""
    found: list[URLPattern | URLResolver] = [
        path("", include("allauth.account.urls")),
        path("2fa/", include("allauth.mfa.urls")),
    ]
    if has_oidc:
        found += [
            path("3rdparty/", include("allauth.socialaccount.urls")),
            path("", include("allauth.socialaccount.providers.openid_connect.urls")),
        ]
    return found
