"""The letters about certificates: prior notice, suspension, revocation."""

from __future__ import annotations

from pathlib import Path

from brandcert.applications import queries as cases
from brandcert.certificates.enums import CertificateStatus, NoticeAction
from brandcert.certificates.models import Certificate, PriorNotice
from brandcert.core.models import Event
from brandcert.core.wording import Value
from brandcert.documents import catalogue
from brandcert.documents.models import Letter
from brandcert.documents.services import letters

catalogue.enter(Path(__file__).parents[1] / "data" / "letters.yaml")
_ACTS = {NoticeAction.SUSPEND: "暂停使用证书", NoticeAction.REVOKE: "撤销证书"}
# Where danger leaves no time for a prior notice, no record names the basis.
AT_ONCE = "“吉林精品”{batch}规则关于危及人身健康与安全时立即暂停的规定。"


def write_prior_notice(event: Event) -> Letter:
    """Announce an act with its facts and basis, as they stand in the notice."""
    notice = PriorNotice.objects.get(pk=event.payload["notice"])
    values: dict[str, Value] = {
        "act": _ACTS[NoticeAction(notice.action)],
        "reason": notice.facts,
        "legal_basis": notice.basis,
        "due": cases.day_words(notice.answer_by),
    }
    return _write(event, "prior_notice", values)


def write_end(event: Event) -> Letter:
    """Write the decision to suspend or to revoke, with the basis of the notice before it."""
    is_revoked = event.name.endswith(".revoke")
    status = CertificateStatus.REVOKED if is_revoked else CertificateStatus.SUSPENDED
    certificate = _certificate(event)
    interval = certificate.intervals.filter(status=status).latest("starts_at", "id")
    action = NoticeAction.REVOKE if is_revoked else NoticeAction.SUSPEND
    notice = certificate.prior_notices.filter(action=action).first()
    basis = AT_ONCE.replace("{batch}", certificate.application.batch.name)
    if notice is not None and not event.name.endswith(".suspend_at_once"):
        basis = notice.basis
    values: dict[str, Value] = {
        "reason": interval.reason,
        "legal_basis": basis,
        "end": cases.day_words(interval.expected_end),
    }
    return _write(event, "revocation" if is_revoked else "suspension", values)


def _certificate(event: Event) -> Certificate:
    rows = Certificate.objects.select_related(
        "enterprise", "application__enterprise", "application__product", "application__batch__program",
        "application__category", "application__unit",
    )  # fmt: skip
    return rows.get(pk=event.subject_id)


def _write(event: Event, kind: str, values: dict[str, Value]) -> Letter:
    certificate = _certificate(event)
    common = cases.application_values(certificate.application) | {"due": ""}
    return letters.write_letter(
        event,
        kind=kind,
        case=certificate,
        values={
            **common,
            "enterprise": certificate.enterprise.name,
            "certificate": certificate.display_number or certificate.number or "",
            **values,
        },
        addressee=certificate.enterprise.name,
        issuer=certificate.application.batch.program.issuing_body,
    )
