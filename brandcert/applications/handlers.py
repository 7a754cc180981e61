"""What applications do when something changes that their deadlines were counted by."""

from brandcert.applications import services
from brandcert.applications.services import official
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.core.workdays import last_known_year
from brandcert.enterprises.models import IntegrityRecord


@subscribe("core.calendarday.create", "core.calendarday.edit")
def count_again(_event: Event) -> None:
    """A day of the calendar was entered: what was promised provisionally is counted again."""
    services.recount_provisional(year=last_known_year())


@subscribe("applications.application.request_correction")
def write_correction_notice(event: Event) -> None:
    """The enterprise gets the list of what is wrong as a numbered letter."""
    official.write_correction(event)


@subscribe(*(f"applications.application.{act}" for act in official.KIND_OF))
def write_letter(event: Event) -> None:
    """Acceptance, refusal and lapse are told in a numbered letter."""
    official.write_outcome(event)


@subscribe("enterprises.enterprise.enter_record", "enterprises.enterprise.bar")
def flag_open_cases(event: Event) -> None:
    """An entry against an enterprise appeared: its open cases are flagged at once, not at their next check."""
    record = (
        IntegrityRecord.objects.select_related("enterprise").filter(pk=event.payload.get("record", 0)).first()
    )
    if record is not None:
        services.flag_hits(record.enterprise, record)
