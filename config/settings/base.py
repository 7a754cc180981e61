"""Settings common to every situation."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.logs import spare_refusals
from config.settings.people import *  # noqa: F403 - one part of these settings
from config.settings.people import OIDC_APPS

django_stubs_ext.monkeypatch()
env.warn_about_unknown_names()

ROOT = Path(__file__).resolve().parents[2]
VAR = (ROOT / env.read("VAR_DIR")).resolve()
DEMO = env.flag("DEMO")
DEBUG = False
BASE_URL = env.read("BASE_URL").rstrip("/")
ALLOWED_HOSTS = [host.strip() for host in env.read("ALLOWED_HOSTS").split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECRET_KEY = env.read("SECRET_KEY")

# --- applications, in the order of the business -------------------------------------------------
INSTALLED_APPS = [
    "brandcert.desk.apps.ManageSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
    "brandcert.core",
    "brandcert.accounts",
    "brandcert.documents",
    "brandcert.enterprises",
    "brandcert.lists",
    "brandcert.programs",
    "brandcert.applications",
    "brandcert.reviews",
    "brandcert.inspections",
    "brandcert.awards",
    "brandcert.certificates",
    "brandcert.supervision",
    "brandcert.register",
    "brandcert.feedback",
    "brandcert.notifications",
    "brandcert.privacy",
    "brandcert.portal",
    "brandcert.public",
    "brandcert.api",
    "brandcert.desk.apps.DeskConfig",
]
MIDDLEWARE = [
    "brandcert.core.throttling.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "brandcert.core.bodies.WholeFormMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "brandcert.portal.middleware.SignInMiddleware",
    "brandcert.desk.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "brandcert.core.answers.BlankAnswerMiddleware",
    "brandcert.core.answers.EndlessNumberMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "brandcert.public.preferences.looks",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- what every page says about the platform; empty facts are not shown ---------------------------
PLATFORM = {
    "organiser": env.read("ORGANISER"),
    "hotline": env.read("HOTLINE"),
    "hours": env.read("OFFICE_HOURS"),
    "address": env.read("OFFICE_ADDRESS"),
    "complaints": env.read("COMPLAINT_LINE"),
    "privacy": env.read("PRIVACY_CONTACT") or env.read("HOTLINE"),
    "domain": f"{BASE_URL}/",
    "records": [record.strip() for record in env.read("SITE_RECORDS").split(";") if record.strip()],
}

# --- database ----------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN: SQLite ignores SELECT … FOR UPDATE, so this is what
    # makes lock-then-read hold there. recursive_triggers keeps INSERT OR REPLACE from overwriting.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
    ),
}


def database(url: str) -> dict[str, Any]:
    """Return Django's description of the database at `url` (empty: SQLite in VAR_DIR)."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "brandcert.sqlite3",
            "OPTIONS": dict(SQLITE_OPTIONS),
            "ATOMIC_REQUESTS": False,
        }
    import environ  # only needed for a server database

    described: dict[str, Any] = environ.Env.db_url_config(url)
    described["ATOMIC_REQUESTS"] = False
    described["CONN_HEALTH_CHECKS"] = True
    described["CONN_MAX_AGE"] = 60
    return described


DATABASES = {"default": database(env.read("DATABASE_URL"))}
# Who owns the tables, for `manage.py migrate` alone; web and workers never hold this password.
DATABASE_OWNER = database(env.read("DATABASE_OWNER_URL")) if env.read("DATABASE_OWNER_URL") else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery: a wake-up call only; what must be done is a row -------------------------------------
REDIS_URL = env.read("REDIS_URL")
# Certificates in one message of a bulk issue.
ISSUE_CHUNK = 20
ISSUE_ATTEMPTS = 3
# Workers load typesetter, fonts and key once, before they fork.
WARM_WORKERS = True
SWEEP_SECONDS = float(env.read("SWEEP_SECONDS"))
LEASE_SECONDS = float(env.read("LEASE_SECONDS"))
SEAL_SECONDS = float(env.read("SEAL_SECONDS"))
QUEUE_DIR = VAR / "queue"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "certificates.issue_one": {"queue": "issue"},
    "certificates.issue_many": {"queue": "bulk"},
    "certificates.try_batch": {"queue": "bulk"},
    "certificates.number_batch": {"queue": "issue"},
    "certificates.close_batch": {"queue": "issue"},
    "reviews.invite": {"queue": "bulk"},
    "lists.work_on": {"queue": "bulk"},
    "awards.print_list": {"queue": "bulk"},
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 3600,
        "socket_timeout": 3,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 15,
    }
    # Laid over the above when publishing: somebody waits for the page. Without `max_retries` a refused
    # connection is tried again for six seconds, and two seconds of patience made the page take four.
    PUBLISH_TRANSPORT_OPTIONS: dict[str, Any] = {
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
        "connect_retries_timeout": 0.5,
        "max_retries": 0,
    }
