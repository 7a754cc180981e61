"""Addresses of version 1."""

from django.urls import path

from brandcert.api.v1 import bulk, notices, statuses, titles, transparency, views

urlpatterns = [
    path("certificates/", views.CertificateList.as_view(), name="certificates"),
    path("certificates/status/", bulk.BulkStatus.as_view(), name="bulk-status"),
    path("certificates/<str:number>/", views.CertificateDetail.as_view(), name="certificate"),
    path("certificates/<str:number>/log/", transparency.CertificateLog.as_view(), name="certificate-log"),
    path("legacy-titles/", titles.LegacyTitleList.as_view(), name="legacy-titles"),
    path("legacy-titles/<str:number>/", titles.LegacyTitleDetail.as_view(), name="legacy-title"),
    path("log/", transparency.Log.as_view(), name="log"),
    path("log/checkpoint/", transparency.LogCheckpoint.as_view(), name="log-checkpoint"),
    path("log/entries/", transparency.LogEntries.as_view(), name="log-entries"),
    path("log/inclusion/", transparency.LogInclusion.as_view(), name="log-inclusion"),
    path("log/consistency/", transparency.LogConsistency.as_view(), name="log-consistency"),
    path("status-list/", statuses.StatusLists.as_view(), name="status-lists"),
    path("status-list/<str:purpose>/<int:number>/", statuses.StatusList.as_view(), name="status-list"),
    path("verify/<str:code>/", views.Verification.as_view(), name="verify"),
    path("announcements/", views.AnnouncementList.as_view(), name="announcements"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/entries/", notices.NoticeEntries.as_view(), name="notice-entries"),
]
