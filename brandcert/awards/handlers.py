"""What the last part of the way does when the calendar becomes known."""

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.models import Announcement, PublicNotice
from brandcert.awards.services import letters
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.core.workdays import last_known_year


@subscribe("applications.application.recount")
def let_the_notice_follow(event: Event) -> None:
    """The end of a notice was counted again for one of its cases: the list says the same day."""
    services.prolong_notice(Application.objects.get(pk=event.subject_id))


@subscribe("core.calendarday.create", "core.calendarday.edit")
def count_again(_event: Event) -> None:
    """A day of the calendar was entered: objections, statements and consultations follow it."""
    services.count_again(year=last_known_year())


@subscribe("applications.application.reject_or_defer", "applications.application.uphold_objection")
def write_rejection(event: Event) -> None:
    """A refusal of the committee, or after an objection, is told in a numbered letter."""
    letters.write_rejection(event)


@subscribe(*(f"awards.objection.{act}" for act in letters.TO_OBJECTOR))
def write_to_objector(event: Event) -> None:
    """Whoever objected is answered in a numbered letter."""
    letters.write_to_objector(event)


@subscribe("awards.objection.admit", "awards.objection.decide")
def write_to_enterprise(event: Event) -> None:
    """The enterprise is asked for its statement, and told how it ended; never who objected."""
    letters.write_to_enterprise(event)


@subscribe("applications.application.award")
def write_award(event: Event) -> None:
    """An award is told in a numbered letter."""
    letters.write_award(event)


@subscribe("awards.appeal.file", "awards.appeal.decide")
def write_appeal(event: Event) -> None:
    """An appeal is confirmed and decided in numbered letters."""
    letters.write_appeal(event)


@subscribe("awards.publicnotice.publish", "awards.publicnotice.correct", "awards.publicnotice.recount")
def print_published(event: Event) -> None:
    """Have a long list printed as soon as it is published, corrected or counted again: it takes its time."""
    key = event.payload.get("notice", event.subject_id)
    services.order_print(PublicNotice.objects.get(pk=key))


@subscribe("awards.announcement.issue")
def print_announced(event: Event) -> None:
    """Have a long announcement printed as soon as it is issued."""
    services.order_announcement(Announcement.objects.get(pk=event.subject_id))
