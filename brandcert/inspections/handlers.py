"""What inspections do when a case moves elsewhere."""

from typing import Any

from brandcert.applications.models import Application
from brandcert.core.subscriptions import subscribe
from brandcert.inspections import services


@subscribe(
    "applications.application.void_and_rescore",
    "applications.application.withdraw",
    "applications.application.reject_for_fraud",
)
def cancel_visit(event: Any) -> None:
    """A case that leaves the inspection takes its open visit with it."""
    services.cancel_open(Application.objects.get(pk=event.subject_id), now=event.at)
