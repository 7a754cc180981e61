"""What staff are told about objections to a public notice: that something has to be done, never who objected."""

from typing import Final

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.awards.models import Objection
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications import queries, services
from brandcert.notifications.catalogue import events_of

NOTICES: Final = {
    "file": "staff.objection",
    "state": "staff.statement",
    "add_evidence": "staff.objection_moved",
    "take_back": "staff.objection_moved",
    "hand_over": "staff.objection_given",
    "flag_overdue": "staff.objection_overdue",
    "remind_objection": "reminder.objection",
}


@subscribe(*events_of(*NOTICES.values()))
def tell_of_objection(event: Event) -> None:
    """Tell the handler, or before there is one the clerks; of one that is late the directors too."""
    row = Objection.objects.select_related("handled_by").get(pk=event.subject_id)
    act = event.name.rpartition(".")[2]
    application = queries.application_of_objection(row.pk)
    facts: queries.Facts = {**queries.case_facts(application), "due": queries.day(row.due_on)}
    if "left" in event.payload:
        facts = {**facts, "days": queries.days_in_words(event.payload["left"], workdays=True)}
    services.tell(
        event,
        queries.without(_hands(row, act), event.actor),
        notice=NOTICES[act],
        facts=facts,
        url=reverse("admin:awards_objection_change", args=[row.pk]),
        case=application,
    )


def _hands(row: Objection, act: str) -> list[User]:
    clerks = queries.staff_in(Role.CLERK)
    if act in ("file", "state") or row.handled_by is None or not row.handled_by.is_active:
        found = clerks
    else:
        found = [row.handled_by]
    leaders = queries.staff_in(Role.DIRECTOR) if act == "flag_overdue" else []
    return list(dict.fromkeys([*found, *leaders]))
