"""How a visit ends: the leader signs last and the report is locked, or the application is rejected."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.core import approvals, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval, digest
from brandcert.core.transitions import blockers, locked, perform
from brandcert.inspections import queries
from brandcert.inspections.enums import Means, SignSide
from brandcert.inspections.models import Inspection, ReportSignature


def finish_inspection(
    application: Application, *, summary: str = "", by: Any, now: datetime.datetime
) -> Application:
    """T14 核查完成: sign last, as leader, lock the report with its SHA-256 and hand the on-site score over.

    Raises GuardFailed for each missing fact (every other inspector and the enterprise have signed the sheet as it stands,
    or its refusal is noted), Refused for anyone but the leader; then nothing is stored.
    """
    policies.require(by, "applications.application.finish_inspection", application)
    with transaction.atomic():
        case = locked(application)
        inspection = queries.open_inspection(case)
        if inspection is None:
            raise GuardFailed(_("No inspection is planned."))
        close_signatures(inspection, by=by, now=now)
        inspection.summary = summary.strip()
        inspection.save()
        total, parts = queries.site_scores(inspection)
        fingerprint = digest(queries.content_of(inspection))
        finished: Application = perform(
            application.finish_inspection,
            by=by,
            site_score=total,
            dimension_scores=queries.merged(case.dimension_scores, parts),
            payload={"inspection": inspection.pk, "sha256": fingerprint},
        )
        inspection.locked_at, inspection.sha256 = now, fingerprint
        inspection.save()
    return finished


def close_signatures(inspection: Inspection, *, by: Any, now: datetime.datetime) -> None:
    """Add the leader's signature and note on the report what the enterprise said last under it."""
    given = queries.enterprise_signature(inspection)
    if given is not None and given.shown == queries.sheet_hash(inspection):
        words = " ".join(filter(None, [given.name, given.duty, given.reason, given.witness]))
        inspection.enterprise_signature, inspection.signature_note = given.decision, words[:200]
    ReportSignature.objects.create(
        inspection=inspection,
        side=SignSide.INSPECTOR,
        means=Means.DESK,
        name=str(by)[:60],
        shown=queries.sheet_hash(inspection),
        signed_at=now,
        received_at=now,
        taken_by=by,
    )


def propose_rejection(application: Application, *, reason: str, by: Any) -> Approval:
    """Propose to end an application in which something severe was found (T15). Raises GuardFailed.

    The sheet was signed before, as for T14, and the leader signs with the proposal; of a visit that was refused there
    is no sheet to sign.
    """
    missing = blockers(application, "reject_after_inspection", by=by)
    if missing or not reason.strip():
        raise GuardFailed(" ".join(missing) or _("Please give a reason."))
    with transaction.atomic():
        inspection = queries.open_inspection(locked(application))
        found = approvals.propose(
            "reject_after_inspection", application, by=by, details={"reason": reason.strip()}
        )
        if inspection is not None and inspection.refused_at is None:
            close_signatures(inspection, by=by, now=timezone.now())
            inspection.save()
    return found


@approvals.executes("applications.application.reject_after_inspection")
def reject_after_inspection(approval: Approval, *, by: Any) -> Application:
    """T15 不予认定: end the application and lock the report as it is."""
    with transaction.atomic():
        case = locked(Application.objects.get(pk=approval.subject_id))
        inspection = queries.open_inspection(case)
        rejected: Application = perform(
            case.reject_after_inspection, by=by, approval=approval, reason=approval.details["reason"]
        )
        if inspection is not None:
            inspection.sha256 = digest(queries.content_of(inspection))
            inspection.locked_at = timezone.now()
            inspection.save()
    return rejected
