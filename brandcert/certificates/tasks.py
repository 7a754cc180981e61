"""The Celery tasks of certificates; what they do is in the services, and may be done twice."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings

from brandcert.certificates import services


@shared_task(name="certificates.issue_one")
def issue_one(certificate_id: int) -> None:
    """Make one approved certificate."""
    services.issue_one(certificate_id)


@shared_task(name="certificates.issue_many")
def issue_many(certificate_ids: list[int]) -> None:
    """Make a chunk of approved certificates."""
    services.issue_many(certificate_ids)


@worker_init.connect
def warm(**_facts: Any) -> None:
    """Load what printing needs in the parent, so that its children, and those that replace killed ones, have it."""
    if settings.WARM_WORKERS:
        services.warm_up()
