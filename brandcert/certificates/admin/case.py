"""The list of certificates and the page of each."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.certificates import queries
from brandcert.certificates.enums import (
    FACE_CHANGES,
    CancelGround,
    ChangeKind,
    RevocationGround,
    SuspensionGround,
)
from brandcert.certificates.models import Certificate, ChangeRequest, Mending
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin
from brandcert.documents.models import Upload

LABEL = "certificates.certificate"
_GROUNDS = (SuspensionGround, RevocationGround, CancelGround, ChangeKind)


def ground_of(code: str) -> str:
    """Return a ground in words."""
    return next((str(kind(code).label) for kind in _GROUNDS if code in kind.values), code)


@admin.register(Certificate)
class CertificateAdmin(CaseAdmin):
    """Every certificate from draft to end; issued ones with their document."""

    list_display = ("label", "holder", "product", "category", "status_label", "valid_to")
    list_filter = ("status", "category__key", "issued_on", "application__panel__rubric__version")
    search_fields = ("number", "enterprise__name", "application__receipt_number", "verification_code")
    list_select_related = ("enterprise", "category", "application__product")

    @admin.display(description=gettext_lazy("certificate"), ordering="number")
    def label(self, row: Certificate) -> SafeString:
        """Return the number, or what a draft is for, on one line."""
        return format_html('<span class="nowrap">{}</span>', row.number or row.application)

    @admin.display(description=gettext_lazy("holder"), ordering="enterprise__name")
    def holder(self, row: Certificate) -> str:
        """Return the name on the face."""
        return str(row.facts.get("holder") or row.enterprise)

    @admin.display(description=gettext_lazy("product or service"))
    def product(self, row: Certificate) -> str:
        """Return the product on the face."""
        return str(row.facts.get("product") or row.application.product or "")

    # --- the page of one certificate ---------------------------------------------------------
    def case_title(self, row: Certificate) -> str:
        """Return product and holder."""
        return f"{self.product(row)} · {self.holder(row)}"

    def case_number(self, row: Certificate) -> str:
        """Return the printed number."""
        return row.display_number

    def case_facts(self, row: Certificate) -> list[str]:
        """Return category and period."""
        return [str(row.category), f"{row.valid_from:%Y-%m-%d} – {row.valid_to:%Y-%m-%d}"]

    def case_alerts(self, request: HttpRequest, row: Certificate) -> list[dict[str, Any]]:
        """Say what keeps a draft from being issued, and what waits to be ratified."""
        alerts = []
        if row.fault:
            title = (
                _("The document could not be made and waits for an officer")
                if row.is_parked
                else _("The document could not be made yet")
            )
            alerts.append({"tone": "red", "title": title, "text": row.fault})
        elif row.status == "draft" and not row.number:
            found = queries.check(row, batch=None, today=timezone.localdate())
            if found:
                text = " ".join(finding.text for finding in found)
                alerts.append({"tone": "amber", "title": _("Checks stand against the issue"), "text": text})
        if queries.has_waiting_mending(row):
            title = _("The holder has shown what was put right: examine it before the suspension ends")
            alerts.append({"tone": "amber", "title": title, "text": ""})
        return [*alerts, *_unratified(row)]

    def case_sections(self, request: HttpRequest, row: Certificate) -> list[dict[str, Any]]:
        """Return face, dated states and requests."""
        sections: list[dict[str, Any]] = [{"title": _("Certificate"), "rows": _face_rows(row)}]
        if row.replaces and row.changes:
            head = [_("fact"), row.replaces.number, _("on this certificate")]
            title = _("What differs from the certificate it replaces")
            sections.append({"title": title, "table": _compared(row.replaces, row.changes, head)})
        if intervals := _interval_rows(row):
            head = [_("status"), _("from"), _("to"), _("ground"), _("reason")]
            sections.append({"title": _("Dated states"), "table": {"head": head, "rows": intervals}})
        return sections + mending_sections(row) + request_sections(row)

    def case_documents(self, request: HttpRequest, row: Certificate) -> list[dict[str, Any]] | None:
        """Offer the signed document to those who may have it."""
        if not row.file or not policies.allowed(request.user, f"{LABEL}.download", row):
            return None
        url = reverse("certificates:document", args=[row.pk])
        return [
            {"title": f"{row.number}.pdf", "url": url, "hint": f"SHA-256 {row.sha256[:16]}…", "kind": "PDF"}
        ]


def batched_text(text: str, size: int = 16) -> list[str]:
    """Return the text in pieces, so that a long hash can break over lines."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def _face_rows(row: Certificate) -> list[dict[str, Any]]:
    successor = queries.successor_of(row)
    told = [
        (_("Number"), row.display_number or "–"),
        (_("Number for machines"), row.number or "–"),
        (_("Application"), str(row.application)),
        (_("Decision"), f"{row.decision_number} · {row.decided_on:%Y-%m-%d}"),
        (_("Issued on"), row.issued_on or "–"),
        (_("Replaces"), str(row.replaces) if row.replaces else ""),
        (_("Replaced by"), str(successor) if successor else ""),
        (_("SHA-256 of the document"), " ".join(batched_text(row.sha256))),
        (_("Attempts to make the document"), str(row.attempts) if row.attempts else ""),
    ]
    return [{"label": label, "value": str(value)} for label, value in told if value]


