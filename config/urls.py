"""Addresses of the whole site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from brandcert.accounts import views as accounts
from brandcert.core import throttling
from brandcert.portal.views import account
from brandcert.portal.views import home as portal
from config import health, sign_in

# Asked for by name when the limits of signing in are exceeded.
handler429 = throttling.too_many

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/home/", portal.entry, name="entry"),
    path("accounts/me/", account.page, name="my_account"),
    path("accounts/me/name/", account.name, name="my_name"),
    path("accounts/2fa/done/", accounts.go_on, name="factor_done"),
    path("accounts/", include(sign_in.addresses(has_oidc=bool(settings.OIDC_APPS)))),
    path("portal/", include("brandcert.portal.urls")),
    path("manage/", admin.site.urls),
    path("files/certificates/", include("brandcert.certificates.urls")),
    path("files/", include("brandcert.documents.urls")),
    path("calendar/", include("brandcert.inspections.urls")),
    path("api/", include("brandcert.api.urls")),
    path("", include("brandcert.public.urls")),
]
