"""Quashing a revocation: nothing is un-revoked, the holder gets a successor and the bar is lifted."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.certificates import validity
from brandcert.certificates.enums import CertificateStatus, ChangeKind
from brandcert.certificates.models import Certificate
from brandcert.certificates.services.intervals import LABEL
from brandcert.core import approvals, events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval
from brandcert.core.transitions import locked
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord
from brandcert.enterprises.services import lift_record


def propose_quash(certificate: Certificate, *, document: str, reason: str, by: Any) -> Approval:
    """Propose to quash a revocation by the judgment or decision that names it; the director approves it.

    Raises Refused, AlreadyProposed, GuardFailed: not revoked, quashed already, or no document number.
    """
    if not document.strip() or not reason.strip():
        raise GuardFailed(_("Give the number of the judgment or decision, and a reason."))
    require_quashable(certificate)
    return approvals.propose(
        "quash", certificate, by=by, details={"document": document.strip(), "reason": reason.strip()}
    )


@approvals.executes(f"{LABEL}.quash")
def quash(approval: Approval, *, by: Any) -> Certificate:
    """Quash the revocation: lift the bar it brought, and draw up a successor for the rest of the period.

    The revoked certificate stays revoked. The successor goes through the ordinary list of the issuing
    officer, after a fresh integrity check. When the period is over no successor is drawn up.
    """
    with transaction.atomic():
        row = locked(Certificate.objects.get(pk=approval.subject_id))
        policies.require(by, f"{LABEL}.quash", row)
        approvals.use(approval, row, f"{LABEL}.quash", by=by)
        require_quashable(row)
        today = validity.beijing_date(timezone.now())
        _lift_bar(row, document=approval.details["document"], by=by, today=today)
        events.record("quash", row, by=by, payload={"approval": approval.pk})
        if today <= row.valid_to:
            _draw_up_successor(row)
    return row


def require_quashable(certificate: Certificate) -> None:
    """Raise GuardFailed unless the certificate is revoked and its revocation was not quashed before."""
    if certificate.status != CertificateStatus.REVOKED:
        raise GuardFailed(_("Only a revocation can be quashed."))
    if Certificate.objects.filter(replaces=certificate).exists():
        raise GuardFailed(_("This revocation was quashed already."))


def _lift_bar(row: Certificate, *, document: str, by: Any, today: datetime.date) -> None:
    """Lift the bar that this revocation brought; bars of other decisions stay."""
    bars = IntegrityRecord.objects.filter(
        enterprise_id=row.enterprise_id, kind=IntegrityKind.BAR, source=row.number
    )
    for bar in bars.in_force(today):
        lift_record(bar, reason=document, by=by, today=today)


def _draw_up_successor(row: Certificate) -> Certificate:
    successor = Certificate.objects.create(
        application_id=row.application_id,
        enterprise_id=row.enterprise_id,
        category_id=row.category_id,
        decision_number=row.decision_number,
        decided_on=row.decided_on,
        first_issued_on=row.first_issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        replaces=row,
        change_kind=ChangeKind.QUASHED,
        changes=row.changes,
    )
    events.record("create", successor, by=SYSTEM, payload={"replaces": row.pk})
    return successor
