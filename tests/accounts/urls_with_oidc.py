"""The addresses of a site on which unified sign-in is configured."""

from django.urls import include, path

import config.urls
from config import sign_in

urlpatterns = [path("accounts/", include(sign_in.addresses(has_oidc=True))), *config.urls.urlpatterns]
