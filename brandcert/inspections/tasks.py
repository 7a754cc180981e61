"""The Celery task of reports; what it does is in the services, and may be done twice."""

from celery import shared_task

from brandcert.inspections import services


@shared_task(name="inspections.file_report")
def file_report(inspection_id: int) -> None:
    """Print and keep the PDF of one locked report."""
    services.file_report(inspection_id)
