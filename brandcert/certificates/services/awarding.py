"""From the award to the draft of a certificate."""

from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.awards.models import Award
from brandcert.certificates import validity
from brandcert.certificates.enums import FACE_CHANGES, CertificateStatus, ChangeKind, RequestOutcome
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.services import take_over_particulars

# Once a successor is issued these stand in the register of enterprises itself.
OF_THE_ENTERPRISE: Final = {"holder": "name", "holder_en": "name_en", "address": "address"}


def create_draft(application: Application) -> Certificate:
    """Create the draft that the award entitles to; called twice it returns the same draft.

    Valid from the date of the decision for the years of the programme. When the product has a
    certificate already, the new one renews it: it takes its place the moment it is issued. A draft whose
    number was voided gets a new one. Raises Award.DoesNotExist when nothing was decided. Runs in the caller's
    transaction.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    standing = locked.certificates.exclude(replaces__application=locked).exclude(status="void").first()
    if standing is not None:
        return standing
    decision = Award.objects.select_related("decision").get(application=locked).decision
    years = locked.batch.program.validity_years
    certificate = Certificate.objects.create(
        application=locked,
        enterprise_id=locked.enterprise_id,
        category_id=locked.category_id,
        decision_number=decision.number,
        decided_on=decision.decided_on,
        valid_from=decision.decided_on,
        valid_to=validity.last_day(decision.decided_on, years),
        **_renewed(locked),
    )
    events.record("create", certificate, by=SYSTEM, payload={"application": locked.pk})
    _grant_renewal(locked, certificate)
    return certificate


def _renewed(application: Application) -> dict[str, Any]:
    """Return what a draft takes over from the certificate it renews; nothing for a first one."""
    old = _predecessor(application)
    if old is None:
        return {}
    kept = {name: value for name, value in old.changes.items() if name not in OF_THE_ENTERPRISE}
    return {
        "replaces": old,
        "change_kind": ChangeKind.RENEWAL,
        "first_issued_on": old.first_issued_on,
        "changes": kept,
    }


def _predecessor(application: Application) -> Certificate | None:
    """Return the last certificate of the product's line that an award renews, or None."""
    asked = ChangeRequest.objects.filter(application=application).first()
    replaceable = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED, CertificateStatus.DRAFT)
    states = (*replaceable, CertificateStatus.EXPIRED) if asked else replaceable
    line = Certificate.objects.select_for_update(of=("self",)).filter(
        enterprise=application.enterprise_id,
        application__product=application.product_id,
        application__product__isnull=False,
    )
    ends = line.filter(replaced_by=None, status__in=states).exclude(application=application)
    first_issues = Q(status=CertificateStatus.DRAFT, change_kind="")
    return ends.exclude(first_issues).order_by("-id").first()


def _grant_renewal(application: Application, certificate: Certificate) -> None:
    ChangeRequest.objects.filter(application=application).update(
        outcome=RequestOutcome.GRANTED, successor=certificate, decided_at=timezone.now()
    )


def draw_up_again(void: Certificate) -> Certificate:
    """Create the same successor anew after its number was voided; runs in the caller's transaction."""
    again = Certificate.objects.create(
        application_id=void.application_id,
        enterprise_id=void.enterprise_id,
        category_id=void.category_id,
        decision_number=void.decision_number,
        decided_on=void.decided_on,
        first_issued_on=void.replaces.first_issued_on if void.replaces else None,
        valid_from=void.valid_from,
        valid_to=void.valid_to,
        replaces_id=void.replaces_id,
        change_kind=void.change_kind,
        changes=void.changes,
    )
    events.record("create", again, by=SYSTEM, payload={"replaces": void.replaces_id})
    return again


def carry_over(certificate: Certificate) -> None:
    """Write a changed name or address of the holder into the register of enterprises; done twice it changes nothing."""
    if certificate.change_kind not in FACE_CHANGES:
        return
    values = {
        OF_THE_ENTERPRISE[name]: value
        for name, value in certificate.changes.items()
        if name in OF_THE_ENTERPRISE
    }
    if values:
        take_over_particulars(certificate.enterprise, **values)
