"""What was told of a case, on the page of the case; and the words of this app's acts in the history."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.core import policies
from brandcert.core.admin import name_act, register_panel
from brandcert.notifications.queries import told_of

TEMPLATE = "notifications/panel.html"


def panel(row: Any, user: Any) -> Mapping[str, Any] | None:
    """Return what the enterprise was told, with result; nothing for whoever does not deal with the case."""
    if not policies.allowed(user, "notifications.dispatch.view_of_case"):
        return None
    found = told_of(row, user)
    if not found["told"]:
        return None
    return {**found, "may_open": policies.allowed(user, "notifications.dispatch.view")}


for model in ("applications.application", "certificates.certificate"):
    register_panel(model, TEMPLATE, panel)

name_act("applications.application.remind_submit", _("Reminded: draft not handed in"))
name_act("applications.application.remind_correction", _("Reminded: correction due"))
name_act("applications.application.remind_rectification", _("Reminded: rectification due"))
name_act("applications.application.remind_plan", _("Reminded: plan of the rectification due"))
name_act("awards.appeal.remind_appeal", _("Reminded: decision of the appeal due"))
name_act("awards.consultation.remind_consultation", _("Reminded: answers of a department due"))
name_act("awards.deliberation.remind_meeting", _("Reminded: meeting of the committee"))
name_act("awards.objection.remind_statement", _("Reminded: statement on the objection due"))
name_act("reviews.assignment.remind_score", _("Reminded: review due"))
name_act("reviews.assignment.remind_invitation", _("Reminded: invitation to be answered"))
name_act("certificates.certificate.remind_expiry", _("Reminded: validity ends"))
name_act("core.approval.remind_approval", _("Reminded: proposal about to lapse"))
name_act("notifications.dispatch.give_up", _("Delivery given up"))
name_act("notifications.dispatch.retry", _("Delivery tried again"))
name_act("notifications.messagetemplate.edit", _("Text edited"))
