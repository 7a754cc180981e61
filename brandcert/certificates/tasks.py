"""The Celery tasks of certificates; what they do is in the services, and may be done twice."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings

from brandcert.certificates import services
from brandcert.certificates.credentials.keys import UnusableMachineKey
from brandcert.documents.printing import PrintingUnavailable
from brandcert.documents.signing import UnusableKey


@shared_task(name="certificates.issue_one")
def issue_one(certificate_id: int) -> None:
    """Make one approved certificate."""
    services.issue_one(certificate_id)


@shared_task(name="certificates.issue_many")
def issue_many(certificate_ids: list[int]) -> None:
    """Make a chunk of approved certificates."""
    services.issue_many(certificate_ids)


@shared_task(name="certificates.try_batch")
def try_batch(batch_id: int) -> None:
    """Try the rows of a list that was proposed."""
    services.try_batch(batch_id)


@shared_task(name="certificates.number_batch")
def number_batch(batch_id: int) -> None:
    """Number an approved list in its order and send it to the workers."""
    services.number_batch(batch_id)


@shared_task(name="certificates.close_batch")
def close_batch(batch_id: int) -> None:
    """Count a list that is through and sign for it."""
    services.close_batch(batch_id)


@worker_init.connect
def warm(**_facts: Any) -> None:
    """Load what printing needs in the parent, so that its children, and those that replace killed ones, have it.

    A worker that would make nothing but faults does not start: each try would use up an attempt.
    """
    if not settings.WARM_WORKERS:
        return
    try:
        services.warm_up()
    except (PrintingUnavailable, UnusableKey, UnusableMachineKey) as error:
        # Celery logs and forgets any other exception raised here.
        raise SystemExit(f"This worker does not start, it could make no certificate: {error}") from error
