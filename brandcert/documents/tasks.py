"""The Celery task of letters; what it does is in the services, and may be done twice."""

from celery import shared_task

from brandcert.documents.services import letters


@shared_task(name="documents.make_letter")
def make_letter(letter_id: int) -> None:
    """Make the document of one letter."""
    letters.make_letter(letter_id)