def _interval_rows(row: Certificate) -> list[list[str]]:
    return [
        [
            span.get_status_display(),
            f"{timezone.localtime(span.starts_at):%Y-%m-%d %H:%M}",
            f"{timezone.localtime(span.ends_at):%Y-%m-%d %H:%M}"
            if span.ends_at
            else _("expected %(date)s") % {"date": span.expected_end}
            if span.expected_end
            else "–",
            ground_of(span.ground),
            span.reason,
        ]
        for span in row.intervals.all()
    ]


def mending_sections(row: Certificate) -> list[dict[str, Any]]:
    """Return what the holder showed to have suspensions lifted, the latest first, with files and what came of it."""
    sections: list[dict[str, Any]] = []
    rows = row.mendings.select_related("handed_in_by", "examined_by").prefetch_related("evidence")
    for mending in rows:
        told = [
            (_("handed in at"), f"{timezone.localtime(mending.handed_in_at):%Y-%m-%d %H:%M}"),
            (_("handed in by"), mending.handed_in_by),
            (_("what was put right"), mending.statement),
            (_("outcome"), _mending_outcome(mending)),
            (_("examined by"), mending.examined_by or ""),
            (_("what is still missing"), mending.missing),
        ]
        lines = [{"label": label, "value": str(value)} for label, value in told if value]
        sections.append({"title": _("Proof of mending"), "rows": lines})
        sections.append(
            {
                "title": _("Files of the proof"),
                "files": [file_of(upload) for upload in mending.evidence.all()],
            }
        )
    return sections


def _mending_outcome(mending: Mending) -> str:
    if mending.examined_at is None:
        return _("waits to be examined")
    return _("holds: the suspension was lifted") if mending.holds else _("does not hold yet")


def request_sections(row: Certificate) -> list[dict[str, Any]]:
    """Return each request of the holder: what the face says and what it shall say, evidence, and what became of it."""
    sections: list[dict[str, Any]] = []
    rows = row.change_requests.select_related("requested_by", "decided_by", "successor", "application")
    for request in rows.prefetch_related("evidence"):
        title = _("Request of the holder: {kind}").format(kind=request.get_kind_display())
        sections.append({"title": title, "rows": _request_rows(request)})
        if request.values and request.kind in FACE_CHANGES:
            head = [_("fact"), _("on the certificate"), _("asked for")]
            sections.append({"title": _("What shall change"), "table": _compared(row, request.values, head)})
        files = [file_of(upload) for upload in request.evidence.all()]
        if files:
            sections.append({"title": _("Evidence"), "files": files})
    return sections


def _compared(row: Certificate, values: Mapping[str, str], head: list[str]) -> dict[str, Any]:
    return {"head": head, "rows": [list(line) for line in queries.differences(row, values)]}


def file_of(upload: Upload) -> dict[str, Any]:
    """Return a file as the list of files shows it."""
    return {
        "title": upload.name,
        "url": reverse("documents:download", args=[upload.pk]),
        "hint": f"{filesizeformat(upload.size)} · SHA-256 {upload.sha256[:16]}…",
        "kind": upload.get_kind_display(),
    }


def _request_rows(request: ChangeRequest) -> list[dict[str, Any]]:
    told = [
        (_("requested at"), f"{timezone.localtime(request.requested_at):%Y-%m-%d %H:%M}"),
        (_("requested by"), request.requested_by),
        (_("changed on"), request.changed_on or ""),
        (_("what has changed and why"), request.statement),
        (_("application"), request.application or ""),
        (_("outcome"), request.get_outcome_display() if request.outcome else _("waits for a decision")),
        (_("reason"), request.reason),
        (_("decided by"), request.decided_by or ""),
        (_("successor"), request.successor or ""),
    ]
    return [{"label": label, "value": str(value)} for label, value in told if value]


def _unratified(row: Certificate) -> list[dict[str, Any]]:
    """Return until when suspensions by one person have to be ratified, and which were escalated."""
    return [
        {
            "tone": "red" if one.flagged_at else "amber",
            "title": _("Suspended by one person, not ratified in time: it was escalated")
            if one.flagged_at
            else _("Suspended by one person: another one, a director, has to ratify it"),
            "text": _("Until %(at)s") % {"at": f"{timezone.localtime(one.ratify_by):%Y-%m-%d %H:%M}"},
        }
        for one in row.intervals.unratified()
    ]
