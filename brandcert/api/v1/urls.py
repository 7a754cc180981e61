"""Addresses of version 1."""

from django.urls import path

from brandcert.api.v1 import views

urlpatterns = [
    path("certificates/", views.CertificateList.as_view(), name="certificates"),
    path("certificates/<str:number>/", views.CertificateDetail.as_view(), name="certificate"),
    path("verify/<str:code>/", views.Verification.as_view(), name="verify"),
    path("notices/", views.NoticeList.as_view(), name="notices"),
]
