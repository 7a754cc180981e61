"""What applications do when something changes that their deadlines were counted by."""

from brandcert.applications import services
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.core.workdays import last_known_year


@subscribe("core.calendarday.create", "core.calendarday.edit")
def count_again(_event: Event) -> None:
    """A day of the calendar was entered: what was promised provisionally is counted again."""
    services.recount_provisional(year=last_known_year())
