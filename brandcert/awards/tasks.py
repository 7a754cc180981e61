"""The Celery tasks of awards; what they do is in the services, and may be done twice."""

from celery import shared_task

from brandcert.awards import services
from brandcert.awards.models import Announcement, PublicNotice


@shared_task(name="awards.make_dossiers")
def make_dossiers(meeting_id: int) -> None:
    """Make the dossiers of an agenda."""
    services.make_dossiers(meeting_id)


@shared_task(name="awards.print_minutes")
def print_minutes(meeting_id: int) -> None:
    """Print locked minutes."""
    services.print_minutes(meeting_id)


@shared_task(name="awards.print_list")
def print_published_list(notice_id: int) -> None:
    """Print a published list outside any transaction; one that was printed stays as it is."""
    services.print_list(PublicNotice.objects.select_related("batch", "corrects").get(pk=notice_id))


@shared_task(name="awards.print_announcement")
def print_announcement(announcement_id: int) -> None:
    """Print an announcement outside any transaction; one that was printed stays as it is."""
    services.keep_announcement(Announcement.objects.select_related("batch").get(pk=announcement_id))
