"""The letter after a review that ends the case: own scores by dimension, reason and remedy; never an expert."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from brandcert.applications import queries as cases
from brandcert.applications.models import Application
from brandcert.applications.services.official import application_by, rejection_before, write
from brandcert.core.models import Event
from brandcert.documents import catalogue
from brandcert.documents.models import Letter

catalogue.enter(Path(__file__).parents[1] / "data" / "letters.yaml")


def write_rejection(event: Event) -> Letter:
    """Write the decision not to award of an application that stayed below the gate."""
    application = application_by(event.subject_id)
    return write(
        event, "rejected_review", application, cases.refused_values(application, event) | _points(application)
    )


def letter_before(application: Application, *, reason: str) -> dict[str, Any]:
    """Return the decision as it will read, before it is proposed. Raises Incomplete."""
    return rejection_before(application, "rejected_review", reason=reason, own=_points(application))


def _points(application: Application) -> cases.Values:
    return {
        "total": cases.points_words(application.documents_score),
        "gate": cases.points_words(application.batch.gate_score),
    }
