"""What the secretary does for many cases and tasks at once."""

import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.applications.admin import many
from brandcert.core.admin import name_act, register_step
from brandcert.lists.acts import BulkAct, register
from brandcert.reviews import services
from brandcert.reviews.admin.panel import draw_successor
from brandcert.reviews.enums import OPEN
from brandcert.reviews.models import Assignment

APPLICATION: Final = "applications.application"
TASK: Final = "reviews.assignment"
WAITS_FOR_THE_DIRECTOR: Final = _(
    "Nothing is decided by this: each proposal waits for the director, who approves it for itself."
)


class ReasonForAll(forms.Form):
    """The reason that holds for all rows."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)


def named(rows: Any) -> Any:
    """Fetch with each task what its line names."""
    return rows.select_related(
        "expert__user", "panel__application__product", "panel__application__enterprise"
    )


def title(row: Assignment) -> tuple[str, str]:
    """Return the receipt number of the case with the number of the expert, and the product; files name nobody."""
    case = row.panel.application
    return f"{case.receipt_number} / {row.expert_id}", str(case.product or case)


def replace(row: Assignment, *, reason: str, by: Any, today: datetime.date) -> Assignment:
    """Give an open task to another expert."""
    return services.replace_expert(row, reason=reason, by=by, today=today)


def _is_secretary(user: Any) -> bool:
    return Role.SECRETARY in user.roles


name_act(f"{TASK}.remind", _("Expert reminded"))
register_step(
    f"{TASK}.remind",
    run=services.remind_expert,
    label=_("Remind the expert"),
    when=lambda row: row.status in OPEN,
)
for act in (
    BulkAct(
        action=f"{APPLICATION}.appoint_panel",
        label=_("Appoint panels"),
        run=services.appoint_panel,
        offered=_is_secretary,
        note=_("The experts can score from now on; their time limit begins today."),
        rows=many.named,
        title=many.title,
    ),
    BulkAct(
        action=f"{APPLICATION}.finish_review",
        label=_("Propose results of the review"),
        run=services.propose_result,
        offered=_is_secretary,
        note=WAITS_FOR_THE_DIRECTOR,
        rows=many.named,
        title=many.title,
    ),
    BulkAct(
        action=f"{APPLICATION}.reject_below_gate",
        label=_("Propose to reject below the gate"),
        run=services.propose_rejection,
        offered=_is_secretary,
        note=WAITS_FOR_THE_DIRECTOR,
        form=ReasonForAll,
        rows=many.named,
        title=many.title,
    ),
    BulkAct(
        action=f"{TASK}.remind",
        label=_("Remind experts"),
        run=services.remind_expert,
        offered=_is_secretary,
        note=_("Every expert is told once for each open task, at most once a day."),
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{TASK}.replace",
        label=_("Replace experts"),
        run=replace,
        offered=_is_secretary,
        note=_(
            "Successors are drawn one after the other, so the trial of a row does not say whom the draw will choose."
        ),
        form=ReasonForAll,
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{TASK}.draw_successor",
        label=_("Draw successors"),
        run=draw_successor,
        offered=_is_secretary,
        rows=named,
        title=title,
    ),
):
    register(act)
