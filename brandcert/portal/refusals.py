"""The end of a case as the enterprise reads it: an award with what follows, a refusal with facts, rule, its own scores, what it can do and until when; nobody else's scores and no names."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import APPEALABLE, RefusalCode, Status
from brandcert.applications.models import Application
from brandcert.awards.models import Award
from brandcert.awards.queries import appeals_of_refusal, refusal_event, rubric_of
from brandcert.awards.services.appeals import appeal_deadline, late_deadline
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.enums import IntegrityKind
from brandcert.portal import wording
from brandcert.programs.enums import CriterionStage
from brandcert.programs.models import Batch, Dimension

# The rule of each refusal; the numbers are those of the batch.
BASIS: Final[Mapping[str, str | Promise]] = {
    "refuse_recommendation": gettext_lazy(
        "The recommending unit recommends what meets the conditions of the batch."
    ),
    "refuse_acceptance": gettext_lazy("Every condition of eligibility has to be met before the review."),
    "lapse": gettext_lazy("A correction is handed in within %(correction_days)s working days."),
    "reject_below_gate": gettext_lazy("The documents need %(gate_score)s points for an inspection."),
    "reject_after_inspection": gettext_lazy(
        "A severe finding, or an inspection that is refused, ends the application."
    ),
    "reject_or_defer": gettext_lazy(
        "An award needs %(award_score)s points in all, %(dimension_percent)s %% of every dimension, and a place in the "
        "ranking."
    ),
    "uphold_objection": gettext_lazy("An objection that was found true excludes the award."),
    "reject_for_fraud": gettext_lazy("Untrue statements or a ground of exclusion end the application."),
}


def refusal_of(application: Application) -> dict[str, Any] | None:
    """Return what the enterprise reads about the end of its case; None for a case that goes on or was withdrawn."""
    event = refusal_event(application) if application.status in APPEALABLE else None
    if event is None:
        return None
    step = event.name.rpartition(".")[2]
    told = wording.event_words(event.name)
    return {
        "title": told[0] if told else application.get_status_display(),
        "on": timezone.localdate(event.at),
        "facts": application.reason,
        "ground": dict(RefusalCode.choices).get(application.reason_code, ""),
        "basis": _basis(step, application.batch),
        "is_deferred": application.reason_code == "deferred",
        "scores": scores_of(application),
        "bar": _bar(application),
        **_terms(application),
    }


def _basis(step: str, batch: Batch) -> str:
    names = ("correction_days", "gate_score", "award_score", "dimension_percent")
    words = str(BASIS.get(step, ""))
    return words % {name: getattr(batch, name) for name in names} if "%(" in words else words


def _terms(application: Application) -> dict[str, Any]:
    """Return until when an appeal is possible, and whether it would come late."""
    last, late = appeal_deadline(application), late_deadline(application)
    today = timezone.localdate()
    is_late = last is not None and late is not None and last < today <= late
    appeals = appeals_of_refusal(application)
    return {
        "last_day": last,
        "late_day": late if is_late else None,
        "is_over": last is not None and last < today and not is_late,
        "may_appeal": last is not None and (today <= last or is_late) and not appeals,
        "days": application.batch.appeal_decision_days,
    }


def _bar(application: Application) -> datetime.date | None:
    """Return the last day on which the enterprise may not apply because of this case."""
    rows = application.enterprise.integrity_records.filter(
        kind=IntegrityKind.BAR, source=str(application.receipt_number)
    )
    row = rows.in_force(timezone.localdate()).order_by("-until").first()
    return row.until if row else None


def scores_of(application: Application) -> dict[str, Any] | None:
    """Return the enterprise's own points by dimension against maximum and threshold; None before there are any."""
    if application.documents_score is None:
        return None
    is_whole = application.site_score is not None
    dimensions = rubric_of(application).dimensions.prefetch_related("criteria").order_by("position", "pk")
    rows = [_line(row, application, is_whole=is_whole) for row in dimensions]
    batch = application.batch
    return {
        "rows": [row for row in rows if row["maximum"]],
        "total": application.total_score if is_whole else application.documents_score,
        "maximum": sum((row["maximum"] for row in rows), Decimal(0)),
        "needed": batch.award_score if is_whole else batch.gate_score,
        "is_whole": is_whole,
    }


def _line(row: Dimension, application: Application, *, is_whole: bool) -> dict[str, Any]:
    points = Decimal(str(application.dimension_scores.get(row.key, "0")))
    documents = [one.maximum for one in row.criteria.all() if one.stage == CriterionStage.DOCUMENTS]
    maximum = row.maximum if is_whole else sum(documents, Decimal(0))
    percent = application.batch.dimension_percent
    needed = row.maximum * row.gate(percent) / 100 if is_whole else None
    return {
        "title": row.title_en if wording.is_english() and row.title_en else row.title,
        "points": points,
        "maximum": maximum,
        "needed": needed.quantize(Decimal("0.01")) if needed is not None else None,
        "is_weak": needed is not None and points < needed,
    }


def awarded_of(application: Application) -> dict[str, Any] | None:
    """Return what follows an award and by when; None for a case that is not awarded."""
    if application.status != Status.AWARDED:
        return None
    award = Award.objects.filter(application=application).select_related("decision__announcement").first()
    if award is None:
        return None
    program = application.batch.program
    return {
        "decision": award.decision,
        "announcement": getattr(award.decision, "announcement", None),
        "issue_by": add_workdays(award.decision.decided_on, program.issue_days).on,
        "days": program.issue_days,
        "years": program.validity_years,
    }
