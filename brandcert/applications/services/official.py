"""The letters of the first part of the way: acceptance, correction, refusals, lapse."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from brandcert.applications import queries
from brandcert.applications.models import Application
from brandcert.applications.services.refusing import default_basis, default_remedy
from brandcert.core.models import Event
from brandcert.documents import catalogue
from brandcert.documents.models import Letter
from brandcert.documents.services import letters

catalogue.enter(Path(__file__).parents[1] / "data" / "letters.yaml")
# Which letter a step leads to; corrections are written apart.
KIND_OF: Final = {
    "accept": "acceptance",
    "refuse_recommendation": "not_recommended",
    "refuse_acceptance": "not_accepted",
    "lapse": "lapsed",
    "reject_for_fraud": "rejected_fraud",
}


def write_correction(event: Event) -> Letter:
    """Write the correction notice the event asked for."""
    application = application_by(event.subject_id)
    notice = application.corrections.filter(requested_at__lte=event.at).first()
    if notice is None:
        # The rows of an event are written in its transaction; a clock that went back may still put them after it.
        notice = application.corrections.latest("id")
    items = notice.items.select_related("requirement").order_by("id")
    values = queries.correction_values(
        application, problems=queries.problems_of(application, items), due=notice.due_on
    )
    return write(event, "correction", application, values, is_unit=_is_unit(event))


def write_outcome(event: Event) -> Letter:
    """Write the letter about an acceptance, a refusal or a lapse."""
    application = application_by(event.subject_id)
    act = event.name.rpartition(".")[2]
    if act == "accept":
        values = queries.application_values(application)
    else:
        values = queries.refused_values(application, event) | _recorded(application, act)
    return write(event, KIND_OF[act], application, values, is_unit=act == "refuse_recommendation")


def _recorded(application: Application, act: str) -> queries.Values:
    """Return basis and remedy in the words that were kept with the refusal, else those of the rules."""
    row = application.refusals.filter(step=act).first()
    basis, remedies = (row.basis, row.remedy) if row else ("", "")
    return _basis_and_remedy(application, basis=basis, remedy=remedies)


def _basis_and_remedy(application: Application, *, basis: str, remedy: str) -> queries.Values:
    return {
        "legal_basis": basis.strip() or default_basis(application),
        "remedies": remedy.strip() or default_remedy(application),
    }


def write(
    event: Event, kind: str, application: Application, values: queries.Values, *, is_unit: bool = False
) -> Letter:
    """Write a letter about an application to its enterprise."""
    return letters.write_letter(
        event,
        kind=kind,
        case=application,
        values=values,
        addressee=application.enterprise.name,
        issuer=queries.issuer_of(application, is_unit=is_unit),
    )


def application_by(key: int) -> Application:
    """Return an application with what its letters need."""
    rows = Application.objects.select_related("enterprise", "product", "batch__program", "category", "unit")
    return rows.get(pk=key)


def _is_unit(event: Event) -> bool:
    return queries.is_before_the_unit(str(event.payload.get("from", "")))


def refusal_before(
    application: Application,
    kind: str,
    *,
    reason: str,
    reason_code: str = "",
    basis: str = "",
    remedy: str = "",
) -> dict[str, Any]:
    """Return the refusal as it will read, before the step is taken. Raises Incomplete."""
    today = timezone.localdate()
    values = {
        **queries.application_values(application),
        **queries.refusal_values(application, reason=reason, on=today),
        **_basis_and_remedy(application, basis=basis, remedy=remedy),
        "ground": queries.ground_words(reason_code),
    }
    return _before(kind, application, values, today, is_unit=kind == "not_recommended")


def rejection_before(
    application: Application, kind: str, *, reason: str, own: queries.Values
) -> dict[str, Any]:
    """Return a decision not to award as it will read if it is taken today; `own` is what this kind states beside the rest.

    Raises Incomplete.
    """
    today = timezone.localdate()
    values = {
        **queries.application_values(application),
        **queries.refusal_values(application, reason=reason, on=today),
        **own,
    }
    return _before(kind, application, values, today, is_unit=False)


def correction_before(
    application: Application, *, problems: Sequence[str], due: datetime.date
) -> dict[str, Any]:
    """Return the correction notice as it will read, before it goes. Raises Incomplete."""
    values = queries.correction_values(application, problems=problems, due=due)
    is_unit = queries.is_before_the_unit(application.status)
    return _before("correction", application, values, timezone.localdate(), is_unit=is_unit)


def _before(
    kind: str, application: Application, values: queries.Values, today: datetime.date, *, is_unit: bool
) -> dict[str, Any]:
    return letters.page_before(
        kind,
        values=values,
        addressee=application.enterprise.name,
        issuer=queries.issuer_of(application, is_unit=is_unit),
        dated=today,
    )
