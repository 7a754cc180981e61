"""Reading everything the checks before issue look at."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Award, NoticeItem, Objection
from brandcert.awards.queries import rubric_of
from brandcert.certificates import rendering
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.lints import Case, Finding, findings
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.certificates.numbering import Number
from brandcert.certificates.queries.facts import TRIAL_CODE, TRIAL_PLACE, face, frozen_face, printable
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guards_of
from brandcert.core.models import Event
from brandcert.programs.models import Dimension

ACCEPT: Final = "applications.application.accept"


def check(certificate: Certificate, *, batch: IssueBatch | None, today: datetime.date) -> tuple[Finding, ...]:
    """Return what stands against issuing the certificate today; empty when nothing does."""
    return findings(case_of(certificate, batch=batch, today=today))


def case_of(certificate: Certificate, *, batch: IssueBatch | None, today: datetime.date) -> Case:
    """Return the facts of a draft as the checks take them; the face is tried with a number that is not used."""
    application = certificate.application
    trial = face(
        certificate, Number(certificate.category.letter, today.year, TRIAL_PLACE), TRIAL_CODE, issued_on=today
    )
    missing, overflow = _try_face(trial)
    return Case(
        today=today,
        face={name: value for name, value in trial.items() if isinstance(value, str)},
        is_draft=certificate.status == CertificateStatus.DRAFT,
        is_successor=certificate.replaces_id is not None,
        is_awarded=application.status == Status.AWARDED,
        decision_number=certificate.decision_number,
        decided_on=certificate.decided_on,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        validity_years=certificate.category.program.validity_years,
        category=str(certificate.category_id),
        application_category=str(application.category_id),
        proposer=batch.proposed_by_id if batch else None,
        approver=batch.approved_by_id if batch else None,
        accepters=_accepters(application),
        other_live=_other_live(certificate),
        **_predecessor(certificate, today),
        missing_characters=missing,
        overflow=overflow,
        **_frozen(certificate, batch),
        **_award(application),
        **_notice(application),
        **_scores(application),
        **_integrity(certificate, today),
    )


def _frozen(certificate: Certificate, batch: IssueBatch | None) -> dict[str, Any]:
    """Return what the list froze, if the certificate stands on one, and what would be frozen now."""
    item = batch.items.filter(certificate=certificate).first() if batch else None
    return {"frozen": item.frozen, "now_frozen": frozen_face(certificate)} if item and item.frozen else {}


def _try_face(trial: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    try:
        facts = printable(trial)
    except rendering.InvalidFacts as error:
        return (), str(error)
    missing = tuple(rendering.missing_characters(facts))
    if missing:
        return missing, ""
    try:
        rendering.lint(facts)
    except (rendering.FaceOverflow, rendering.FontPackChanged) as error:
        return (), str(error)
    return (), ""


def _award(application: Application) -> dict[str, Any]:
    award = Award.objects.select_related("decision").filter(application=application).first()
    return {
        "awarded_by_number": award.decision.number if award else "",
        "awarded_on": award.decision.decided_on if award else None,
    }


def _notice(application: Application) -> dict[str, Any]:
    item = NoticeItem.objects.select_related("notice").filter(application=application).order_by("-id").first()
    objections = Objection.objects.filter(
        item__application=application, admitted_at__isnull=False, decided_at=None
    )
    return {"notice_ended_on": item.notice.ends_on if item else None, "open_objections": objections.count()}


def _scores(application: Application) -> dict[str, Any]:
    batch = application.batch
    return {
        "total_score": application.total_score,
        "award_score": batch.award_score,
        "weakest_dimension": _weakest(application),
        "dimension_percent": batch.dimension_percent,
    }


def _weakest(application: Application) -> Decimal | None:
    """Return the lowest share, in per cent, of any dimension's maximum; None without scores."""
    rubric = rubric_of(application)
    maxima = dict(Dimension.objects.filter(rubric=rubric).values_list("key", "maximum")) if rubric else {}
    shares = [
        Decimal(str(score)) * 100 / maxima[key]
        for key, score in application.dimension_scores.items()
        if maxima.get(key)
    ]
    return min(shares, default=None) if len(shares) == len(application.dimension_scores) else None


def _accepters(application: Application) -> frozenset[int]:
    actors = Event.objects.about(application).filter(name=ACCEPT).values_list("actor", flat=True)
    return frozenset(int(actor.partition(":")[2]) for actor in actors if actor.startswith("user:"))


def _integrity(certificate: Certificate, today: datetime.date) -> dict[str, Any]:
    enterprise = certificate.enterprise
    last = enterprise.integrity_checks.order_by("-checked_on", "-id").first()
    return {
        "enterprise_name": enterprise.name,
        "enterprise_code": enterprise.credit_code or "",
        "checked_on": last.checked_on if last else None,
        "is_clear": bool(last and last.is_clear),
        "integrity_days": certificate.application.batch.integrity_days,
        "records_in_force": enterprise.integrity_records.in_force(today).count(),
    }


def _predecessor(certificate: Certificate, today: datetime.date) -> dict[str, Any]:
    old = certificate.replaces
    if old is None:
        return {}
    return {
        "change_kind": certificate.change_kind,
        "predecessor": str(old.status),
        "is_revocation_open": _is_barred(old, today),
    }


def _is_barred(old: Certificate, today: datetime.date) -> bool:
    """Say whether a later stage keeps the certificate from being replaced; that its time is over is said by its state."""
    if today > old.valid_to:
        return False
    for known in guards_of("certificates.certificate.supersede"):
        try:
            known(old, None, {})
        except GuardFailed:
            return True
    return False


def _other_live(certificate: Certificate) -> int:
    live = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED)
    others = Certificate.objects.filter(application__product=certificate.application.product, status__in=live)
    return others.exclude(Q(pk=certificate.pk) | Q(pk=certificate.replaces_id)).count()
