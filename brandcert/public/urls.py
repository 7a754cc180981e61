"""Addresses of the public pages."""

from django.urls import path

from brandcert.public import preferences

app_name = "public"
urlpatterns = [
    path("display/", preferences.display, name="display"),
]
