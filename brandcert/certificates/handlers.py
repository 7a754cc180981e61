"""What happens to certificates when an earlier stage moves."""

from brandcert.applications.models import Application
from brandcert.certificates import services
from brandcert.certificates.models import Certificate
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
