"""The Celery tasks of the committee; what they do is in the services, and may be done twice."""

from celery import shared_task

from brandcert.awards import services


@shared_task(name="awards.make_dossiers")
def make_dossiers(meeting_id: int) -> None:
    """Make the dossiers of an agenda."""
    services.make_dossiers(meeting_id)


@shared_task(name="awards.print_minutes")
def print_minutes(meeting_id: int) -> None:
    """Print locked minutes."""
    services.print_minutes(meeting_id)
