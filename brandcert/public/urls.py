"""Addresses of the public pages."""

from django.urls import path, re_path

from brandcert.public import preferences
from brandcert.public.views import (
    draws,
    guide,
    log,
    machines,
    notices,
    offline,
    pages,
    progress,
    rating,
    register,
    statements,
    verify,
)

app_name = "public"
urlpatterns = [
    path("", pages.home, name="home"),
    path("display/", preferences.display, name="display"),
    path("guide/", guide.overview, name="guide"),
    path("guide/samples/<slug:key>/", guide.sample, name="sample"),
    path("guide/<slug:category>/", guide.category, name="guide-category"),
    path("progress/", progress.query, name="progress"),
    path("rate/<str:token>/", rating.rate, name="rate"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("terms/", statements.terms, name="terms"),
    path("sitemap/", statements.sitemap, name="sitemap"),
    path("verify/", verify.verify, name="verify"),
    path("verify/file/", verify.by_file, name="file"),
    path("v/<str:code>/", verify.by_code, name="code"),
    path("v/<str:code>/credential.json", machines.credential, name="credential"),
    path("credentials/context/v1.json", machines.context, name="credential-context"),
    path(".well-known/did.json", machines.did, name="did"),
    path(".well-known/jwks.json", machines.jwks, name="jwks"),
    path("v/<str:code>/offline.svg", offline.drawn, name="offline-qr"),
    path("Q/", offline.shell, name="offline"),
    path("Q/worker.js", offline.worker, name="offline-worker"),
    path("Q/<str:payload>", offline.shell, name="offline-code"),
    path("v/<str:code>/qr.svg", verify.qr, name="qr"),
    path("directory/", register.directory, name="directory"),
    re_path(r"^directory/register\.(?P<kind>csv|json)$", register.export, name="export"),
    path("log/", log.page, name="log"),
    path("log/verify_log.py", log.verifier, name="log-verifier"),
    path("draws/", draws.draws, name="draws"),
    path("draws/verify_draw.py", draws.verifier, name="draw-verifier"),
    path("draws/<int:pk>/", draws.draw, name="draw"),
    path("draws/<int:pk>/record.json", draws.record, name="draw-record"),
    path("notices/", notices.notices, name="notices"),
    path("notices/feed/", notices.NoticeFeed(), name="feed"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/objection/", notices.objection, name="object"),
    path("notices/<int:pk>/objection/receipt/", notices.receipt, name="objection-receipt"),
]
