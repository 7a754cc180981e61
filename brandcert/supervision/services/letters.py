"""The letters of sanctions: prior notice, suspension, revocation, and that nothing follows."""

from __future__ import annotations

from pathlib import Path

from brandcert.applications import queries as cases
from brandcert.certificates.enums import CertificateStatus, SuspensionGround
from brandcert.certificates.models import Certificate
from brandcert.core.models import Event
from brandcert.core.wording import Value
from brandcert.documents import catalogue
from brandcert.documents.models import Letter
from brandcert.documents.services import letters
from brandcert.supervision.enums import Sanction
from brandcert.supervision.models import SanctionCase

catalogue.enter(Path(__file__).parents[1] / "data" / "letters.yaml")
_ACTS = {Sanction.SUSPEND: "暂停使用证书", Sanction.REVOKE: "撤销证书"}
# Where danger leaves no time for a prior notice, and where the holder asked for it, no case names the basis.
AT_ONCE = "“吉林精品”{batch}规则关于危及人身健康与安全时立即暂停的规定。"
ON_REQUEST = "“吉林精品”{batch}规则关于持证单位申请暂停的规定。"


def write_prior_notice(event: Event) -> Letter:
    """Announce a sanction with its facts and basis, as they stand in the case when it is served."""
    case = SanctionCase.objects.select_related("certificate").get(pk=event.subject_id)
    values: dict[str, Value] = {
        "act": _ACTS[Sanction(case.action)],
        "reason": case.facts,
        "legal_basis": case.basis,
        "due": cases.day_words(case.answer_by),
    }
    return _write(event, case.certificate_id, "prior_notice", values)


def write_dropped(event: Event) -> Letter | None:
    """Tell the holder, who was served a notice, that the case is closed without sanction."""
    case = SanctionCase.objects.get(pk=event.subject_id)
    if case.served_on is None:
        return None
    values: dict[str, Value] = {"act": _ACTS[Sanction(case.action)], "reason": case.reason}
    return _write(event, case.certificate_id, "sanction_dropped", values)


def write_end(event: Event) -> Letter:
    """Write the decision to suspend or to revoke, with the basis of the case it ends."""
    is_revoked = event.name.endswith(".revoke")
    status = CertificateStatus.REVOKED if is_revoked else CertificateStatus.SUSPENDED
    certificate = _certificate(event.subject_id)
    interval = certificate.intervals.filter(status=status).latest("starts_at", "id")
    values: dict[str, Value] = {
        "reason": interval.reason,
        "legal_basis": _basis(event, certificate, interval.ground),
        "end": cases.day_words(interval.expected_end),
    }
    return _write(event, certificate.pk, "revocation" if is_revoked else "suspension", values)


def _basis(event: Event, certificate: Certificate, ground: str) -> str:
    action = Sanction.REVOKE if event.name.endswith(".revoke") else Sanction.SUSPEND
    batch = certificate.application.batch.name
    if event.name.endswith(".suspend_at_once"):
        return AT_ONCE.replace("{batch}", batch)
    if ground == SuspensionGround.OWN_REQUEST:
        return ON_REQUEST.replace("{batch}", batch)
    decided = certificate.sanction_cases.filter(action=action)
    case = decided.filter(pk=event.payload["case"]).first() if "case" in event.payload else decided.first()
    return case.basis if case is not None else AT_ONCE.replace("{batch}", batch)


def _certificate(key: int) -> Certificate:
    rows = Certificate.objects.select_related(
        "enterprise", "application__enterprise", "application__product", "application__batch__program",
        "application__category", "application__unit",
    )  # fmt: skip
    return rows.get(pk=key)


def _write(event: Event, key: int, kind: str, values: dict[str, Value]) -> Letter:
    certificate = _certificate(key)
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