else:
    PUBLISH_TRANSPORT_OPTIONS = {}
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(VAR / "queue-control"),
        "store_processed": False,
    }
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "core.sweep",
        "schedule": schedule(SWEEP_SECONDS),
        "options": {"expires": SWEEP_SECONDS},
    },
    "seal": {
        "task": "core.seal",
        "schedule": schedule(SEAL_SECONDS),
        "options": {"expires": SEAL_SECONDS},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# --- what all processes share for a short time: the counters of rate limits ----------------------
CACHES = {
    "default": {
        "BACKEND": "brandcert.core.caching.SharedCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "brandcert.core.caching.hashed_key",
        "KEY_PREFIX": "brandcert",
    },
}
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# --- text messages; without a URL nobody is offered to sign in by phone ---------------------------
SMS_URL = env.read("SMS_URL") or ("file:" if DEMO else "")
SMS_TOKEN = env.read("SMS_TOKEN")
SMS_FILE_PATH = str(VAR / "sms")
SMS_QUIET_HOURS = env.read("SMS_QUIET_HOURS")

# --- national systems asked about the integrity of enterprises; off without an address ------------
NATIONAL_SYSTEMS = env.read("NATIONAL_SYSTEMS")
NATIONAL_KEYS = env.read("NATIONAL_KEYS")
NATIONAL_SECONDS = float(env.read("NATIONAL_SECONDS"))

# --- people: settings/people.py -----------------------------------------------------------------
PLATFORM["oidc"] = OIDC_APPS[0]["name"] if OIDC_APPS else ""

# --- language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Built with the version, not kept with the data: see Dockerfile.
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = VAR / "media"
KEY_DIR = VAR / "keys"
SIGNING_KEY = env.read("SIGNING_KEY")
SIGNING_KEY_PASSWORD = env.read("SIGNING_KEY_PASSWORD")
CREDENTIAL_KEY = env.read("CREDENTIAL_KEY")
LOG_KEY = env.read("LOG_KEY")
MACHINE_KEY_PASSWORD = env.read("MACHINE_KEY_PASSWORD")
CHECKPOINT_TARGETS = [place.strip() for place in env.read("CHECKPOINTS").split(",") if place.strip()]
CHECKPOINT_SECONDS = float(env.read("CHECKPOINT_SECONDS"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CLAMAV = env.read("CLAMAV")
FILE_UPLOAD_HANDLERS = [
    "brandcert.documents.services.receiving.CutOff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "brandcert.documents.services.receiving.Nameless",
]
# A form without script may bring as many files as an application may hold; its empty fields count as well.
DATA_UPLOAD_MAX_NUMBER_FILES = 205
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.read("DEFAULT_FROM_EMAIL")
REPLY_TO_EMAIL = env.read("REPLY_TO_EMAIL")
EMAIL_FILE_PATH = str(VAR / "mail")
if env.read("EMAIL_URL"):
    import environ

    vars().update(environ.Env.email_url_config(env.read("EMAIL_URL")))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = 10

# --- browser security --------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
# A page that was open too long must not lose what was typed on it.
CSRF_FAILURE_VIEW = "brandcert.portal.views.keeping.stale_page"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- machine interface -------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 100,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "brandcert",
    "DESCRIPTION": "Register of Jilin Premium brand certificates.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Certificates and earlier titles both have a status, with other words in it.
    "ENUM_NAME_OVERRIDES": {"CertificateStatusEnum": "brandcert.api.v1.serializers.STATES"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"refusals": {"()": "django.utils.log.CallbackFilter", "callback": spare_refusals}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Libraries that tell every step of a page or a signature.
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("weasyprint.progress", "fontTools", "pyhanko", "pyhanko_certvalidator")
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
# True only in the settings of the test suite: arms the fault points.
TESTING = False
