"""What the review does when an expert has left a panel."""

from django.utils import timezone

from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.reviews import services
from brandcert.reviews.models import Assignment


@subscribe("reviews.assignment.decline", "reviews.assignment.replace")
def draw_after_leaving(event: Event) -> None:
    """An expert of a batch drawing left: a successor comes by the same rule, from the same seed."""
    services.draw_after_leaving(
        Assignment.objects.get(pk=event.subject_id), today=timezone.localdate(event.at)
    )
