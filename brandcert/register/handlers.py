"""What the register does when an entry changes."""

from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.register import services

ACTS = (
    "issue",
    "suspend",
    "suspend_at_once",
    "reinstate",
    "revoke",
    "cancel",
    "expire",
    "supersede",
)


@subscribe(*(f"certificates.certificate.{act}" for act in ACTS))
def index_certificate(event: Event) -> None:
    """Renew the line by which a certificate is found."""
    services.index_certificates([event.subject_id])
