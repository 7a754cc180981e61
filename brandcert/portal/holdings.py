"""How certificates and what is asked about them become what the pages of the portal draw."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.applications.queries import form_of
from brandcert.certificates import validity
from brandcert.certificates.enums import (
    FACE_CHANGES,
    CertificateStatus,
    ChangeKind,
    RequestOutcome,
)
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.certificates.queries import (
    Copied,
    mark_fault,
    public_status,
    renewal_window,
    successor_of,
)
from brandcert.core import policies
from brandcert.core.templatetags.looks import TONES
from brandcert.core.terms import calendar_days_left
from brandcert.portal.presentation import answers_of, file_line
from brandcert.portal.wording import grounds, hint_of, title_of_document
from brandcert.supervision.enums import Sanction

LABEL: Final = "certificates.certificate"
ICONS: Final = {
    CertificateStatus.ACTIVE: "patch-check-fill",
    CertificateStatus.SUSPENDED: "pause-circle-fill",
    CertificateStatus.REVOKED: "x-circle-fill",
    CertificateStatus.CANCELLED: "slash-circle-fill",
    CertificateStatus.EXPIRED: "clock-history",
    CertificateStatus.SUPERSEDED: "arrow-repeat",
}
SOON: Final = 90
OUTCOMES: Final = {
    RequestOutcome.GRANTED: "green",
    RequestOutcome.REFUSED: "red",
    RequestOutcome.WITHDRAWN: "grey",
}


def card_of_certificate(row: Certificate, *, now: datetime.datetime) -> dict[str, Any]:
    """Return a certificate as the list shows it: what the public is told now, and how long it still holds."""
    today = validity.beijing_date(now)
    standing = public_status(row, today, now=now)
    status = standing.status if standing else str(row.status)
    successor = successor_of(row)
    return {
        "row": row,
        "title": row.facts.get("product") or row.application.product,
        "number": row.display_number or row.number,
        "status": status,
        "words": dict(CertificateStatus.choices).get(status, status),
        "tone": TONES.get(status, "grey"),
        "icon": ICONS.get(CertificateStatus(status), "question-circle-fill"),
        "is_live": status in {CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED},
        "is_valid": bool(standing and standing.is_valid),
        "ground": _ground(standing.ground) if standing else "",
        "left": calendar_days_left(row.valid_to, today) if status in validity.LIVE else "",
        "is_soon": status in validity.LIVE and (row.valid_to - today).days <= SOON,
        "successor": successor,
        "mark_fault": mark_fault(row, now=now),
        "verify_url": row.facts.get("verify_url", ""),
        "qr_url": reverse("public:qr", args=[row.verification_code]),
    }


def _ground(code: str) -> str:
    return str(grounds().get(code, code))


def history_of(row: Certificate) -> list[dict[str, Any]]:
    """Return the dated states, the latest first, with their ground in words."""
    states = dict(CertificateStatus.choices)
    return [
        {
            "at": timezone.localtime(span.starts_at),
            "title": states.get(span.status, span.status),
            "text": _told(span),
            "tone": TONES.get(span.status, "") if TONES.get(span.status) in {"green", "amber", "red"} else "",
        }
        for span in sorted(row.intervals.all(), key=lambda span: span.starts_at, reverse=True)
    ]


def _told(span: Any) -> str:
    parts = [_ground(span.ground)] if span.ground else []
    if span.expected_end and span.ends_at is None:
        parts.append(_("until %(date)s unless corrected before") % {"date": span.expected_end})
    return " · ".join(parts)


# --- what can be asked for -------------------------------------------------------------------------
def acts_of(
    row: Certificate, requests: Sequence[ChangeRequest], *, user: User, now: datetime.datetime
) -> list[dict[str, str]]:
    """Return what the holder may ask for: link, words, and why it is not possible now."""
    today = validity.beijing_date(now)
    if row.status not in validity.LIVE or today > row.valid_to:
        return []
    waiting = {asked.kind for asked in requests if asked.is_open}
    accused = _("Not while a revocation is announced.") if _is_revocation_announced(row) else ""
    renewal = _renewal(row, waiting, today)
    acts = [renewal | {"why_not": renewal["why_not"] or accused}]
    changes = waiting & {str(kind) for kind in FACE_CHANGES}
    acts.append(
        _act(row, "change", _("Ask for a change"), _("name, address, trademark or model have changed"))
        | {"why_not": _("A change is being decided.") if changes else ""}
    )
    if policies.allowed(user, f"{LABEL}.request_cancel", row):
        acts.append(
            _act(row, "cancel", _("Ask for cancellation"), _("you give the certificate up for good"))
            | {"why_not": _("Your request is being decided.") if ChangeKind.CANCEL in waiting else accused}
        )
    return acts


def _is_revocation_announced(row: Certificate) -> bool:
    return row.sanction_cases.announced().open().filter(action=Sanction.REVOKE).exists()


def _act(row: Certificate, name: str, title: str, hint: str) -> dict[str, str]:
    return {"url": reverse(f"portal:certificate_{name}", args=[row.pk]), "title": title, "hint": hint}


def _renewal(row: Certificate, waiting: set[str], today: datetime.date) -> dict[str, str]:
    opens, closes = renewal_window(row)
    hint = _("from %(opens)s to %(closes)s") % {"opens": opens, "closes": closes}
    act = _act(row, "renew", _("Renew from last time"), hint)
    if ChangeKind.RENEWAL in waiting:
        return act | {"title": _("Renewal under way"), "hint": _("go on where you left off"), "why_not": ""}
    if today < opens:
        return act | {"why_not": _("It can be asked for from %(date)s on.") % {"date": opens}}
    is_late = today > closes
    return act | {"why_not": _("The time was over on %(date)s.") % {"date": closes} if is_late else ""}


# --- renewal ---------- -----------------------------------------------------------------------------
def copied_rows(application: Application, items: Iterable[Copied]) -> list[dict[str, Any]]:
    """Return what was copied as the page of the renewal shows it: the answers themselves, or the file."""
    return [
        {
            "name": item.name,
            "title": title_of_document(item.row.requirement) if item.kind == "file" else item.title,
            "is_confirmed": item.is_confirmed,
            "is_changed": item.is_changed,
            "answers": answers_of(application, item.row) if item.kind == "section" else [],
            "file": file_line(item.row.upload) if item.kind == "file" else None,
            "hint": hint_of(item.row.requirement) if item.kind == "file" else "",
            "uploaded": item.row.upload.uploaded_at if item.kind == "file" else None,
            "url": _edit_url(application, item),
        }
        for item in items
    ]


def _edit_url(application: Application, item: Copied) -> str:
    if item.kind == "section" and form_of(application).section(item.row.key) is not None:
        return reverse("portal:section", args=[application.pk, item.row.key])
    return reverse("portal:documents", args=[application.pk])
