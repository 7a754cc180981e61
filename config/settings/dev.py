"""Settings of `./dev`: everything under VAR_DIR, a secret generated once, demonstration mode by choice."""

import secrets

from config import env
from config.settings.base import *  # noqa: F403 - a settings module extends the one before it
from config.settings.base import STATIC_ROOT, VAR

DEBUG = env.flag("DEBUG")
VAR.mkdir(parents=True, exist_ok=True)
(VAR / "queue").mkdir(exist_ok=True)
# Empty here, files are served from where they are written; whitenoise warns about a missing folder.
STATIC_ROOT.mkdir(exist_ok=True)


def _secret() -> str:
    """Return the secret kept in VAR_DIR, made on first use."""
    path = VAR / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env.read("SECRET_KEY") or _secret()
# The development server answers over http only.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
