"""What follows from acts on enterprises: invitations go out."""

from django.utils import timezone

from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.enterprises import services
from brandcert.enterprises.models import Invitation


@subscribe("enterprises.enterprise.invite")
def send_invitation(event: Event) -> None:
    """Send the mail or text of the invitation."""
    services.send_invitation(Invitation.objects.get(pk=event.payload["invitation"]), now=timezone.now())
