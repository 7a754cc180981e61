"""From the award to the draft of a certificate."""

from brandcert.applications.models import Application
from brandcert.awards.models import Award
from brandcert.certificates import validity
from brandcert.certificates.models import Certificate
from brandcert.core import events
from brandcert.core.actors import SYSTEM


def create_draft(application: Application) -> Certificate:
    """Create the draft that the award entitles to; called twice it returns the same draft.

    Valid from the date of the decision for the years of the programme. A draft whose number was
    voided gets a new one. Raises Award.DoesNotExist when nothing was decided. Runs in the caller's
    transaction.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    standing = locked.certificates.filter(replaces=None).exclude(status="void").first()
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
    )
    events.record("create", certificate, by=SYSTEM, payload={"application": locked.pk})
    return certificate


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
