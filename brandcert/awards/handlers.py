"""What the last part of the way does when the calendar becomes known."""

from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe


@subscribe("applications.application.recount")
def let_the_notice_follow(event: Event) -> None:
    """The end of a notice was counted again for one of its cases: the list says the same day."""
    services.prolong_notice(Application.objects.get(pk=event.subject_id))
