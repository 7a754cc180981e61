"""Ratings of the service: the enterprise is asked and answered, supervision is told of bad ones, and nobody who is rated."""

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.core import policies
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.feedback.models import FollowUp, Rating
from brandcert.feedback.queries import token_of
from brandcert.notifications import queries, services


def _facts(rating: Rating) -> dict[str, queries.Fact]:
    application = queries.application_by(rating.application_id)
    return {**queries.case_facts(application), "act": queries.later(rating.get_occasion_display)}


def _tell_enterprise(event: Event, rating: Rating, *, notice: str, url: str, **facts: queries.Fact) -> None:
    """Tell the people of the enterprise; not as part of the case, whose page those who are rated read."""
    enterprise = rating.application.enterprise
    services.tell(
        event,
        queries.members_of(enterprise),
        notice=notice,
        facts={**_facts(rating), **facts},
        url=url,
        enterprise=enterprise,
    )


@subscribe("feedback.rating.invite")
def ask_enterprise(event: Event) -> None:
    """Ask the people of the enterprise to rate a stage; one of them can, by the link."""
    rating = Rating.objects.select_related("application__enterprise").get(pk=event.subject_id)
    _tell_enterprise(
        event,
        rating,
        notice="application.rating",
        url=reverse("public:rate", args=[token_of(rating)]),
        until=queries.day(rating.open_until),
    )


@subscribe("feedback.followup.close")
def answer_enterprise(event: Event) -> None:
    """Tell the people of the enterprise what came of their bad rating."""
    row = FollowUp.objects.select_related("rating__application__enterprise").get(pk=event.subject_id)
    page = reverse("portal:application", args=[row.rating.application_id])
    _tell_enterprise(event, row.rating, notice="application.rating_answered", url=page, finding=row.answer)


@subscribe("feedback.followup.open", "feedback.followup.remind_follow_up")
def tell_supervision(event: Event) -> None:
    """Tell the supervision officers who had no hand in the case that somebody has to be called back, and by when."""
    row = FollowUp.objects.select_related("rating").get(pk=event.subject_id)
    if row.closed_at is not None:
        return
    is_reminder = "threshold" in event.payload
    facts = {**_facts(row.rating), "due": queries.day(row.due_on)}
    if is_reminder:
        facts["days"] = queries.days_in_words(event.payload["left"], workdays=True)
    services.tell(
        event,
        _supervisors(row),
        notice="reminder.follow_up" if is_reminder else "staff.bad_rating",
        facts=facts,
        url=reverse("admin:feedback_followup_change", args=[row.pk]),
    )


def _supervisors(row: FollowUp) -> list[User]:
    people = queries.staff_in(Role.SUPERVISOR)
    return [person for person in people if policies.allowed(person, "feedback.followup.view", row)]
