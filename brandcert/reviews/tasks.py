"""The Celery tasks of the review; what they do is in the services, and may be done twice."""

from celery import shared_task

from brandcert.reviews import services


@shared_task(name="reviews.invite")
def invite(run_id: int) -> None:
    """Invite the experts of a drawing, as many as can be done in a while."""
    services.invite_batch(run_id)
