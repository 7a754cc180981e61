"""What happens in supervision when something else moves, and the letters that follow from its acts."""

from django.utils import timezone

from brandcert.certificates.models import Certificate
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.core.workdays import last_known_year
from brandcert.supervision import services
from brandcert.supervision.services import letters


@subscribe(*(f"certificates.certificate.{act}" for act in ("cancel", "expire")))
def end_cases(event: Event) -> None:
    """A certificate that ended otherwise needs no sanction any more."""
    services.end_cases(Certificate.objects.get(pk=event.subject_id), now=timezone.now())


@subscribe("core.calendarday.create", "core.calendarday.edit")
def recount(_event: Event) -> None:
    """What a day of the calendar changes is counted again at once."""
    services.recount_terms(year=last_known_year())


@subscribe("supervision.sanctioncase.serve")
def write_prior_notice(event: Event) -> None:
    """What is going to be done to a certificate is announced in a numbered letter."""
    letters.write_prior_notice(event)


@subscribe("supervision.sanctioncase.drop")
def write_dropped(event: Event) -> None:
    """Whoever was served a notice is told in a numbered letter that nothing follows."""
    letters.write_dropped(event)


@subscribe(*(f"certificates.certificate.{act}" for act in ("suspend", "suspend_at_once", "revoke")))
def write_end(event: Event) -> None:
    """A suspension or revocation is told in a numbered letter."""
    letters.write_end(event)
