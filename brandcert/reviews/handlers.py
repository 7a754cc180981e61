"""What the review does when an expert has left a panel."""

from django.utils import timezone

from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.reviews import services
from brandcert.reviews.models import Assignment
from brandcert.reviews.services import letters


@subscribe("reviews.assignment.decline", "reviews.assignment.replace")
def draw_after_leaving(event: Event) -> None:
    """An expert of a batch drawing left: a successor comes by the same rule, from the same seed."""
    services.draw_after_leaving(
        Assignment.objects.get(pk=event.subject_id), today=timezone.localdate(event.at)
    )


@subscribe("applications.application.reject_below_gate")
def write_rejection(event: Event) -> None:
    """An application below the gate is told so in a numbered letter."""
    letters.write_rejection(event)
