"""Addresses of the machine interface, its schema and its description."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from brandcert.api import views
from brandcert.api.v1.problems import not_found

app_name = "api"
urlpatterns = [
    path("v1/", include("brandcert.api.v1.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    re_path(r"^(?P<_rest>.*)$", not_found),
]
