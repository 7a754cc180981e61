"""The certificates of the enterprise: documents, marks, states, and what can be asked for."""

from brandcert.portal.views.certificates.asking import cancel, change, request_page, withdraw
from brandcert.portal.views.certificates.marks import mark, mark_png, mark_svg
from brandcert.portal.views.certificates.mending import mending
from brandcert.portal.views.certificates.notices import prior_notice
from brandcert.portal.views.certificates.pages import overview, page, pdf
from brandcert.portal.views.certificates.renewing import renew

__all__ = [
    "cancel",
    "change",
    "mark",
    "mark_png",
    "mark_svg",
    "mending",
    "overview",
    "page",
    "pdf",
    "prior_notice",
    "renew",
    "request_page",
    "withdraw",
]
