"""What happens to certificates when an earlier stage moves."""

from brandcert.applications.models import Application
from brandcert.certificates import services
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import letters
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe


@subscribe("applications.application.award")
def draft_certificate(event: Event) -> None:
    """An award entitles to a certificate."""
    services.create_draft(Application.objects.get(pk=event.subject_id))


@subscribe("certificates.certificate.issue")
def carry_over(event: Event) -> None:
    """What a successor says about its holder is from now on what the register of enterprises says."""
    services.carry_over(Certificate.objects.get(pk=event.subject_id))


@subscribe("certificates.certificate.serve_notice")
def write_prior_notice(event: Event) -> None:
    """What is going to be done to a certificate is announced in a numbered letter."""
    letters.write_prior_notice(event)


@subscribe(*(f"certificates.certificate.{act}" for act in ("suspend", "suspend_at_once", "revoke")))
def write_end(event: Event) -> None:
    """A suspension or revocation is told in a numbered letter."""
    letters.write_end(event)
