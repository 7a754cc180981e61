"""Addresses of the portal."""

from django.urls import path

from brandcert.portal.views import (
    case,
    certificates,
    conversation,
    documents,
    drafting,
    enterprise,
    home,
    messages,
    my_data,
    sections,
)

app_name = "portal"
urlpatterns = [
    path("", home.dashboard, name="home"),
    path("enterprise/", enterprise.overview, name="enterprise"),
    path("enterprise/register/", enterprise.register, name="register"),
    path("enterprise/<int:pk>/edit/", enterprise.edit, name="enterprise_edit"),
    path("enterprise/language/", enterprise.language, name="language"),
    path("applications/start/", home.start, name="start"),
    path("applications/<int:pk>/", case.page, name="application"),
    path("applications/<int:pk>/product/", drafting.product, name="product"),
    path("applications/<int:pk>/unit/", drafting.unit, name="unit"),
    path("applications/<int:pk>/section/<slug:key>/", sections.section, name="section"),
    path("applications/<int:pk>/section/<slug:key>/save/", sections.autosave, name="autosave"),
    path("applications/<int:pk>/documents/", documents.page, name="documents"),
    path("applications/<int:pk>/documents/<int:material>/remove/", documents.remove, name="remove_document"),
    path("applications/<int:pk>/check/", drafting.check, name="check"),
    path("applications/<int:pk>/sent/", case.sent, name="sent"),
    path("applications/<int:pk>/versions/<int:number>/", case.version, name="version"),
    path("applications/<int:pk>/discard/", drafting.discard, name="discard"),
    path("applications/<int:pk>/withdraw/", case.withdraw, name="withdraw"),
    path("applications/<int:pk>/rectification/<int:key>/", case.rectification, name="rectification"),
    path("applications/<int:pk>/appeal/", case.appeal, name="appeal"),
    path("applications/<int:pk>/conversation/", conversation.page, name="conversation"),
    path("my-data/", my_data.page, name="my_data"),
    path("my-data/copy/", my_data.copy, name="my_data_copy"),
    path("my-data/deletion/", my_data.ask_deletion, name="my_data_deletion"),
    path("messages/", messages.inbox, name="messages"),
    path("messages/all-read/", messages.mark_all, name="mark_all_messages"),
    path("messages/<int:pk>/", messages.read, name="message"),
    path("messages/<int:pk>/mark/", messages.mark, name="mark_message"),
    path("settings/", messages.settings, name="settings"),
    path("certificates/", certificates.overview, name="certificates"),
    path("certificates/<int:pk>/pdf", certificates.pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/notices/<int:key>/", certificates.prior_notice, name="prior_notice"),
]
