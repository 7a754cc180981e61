"""The inspection on the page of an application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import User
from brandcert.applications.admin.telling import EVENT_TELLERS
from brandcert.applications.models import Application
from brandcert.core.admin import name_act, register_panel, register_step
from brandcert.core.models import Approval
from brandcert.inspections import queries, services
from brandcert.inspections.enums import Mode
from brandcert.inspections.forms import FinishForm, PlanForm, SevereForm, VerifyForm
from brandcert.inspections.models import Inspection

APPLICATION: Final = "applications.application"


def panel_context(application: Application, user: Any) -> dict[str, Any] | None:
    """Return the inspections of the case this person may read; None hides the section."""
    rows = (
        Inspection.objects.visible_to(user)
        .filter(application=application)
        .prefetch_related("team__user", "findings__rectification")
    )
    shown = [_shown(row) for row in rows]
    return {"inspections": shown} if shown else None


def _shown(row: Inspection) -> dict[str, Any]:
    return {
        "row": row,
        "url": reverse("admin:inspections_inspection_change", args=[row.pk]),
        "team": sorted(row.team.all(), key=lambda member: (not member.is_leader, member.pk)),
        "findings": list(row.findings.all()),
    }


def plan_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return the proposed plan in words."""
    details = approval.details
    names = {row.pk: str(row) for row in User.objects.filter(pk__in=details["team"])}
    team: Sequence[str] = [names.get(pk, str(pk)) for pk in details["team"]]
    return [
        {"label": _("Mode"), "value": Mode(details["mode"]).label},
        {"label": _("Date"), "value": details["planned_on"]},
        {"label": _("Place"), "value": details["place"] or "—"},
        {"label": _("Team, leader first"), "value": ", ".join(team)},
        *(
            [{"label": _("Why outside the season"), "value": details["season_reason"]}]
            if details.get("season_reason")
            else []
        ),
    ]


register_panel(APPLICATION, "inspections/panel.html", panel_context)
EVENT_TELLERS.append(queries.events_told_to)
name_act(f"{APPLICATION}.arrange_inspection", gettext_lazy("Inspection arranged"))
name_act(f"{APPLICATION}.inspect", gettext_lazy("Entry of an inspector received"))
name_act(f"{APPLICATION}.answer_rectification", gettext_lazy("Answer a finding"))
name_act(f"{APPLICATION}.plan_rectification", gettext_lazy("Plan of a rectification"))
name_act(f"{APPLICATION}.recount_plan", gettext_lazy("Deadline counted again by the new calendar"))
name_act(
    f"{APPLICATION}.flag_short_notice", gettext_lazy("Notice of the visit too short by the new calendar")
)
name_act(f"{APPLICATION}.confirm_visit", gettext_lazy("Day of the visit confirmed"))
name_act(f"{APPLICATION}.ask_other_visit", gettext_lazy("Another day of the visit asked for"))
name_act("inspections.calendarfeed.subscribe", gettext_lazy("Address of a calendar made"))
name_act("inspections.calendarfeed.revoke", gettext_lazy("Address of a calendar revoked"))
name_act(f"{APPLICATION}.sign_visit", gettext_lazy("Report signed in the portal"))
name_act("inspections.inspection.file_report", gettext_lazy("Report filed as PDF/A"))
name_act(f"{APPLICATION}.decide_visit_date", gettext_lazy("Other day of the visit decided"))
register_step(f"{APPLICATION}.plan_inspection", propose=services.plan, form=PlanForm, describe=plan_lines)
register_step(f"{APPLICATION}.order_rectification", run=services.order_rectification)
register_step(f"{APPLICATION}.verify_rectification", run=services.verify_rectification, form=VerifyForm)
register_step(f"{APPLICATION}.finish_inspection", run=services.finish_inspection, form=FinishForm)
register_step(f"{APPLICATION}.reject_after_inspection", propose=services.propose_rejection, form=SevereForm)
