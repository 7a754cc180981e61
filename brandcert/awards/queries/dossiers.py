"""What a dossier says of one application: everything decided so far, without the name of any expert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from brandcert.applications.eligibility import QUESTIONS
from brandcert.applications.models import Application
from brandcert.awards.models import AgendaItem
from brandcert.awards.queries.cases import rubric_of, vetoed
from brandcert.awards.queries.meetings import answers_by_case
from brandcert.core.admin.history import label_of_act
from brandcert.core.models import Event
from brandcert.enterprises.models import IntegrityCheck
from brandcert.inspections.models import Inspection
from brandcert.programs.models import Batch
from brandcert.reviews.queries.rankings import Round

# In whose function a step is taken: a dossier tells functions, never names of experts or inspectors.
FUNCTIONS: Final[Mapping[str, Any]] = {
    "submit": lambda: _("Applicant"),
    "resubmit": lambda: _("Applicant"),
    "recommend": lambda: _("Recommending unit"),
    "request_correction": lambda: _("Recommending unit or provincial clerk"),
    "accept": lambda: _("Provincial clerk"),
    "appoint_panel": lambda: _("Panel secretary"),
    "finish_review": lambda: _("Panel secretary and director"),
    "plan_inspection": lambda: _("Panel secretary and director"),
    "order_rectification": lambda: _("Leader of the inspection"),
    "verify_rectification": lambda: _("Leader of the inspection"),
    "finish_inspection": lambda: _("Leader of the inspection"),
    "reject_or_defer": lambda: _("Committee and director"),
    "reopen": lambda: _("Director"),
    "void_and_rescore": lambda: _("Director"),
}
_PHOTOS: Final = 24


def dossier_context(item: AgendaItem) -> dict[str, Any]:
    """Return what is printed about an item of an agenda."""
    application = Application.objects.select_related(
        "batch__program", "enterprise", "product", "category", "unit", "panel__rubric"
    ).get(pk=item.application_id)
    visits = list(
        Inspection.objects.filter(application=application, cancelled_at=None)
        .prefetch_related("findings__rectification__rounds", "photos__upload", "photos__finding", "samples")
        .order_by("pk")
    )
    return {
        "item": item,
        "meeting": item.deliberation,
        "case": application,
        "steps": list(_steps(application)),
        "recommendations": application.recommendations.select_related("unit").order_by("pk"),
        "sheets": [_sheet(row, application.batch) for row in application.eligibility_checks.order_by("pk")],
        "integrity": IntegrityCheck.objects.filter(enterprise=application.enterprise_id).order_by(
            "checked_on", "pk"
        ),
        "marks": _marks(application),
        "panel": _panel(application),
        "vetoed": vetoed(application),
        "visits": [_visit(visit) for visit in visits],
        "answers": answers_by_case([application.pk])[application.pk],
        "earlier": _earlier(item),
        "files": _files(application),
        "stages": _spine(application),
    }


def _steps(application: Application) -> Iterator[dict[str, Any]]:
    """Yield each step of the case with its day and the function of whoever took it."""
    for event in Event.objects.about(application):
        name = event.name.rpartition(".")[2]
        if name in FUNCTIONS:
            yield {"name": name, "at": event.at, "label": label_of_act(event.name), "who": FUNCTIONS[name]()}


def _spine(application: Application) -> list[dict[str, Any]]:
    """Return the four stages with the day on which each was reached."""
    reached = {row["name"]: row["at"] for row in _steps(application)}
    names = ("submit", "appoint_panel", "plan_inspection", "award")
    labels = (_("Submitted"), _("Expert review"), _("Inspection"), _("Awarded"))
    return [{"label": label, "at": reached.get(name)} for name, label in zip(names, labels, strict=True)]


def _sheet(row: Any, batch: Batch) -> dict[str, Any]:
    given = row.answers if isinstance(row.answers, dict) else {}
    lines = [
        {
            "text": question.asked(least_years=batch.least_years),
            "yes": bool((given.get(question.key) or {}).get("yes")),
            "note": (given.get(question.key) or {}).get("note", ""),
        }
        for question in QUESTIONS
        if question.key in given
    ]
    return {"row": row, "lines": lines}


def _marks(application: Application) -> list[dict[str, Any]]:
    percent = application.batch.dimension_percent
    return [
        {
            "title": row.title,
            "points": Decimal(str(application.dimension_scores.get(row.key, "0"))),
            "maximum": row.maximum,
            "needed": (row.maximum * row.gate(percent) / 100).quantize(Decimal("0.01")),
            "decides_ties": row.key == rubric_of(application).tie_break,
        }
        for row in rubric_of(application).dimensions.order_by("position", "pk")
    ]


def _panel(application: Application) -> dict[str, Any] | None:
    """Return the totals of the panel, by size and without names, and the calibrated score beside the raw one."""
    stand = Round(application.batch)
    row = stand.by_key.get(application.pk)
    if row is None:
        return None
    fit = stand.calibration
    estimate = fit.cases.get(application.pk) if fit is not None else None
    return {
        "totals": sorted(row.case.totals.values(), reverse=True),
        "documents": row.case.documents,
        "adjusted": stand.adjusted.get(application.pk),
        "low": round(estimate.low, 2) if estimate is not None else None,
        "high": round(estimate.high, 2) if estimate is not None else None,
        "spread": row.spread,
    }


def _visit(visit: Inspection) -> dict[str, Any]:
    findings = []
    for row in visit.findings.all():
        mended = getattr(row, "rectification", None)
        findings.append({"row": row, "mended": mended, "rounds": list(mended.rounds.all()) if mended else []})
    photos = [one for one in visit.photos.all() if one.upload.kind != "application/pdf"]
    return {
        "row": visit,
        "team": visit.team.count(),
        "lines": visit.checklist.select_related("criterion").order_by("criterion__position", "pk"),
        "findings": findings,
        "samples": list(visit.samples.all()),
        "photos": photos[:_PHOTOS],
        "left_out": max(len(photos) - _PHOTOS, 0),
    }


def _earlier(item: AgendaItem) -> list[dict[str, Any]]:
    """Return what earlier meetings decided about the application, and earlier applications for the same product."""
    application = item.application
    found = [
        {
            "on": row.deliberation.held_on,
            "text": _("Deliberation: %(result)s") % {"result": row.get_result_display()},
        }
        for row in application.agenda_items.exclude(pk=item.pk)
        .exclude(deliberation__closed_at=None)
        .select_related("deliberation")
        .order_by("deliberation__held_on", "pk")
    ]
    others = Application.objects.filter(
        enterprise=application.enterprise_id,
        submitted_at__isnull=False,
        submitted_at__lt=application.submitted_at,
    ).exclude(pk=application.pk)
    return found + [
        {"on": row.submitted_at.date(), "text": f"{row} {row.product or ''}: {row.get_status_display()}"}
        for row in others.select_related("product").order_by("submitted_at", "pk")
        if row.submitted_at is not None
    ]


def _files(application: Application) -> list[dict[str, Any]]:
    rows = application.materials.filter(removed_at=None).select_related("upload", "requirement")
    return [
        {
            "title": row.requirement.title if row.requirement else "–",
            "name": row.upload.name,
            "pages": row.upload.pages,
            "sha256": row.upload.sha256,
        }
        for row in rows.order_by("requirement__position", "pk")
    ]
