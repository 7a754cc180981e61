"""Addresses of files."""

from django.urls import path

from brandcert.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.download, name="download"),
    path("letters/<int:pk>/", views.letter, name="letter"),
]
