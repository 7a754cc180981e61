"""What is done when the locked totals of a panel lie too far apart: a further expert, or a reason why they stand."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.transitions import locked
from brandcert.reviews import queries
from brandcert.reviews.enums import LIVE
from brandcert.reviews.models import Assignment, Panel
from brandcert.reviews.services.panels import PanelComplete, draw_for

FURTHER_CALLED: Final = gettext_lazy("A further expert has already been called.")
FURTHER_JUDGES: Final = gettext_lazy(
    "A further expert has been called: wait for this sheet, or replace the expert, before the scores may stand."
)


def call_arbitrator(
    application: Application, *, by: Any, today: datetime.date, seed: str | None = None
) -> Assignment:
    """Draw a further expert after a divergence; his sheet counts beside the others. Raises GuardFailed."""
    policies.require(by, "applications.application.call_arbitrator", application)
    with transaction.atomic():
        case = locked(application)
        panel = _diverging(case)
        if panel.assignments.filter(is_arbitrator=True, status__in=LIVE).exists():
            raise PanelComplete(str(FURTHER_CALLED))
        return draw_for(
            panel, case, size=1, purpose="arbitration", by=by, today=today, seed=seed, is_arbitrator=True
        )[0]


def note_divergence(application: Application, *, note: str, by: Any) -> Panel:
    """Write down why scores that lie far apart stand as they are. Raises GuardFailed, also while a further expert judges."""
    policies.require(by, "applications.application.note_divergence", application)
    if not note.strip():
        raise GuardFailed(_("Please give a reason."))
    with transaction.atomic():
        case = locked(application)
        panel = _diverging(case)
        if queries.progress(panel, case.batch).awaits_further:
            raise GuardFailed(str(FURTHER_JUDGES))
        panel.divergence_note = note.strip()
        panel.save(update_fields=["divergence_note"])
        events.record("note_divergence", case, by=by)
    return panel


def _diverging(case: Application) -> Panel:
    panel = queries.panel_of(case)
    if (
        case.status != Status.EXPERT_REVIEW
        or panel is None
        or not queries.progress(panel, case.batch).diverges
    ):
        raise GuardFailed(_("The locked scores of this application do not diverge."))
    return panel
