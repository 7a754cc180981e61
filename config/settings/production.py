"""Settings of a real installation; refuses to start without its secrets or as a demonstration."""

from config import env
from config.settings.base import *  # noqa: F403 - a settings module extends the one before it
from config.settings.base import DEMO

if DEMO:
    raise env.MissingSetting("BRANDCERT_DEMO must not be set in production")

SECRET_KEY = env.required("SECRET_KEY")
env.required("SIGNING_KEY")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
