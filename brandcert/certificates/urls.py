"""Addresses of certificates."""

from django.urls import path

from brandcert.certificates import views

app_name = "certificates"
urlpatterns = [path("<int:pk>/", views.document, name="document")]
