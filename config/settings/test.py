"""Settings of the test suite: fast hashing, mail in memory, tasks run where they are sent."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("BRANDCERT_VAR_DIR", tempfile.mkdtemp(prefix="brandcert-test-"))
os.environ.setdefault("BRANDCERT_SMS_URL", "file:")

from config.settings.base import *  # noqa: F403 - the directory must be known first
from config.settings.base import DATABASES, VAR

TESTING = True
DEMO = True
SECRET_KEY = "only-for-tests"  # noqa: S105 - protects nothing
BASE_URL = "http://localhost:8000"
ALLOWED_HOSTS = ["*"]
Path(VAR, "queue").mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and processes must meet in the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
