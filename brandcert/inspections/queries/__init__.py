"""What an inspection needs to know: rubric, checklist, findings, report."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import User
from brandcert.accounts.queries import Text, duty
from brandcert.applications.models import Application
from brandcert.core.models import digest
from brandcert.enterprises.models import Membership
from brandcert.inspections.enums import Severity, SignSide
from brandcert.inspections.models import (
    ChecklistLine,
    Finding,
    Inspection,
    ReportSignature,
    TeamMember,
    VisitRule,
)
from brandcert.inspections.queries.notice import SHORT_NOTICE, earliest_day, short_notice
from brandcert.inspections.queries.outside import all_as_told, as_told, events_told_to, told_events
from brandcert.inspections.sheets import fingerprint, points_text
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import Criterion, Rubric
from brandcert.programs.queries import rubric_for

__all__ = [
    "SHORT_NOTICE",
    "all_as_told",
    "as_told",
    "belongs_to",
    "content_of",
    "criteria_of",
    "earliest_day",
    "enterprise_signature",
    "events_told_to",
    "lapsed",
    "merged",
    "open_inspection",
    "open_visits",
    "rubric_of",
    "rule_of",
    "severe",
    "sheet_hash",
    "short_notice",
    "signature_lines",
    "site_scores",
    "told_events",
    "unclosed",
    "unscored",
    "unsigned",
]


def open_inspection(application: Application) -> Inspection | None:
    """Return the inspection that is neither cancelled nor reported."""
    return Inspection.objects.filter(application=application).open().first()


def rubric_of(application: Application) -> Rubric | None:
    """Return the rubric the documents were judged by: its version stands in the stored formula (`mean/1@v2`).

    Without one (a score that was not computed here) the rubric of its batch.
    """
    version = application.formula.rpartition("@v")[2]
    if version.isdecimal():
        return Rubric.objects.filter(category=application.category_id, version=int(version)).first()
    return rubric_for(application.batch_id, application.category_id)


def rule_of(application: Application) -> VisitRule:
    """Return the rule for visits of the case: of its class, else of its category, else that everything is allowed."""
    rows = VisitRule.objects.filter(batch=application.batch_id, category=application.category_id)
    found = {row.product_class_id: row for row in rows}
    asked = found.get(application.product_class_id) or found.get(None)
    return asked or VisitRule(batch_id=application.batch_id, category_id=application.category_id)


def lapsed(application: Application, today: datetime.date) -> list[Finding]:
    """Return the findings of the open visit whose time to be rectified is over without an answer that held."""
    return [
        row
        for row in unclosed(application)
        if hasattr(row, "rectification")
        and row.rectification.due_on < today
        and (row.rectification.answered_at is None)
    ]


def criteria_of(application: Application) -> list[Criterion]:
    """Return the criteria judged on site, in the order of the rubric."""
    return list(
        Criterion.objects.filter(dimension__rubric=rubric_of(application), stage=CriterionStage.SITE)
        .select_related("dimension")
        .order_by("dimension__position", "dimension_id", "position", "id")
    )


def unscored(inspection: Inspection) -> list[Criterion]:
    """Return the on-site criteria that have no points yet."""
    scored = set(
        ChecklistLine.objects.filter(inspection=inspection, points__isnull=False).values_list(
            "criterion", flat=True
        )
    )
    return [row for row in criteria_of(inspection.application) if row.pk not in scored]


def site_scores(inspection: Inspection) -> tuple[Decimal, dict[str, Decimal]]:
    """Return the on-site total and its part of each dimension."""
    total, parts = Decimal(0), dict[str, Decimal]()
    for line in inspection.checklist.select_related("criterion__dimension"):
        if line.points is not None:
            key = line.criterion.dimension.key
            parts[key] = parts.get(key, Decimal(0)) + line.points
            total += line.points
    return total, parts


def merged(documents: dict[str, str], site: dict[str, Decimal]) -> dict[str, str]:
    """Return the points of each dimension, documents and on site together."""
    keys = {*documents, *site}
    return {key: str(Decimal(documents.get(key, "0")) + site.get(key, Decimal(0))) for key in sorted(keys)}


def severe(application: Application) -> bool:
    """Say whether the open inspection found something severe, or was refused by the enterprise."""
    visit = open_inspection(application)
    if visit is not None and visit.refused_at is not None:
        return True
    return bool(_findings(application).filter(severity=Severity.SEVERE).exists())


def unclosed(application: Application) -> list[Finding]:
    """Return the findings of the open inspection that have to be rectified and are not verified."""
    return list(
        _findings(application)
        .filter(severity=Severity.CLOSABLE, rectification__verified_at=None)
        .select_related("rectification")
        .order_by("id")
    )


def _findings(application: Application) -> Any:
    return Finding.objects.filter(inspection__in=Inspection.objects.filter(application=application).open())


def belongs_to(user_ids: list[int], application: Application) -> list[str]:
    """Return the names of those who act, or ever acted, for the enterprise."""
    rows = Membership.objects.filter(user__in=user_ids, enterprise=application.enterprise_id).select_related(
        "user"
    )
    return sorted({str(row.user) for row in rows})


def _signed(inspection: Inspection) -> list[list[Any]]:
    return [
        [
            row.pk,
            row.side,
            row.decision,
            row.means,
            row.name,
            row.duty,
            digest(row.strokes) if row.strokes else "",
            row.reason,
            row.witness,
            row.shown,
            row.signed_at.isoformat(),
            *([row.signatory_id] if row.signatory_id else []),
        ]
        for row in ReportSignature.objects.filter(inspection=inspection).order_by("pk")
    ]


def content_of(inspection: Inspection) -> dict[str, Any]:
    """Return everything the leader's signature on the report covers, as plain data.

    What came later into the reports stands in it only where there is some, so that older ones are still reproduced.
    """
    further: dict[str, Any] = {}
    if inspection.refused_at is not None:
        further["refusal"] = [inspection.refused_at.isoformat(), inspection.refusal]
    samples = [
        [row.pk, row.name, row.lot, row.quantity, row.seal, row.laboratory, row.report_number, row.outcome]
        for row in inspection.samples.order_by("pk")
    ]
    if samples:
        further["samples"] = samples
    signatures = _signed(inspection)
    if signatures:
        further["signatures"] = signatures
    places = [
        [row.pk, row.place, row.found_at.isoformat() if row.found_at else ""]
        for row in inspection.findings.order_by("pk")
        if row.place or row.found_at
    ]
    if places:
        further["places"] = places
    return further | {
        "inspection": inspection.pk,
        "application": inspection.application_id,
        "mode": inspection.mode,
        "planned_on": inspection.planned_on.isoformat(),
        "signature": [inspection.enterprise_signature, inspection.signature_note],
        "summary": inspection.summary,
        "team": sorted([row.user_id, row.is_leader] for row in inspection.team.all()),
        "checklist": [
            {"criterion": line.criterion.code, "points": str(line.points), "observation": line.observation}
            for line in inspection.checklist.select_related("criterion").order_by("criterion__code")
        ],
        "findings": [
            [row.pk, row.severity, row.clause, row.description] for row in inspection.findings.order_by("id")
        ],
        "photos": sorted(inspection.photos.values_list("upload__sha256", flat=True)),
    }


def sheet_hash(inspection: Inspection) -> str:
    """Return the hash of the sheet as it stands: what the signatures on the report are bound to."""
    return fingerprint(
        inspection.pk,
        {
            "line": [
                (row.criterion.code, points_text(row.points), row.observation)
                for row in inspection.checklist.select_related("criterion")
                if row.points is not None or row.observation
            ],
            "finding": [
                (row.severity, row.clause, row.description, row.place) for row in inspection.findings.all()
            ],
            "photo": [
                (sha256,)
                for sha256 in inspection.photos.order_by("pk").values_list("upload__sha256", flat=True)
            ],
            "sample": [(row.name, row.lot, row.quantity, row.seal) for row in inspection.samples.all()],
        },
    )


def unsigned(inspection: Inspection, sheet: str = "") -> list[TeamMember]:
    """Return the inspectors other than the leader who have not signed the sheet as it stands; the leader signs last."""
    signed = ReportSignature.objects.filter(
        inspection=inspection, side=SignSide.INSPECTOR, shown=sheet or sheet_hash(inspection)
    ).annotate(inspector=Coalesce("signatory", "taken_by"))
    return list(
        inspection.team.filter(is_leader=False)
        .exclude(user__in=signed.values("inspector"))
        .select_related("user")
        .order_by("pk")
    )


def enterprise_signature(inspection: Inspection) -> ReportSignature | None:
    """Return what the enterprise said last under a sheet of the visit, valid or not."""
    return ReportSignature.objects.filter(inspection=inspection, side=SignSide.ENTERPRISE).last()


def signature_lines(inspection: Inspection, sheet: str = "") -> list[dict[str, Any]]:
    """Return every signature in the order it came, and whether it is for the sheet as it stands."""
    current = sheet or sheet_hash(inspection)
    rows = (
        ReportSignature.objects.filter(inspection=inspection)
        .select_related("taken_by", "signatory")
        .order_by("pk")
    )
    return [{"row": row, "is_valid": row.shown == current} for row in rows]


@duty
def open_visits(person: User) -> tuple[Text, int]:
    """Count the inspections under way in whose team the person is."""
    return gettext_lazy("Inspections under way in the team"), Inspection.objects.open().filter(
        team__user=person
    ).count()
