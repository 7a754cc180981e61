"""Opening a case, what it rests on, its notice, and how it ends without a sanction."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.core import events, policies, workdays
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.transitions import locked, perform
from brandcert.documents.models import Upload
from brandcert.supervision.enums import Sanction, SanctionStatus
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.queries import GROUNDS

LABEL = "supervision.sanctioncase"
LIVE = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED)


class CaseOpen(BusinessError):
    """A case for the same sanction is open already."""


class CaseClosed(SomeoneWasFaster):
    """The case is decided or closed."""


def term(case: SanctionCase, today: datetime.date) -> dict[str, Any]:
    """Return until when the office takes the next step, by the working days of the programme."""
    due = workdays.add_workdays(today, case.certificate.category.program.sanction_days)
    return {"due_on": due.on, "is_due_provisional": due.is_provisional}


def open_case(
    certificate: Certificate,
    *,
    action: str,
    ground: str,
    facts: str,
    basis: str,
    by: Any,
    today: datetime.date,
    evidence: Sequence[Upload] = (),
) -> SanctionCase:
    """Open a case with ground, facts, basis and the files that show them; the holder learns of it by the notice.

    From now on the certificate can neither be cancelled nor renewed if it may be revoked. Raises Refused, GuardFailed
    for a ground outside the closed list, missing facts or a certificate that has ended, CaseOpen.
    """
    _require_words(action, ground, facts, basis)
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, "certificates.certificate.open_sanction", row)
        if row.status not in LIVE or today > row.valid_to:
            raise GuardFailed(_("The certificate has ended."))
        if SanctionCase.objects.against(row, action).exists():
            raise CaseOpen(_("A case for this sanction is open already."))
        _require_files(evidence, by)
        case = SanctionCase(
            certificate=row,
            action=action,
            ground=ground,
            facts=facts.strip(),
            basis=basis.strip(),
            opened_by=by,
        )
        values = term(case, today)
        case.due_on, case.is_due_provisional = values["due_on"], values["is_due_provisional"]
        case.save()
        case.evidence.set(evidence)
        events.record("open", case, by=by, payload={"act": action, "ground": ground})
    return case


def _require_words(action: str, ground: str, facts: str, basis: str) -> None:
    if action not in Sanction.values or ground not in GROUNDS[Sanction(action)].values:
        raise GuardFailed(_("Choose a ground from the list."))
    if not facts.strip() or not basis.strip():
        raise GuardFailed(_("A notice states its facts and its legal basis."))


def _require_files(evidence: Sequence[Upload], by: Any) -> None:
    for upload in evidence:
        policies.require(by, "documents.upload.view", upload)


def amend_case(
    case: SanctionCase,
    *,
    ground: str,
    facts: str,
    basis: str,
    by: Any,
    evidence: Sequence[Upload] = (),
) -> SanctionCase:
    """Word facts and basis anew and add files, before the notice. Raises Refused, CaseClosed, GuardFailed."""
    with transaction.atomic():
        row = locked(case)
        policies.require(by, f"{LABEL}.amend", row)
        if row.status != SanctionStatus.FACTS:
            raise CaseClosed(_("The notice was served: what it states stays as it is."))
        _require_words(row.action, ground, facts, basis)
        _require_files(evidence, by)
        row.ground, row.facts, row.basis = ground, facts.strip(), basis.strip()
        row.version += 1
        row.save(update_fields=["ground", "facts", "basis", "version"])
        row.evidence.add(*evidence)
        events.record("amend", row, by=by, payload={"ground": ground})
    return row


def serve_notice(case: SanctionCase, *, by: Any, today: datetime.date) -> SanctionCase:
    """Serve the prior notice; the holder may answer for the working days of the programme.

    Raises Refused, GuardFailed without evidence, SomeoneWasFaster.
    """
    due = workdays.add_workdays(today, case.certificate.category.program.hearing_days)
    with transaction.atomic():
        row: SanctionCase = perform(
            case.serve,
            by=by,
            payload={"act": case.action, "ground": case.ground},
            served_by=by,
            served_on=today,
            answer_by=due.on,
            is_provisional=due.is_provisional,
        )
    return row


def record_minutes(case: SanctionCase, *, minutes: str, by: Any) -> SanctionCase:
    """Write down the collective discussion of a case that was heard. Raises Refused, CaseClosed, GuardFailed."""
    if not minutes.strip():
        raise GuardFailed(_("Please write the minutes."))
    with transaction.atomic():
        row = locked(case)
        policies.require(by, f"{LABEL}.record_minutes", row)
        if row.status not in {SanctionStatus.HEARD, SanctionStatus.CHECKED}:
            raise CaseClosed(_("A case is discussed between the hearing and the decision."))
        row.minutes = minutes.strip()
        row.version += 1
        row.save(update_fields=["minutes", "version"])
        events.record("record_minutes", row, by=by)
    return row


def drop_case(case: SanctionCase, *, reason: str, by: Any, now: datetime.datetime) -> SanctionCase:
    """Close the case without sanction, with a reason the holder reads if it was told of the case.

    Raises Refused, GuardFailed without reason, SomeoneWasFaster when it was decided.
    """
    with transaction.atomic():
        row: SanctionCase = perform(case.drop, by=by, reason=reason, closed_at=now)
    return row


def end_cases(certificate: Certificate, *, now: datetime.datetime) -> int:
    """End the open cases of a certificate that has ended otherwise; return how many. Repeatable."""
    if certificate.status in LIVE:
        return 0
    rows = list(SanctionCase.objects.open().filter(certificate=certificate).order_by("pk"))
    for case in rows:
        with transaction.atomic():
            perform(case.end, by=SYSTEM, closed_at=now)
    return len(rows)
