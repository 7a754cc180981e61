"""The Celery task of enterprises; what it does is in the services, and may be done twice."""

from celery import shared_task

from brandcert.enterprises import services


@shared_task(name="enterprises.ask_systems")
def ask_systems() -> None:
    """Ask the national systems what waits to be asked."""
    services.work_on_inquiries()
