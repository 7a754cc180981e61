"""A real OpenID Connect issuer (django-oauth-toolkit) in a process of its own: python -m tests.accounts.issuer FOLDER FACTS."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.urls import include, path

LOGIN = '<form method="post">{% csrf_token %}{{ form.as_p }}<button>Sign in</button></form>'
CLIENT, SECRET = "brandcert", "only-for-tests-and-long-enough"
FACTS: dict[str, Any] = {}


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base class
        pass


def configure(folder: Path) -> None:
    """Describe the issuer: its database, its key, its sign-in page."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "issuer.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        ("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN}),
                        "django.template.loaders.app_directories.Loader",
                    ],
                },
            }
        ],
        LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": pem.decode(),
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.claims",
            "SCOPES": {"openid": "who", "profile": "name", "email": "address"},
            "PKCE_REQUIRED": True,
        },
    )


def claims() -> Any:
    """Make the validator that tells what the issuer knows of each person."""
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Claims(OAuth2Validator):  # type: ignore[misc] # the library has no types
        oidc_claim_scope = None

        def get_additional_claims(self, request: Any) -> dict[str, Any]:
            told: dict[str, Any] = FACTS["people"][request.user.username]
            return told

    return Claims()


def fill() -> None:
    """Make the tables, the people and the one client."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for name in FACTS["people"]:
        User.objects.create_user(name, password=SECRET)
    Application.objects.create(
        name="brandcert",
        client_id=CLIENT,
        client_secret=SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=FACTS["callback"],
        algorithm="RS256",
        skip_authorization=True,
    )


urlpatterns: list[Any] = []


def main(folder: str, facts: str) -> None:
    """Serve until the process is ended; the first line tells the port."""
    FACTS.update(json.loads(facts))
    sys.modules["tests.accounts.issuer"] = sys.modules[__name__]
    configure(Path(folder))
    import django

    django.setup()
    fill()
    from django.contrib.auth.views import LoginView
    from django.core.wsgi import get_wsgi_application

    urlpatterns.extend(
        [
            path("login/", LoginView.as_view()),
            path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        ]
    )
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        sys.stdout.write(f"port {server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
