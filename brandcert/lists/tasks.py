"""The Celery tasks of lists; what they do is in the services, and may be done twice."""

from celery import shared_task

from brandcert.lists import services


@shared_task(name="lists.work_on")
def work_on(job_id: int) -> None:
    """Try or do the rows of a job, as many as can be done in a while."""
    services.work_on(job_id)
