"""The Celery task of dispatches; what it does is in the services, and may be done twice."""

from celery import shared_task
from django.utils import timezone

from brandcert.notifications import services


@shared_task(name="notifications.send")
def send(dispatch_id: int) -> None:
    """Send one dispatch."""
    services.send(dispatch_id, now=timezone.now())
