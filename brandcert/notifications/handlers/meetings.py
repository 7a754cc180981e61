"""What staff are told about the committee's meetings and the departments that are asked before a list is published."""

from django.db.models import Q
from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.awards.models import Consultation, Deliberation
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications import queries, services


@subscribe("awards.deliberation.call", "awards.deliberation.remind_meeting")
def tell_members(event: Event) -> None:
    """Invite the members of a meeting and its secretary, and remind them: when, where, how many items, who leads."""
    meeting = Deliberation.objects.select_related("batch", "chair", "keeper").get(pk=event.subject_id)
    is_reminder = event.name.endswith("remind_meeting")
    if is_reminder and meeting.closed_at is not None:
        return
    facts: queries.Facts = {
        "batch": meeting.batch.name,
        "due": queries.day(meeting.held_on),
        "hour": f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "–",
        "place": meeting.place or "–",
        "who": str(meeting.chair or meeting.called_by),
        "count": str(meeting.items.count()),
    }
    if is_reminder:
        facts = {**facts, "days": queries.days_in_words(event.payload["left"], workdays=True)}
    services.tell(
        event,
        queries.without(_invited(meeting), event.actor),
        notice="reminder.meeting" if is_reminder else "staff.meeting",
        facts=facts,
        url=reverse("admin:awards_deliberation_change", args=[meeting.pk]),
    )


def _invited(meeting: Deliberation) -> list[User]:
    is_invited = Q(deliberations=meeting) | Q(pk=meeting.keeper_id)
    return list(User.objects.filter(is_invited, is_active=True).distinct().order_by("pk"))


@subscribe("awards.consultation.remind_consultation")
def tell_of_silence(event: Event) -> None:
    """Tell whoever asked a department that it is still silent: he calls, or sends the link again."""
    row = Consultation.objects.select_related("batch", "asked_by").get(pk=event.subject_id)
    if row.closed_at is not None:
        return
    waiting = row.answers.filter(stance="").count()
    services.tell(
        event,
        [row.asked_by] if row.asked_by.is_active else queries.staff_in(Role.CLERK, Role.SECRETARY),
        notice="reminder.consultation",
        facts={
            "batch": row.batch.name,
            "department": row.department,
            "number": row.number,
            "due": queries.day(row.due_on),
            "count": str(waiting),
            "days": queries.days_in_words(event.payload["left"], workdays=True),
        },
        url=reverse("admin:awards_consultation_change", args=[row.pk]),
    )
