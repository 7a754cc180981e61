"""Reads of sanction cases."""

from brandcert.certificates.enums import RevocationGround, SuspensionGround
from brandcert.certificates.models import Certificate
from brandcert.documents.models import Letter
from brandcert.supervision.enums import RUNNING, Sanction
from brandcert.supervision.models import SanctionCase, SanctionCaseQuerySet

GROUNDS = {Sanction.SUSPEND: SuspensionGround, Sanction.REVOKE: RevocationGround}


def open_case_of(certificate: Certificate, action: str) -> SanctionCase | None:
    """Return the case that may lead to this sanction, or None."""
    found: SanctionCase | None = SanctionCase.objects.against(certificate, action).first()
    return found


def is_revocation_open(certificate: Certificate) -> bool:
    """Say whether a case is open that may end in revocation, announced or not."""
    return SanctionCase.objects.against(certificate, Sanction.REVOKE).exists()


def ground_words(case: SanctionCase) -> str:
    """Return the ground in words."""
    kind = GROUNDS[Sanction(case.action)]
    return str(kind(case.ground).label) if case.ground in kind.values else case.ground


def decision_letter(case: SanctionCase) -> Letter | None:
    """Return the letter with the decision of the case, or None before it is written."""
    if case.decided_at is None:
        return None
    kind = "revocation" if case.action == Sanction.REVOKE else "suspension"
    rows = Letter.objects.about(case.certificate).filter(kind=kind, event__at__gte=case.decided_at)
    return rows.order_by("id").first()


def overdue(today: object) -> SanctionCaseQuerySet:
    """Return the cases whose next step of the office is late, the longest waiting first."""
    rows = SanctionCase.objects.filter(status__in=RUNNING, due_on__lt=today)
    return rows.order_by("due_on", "id")
