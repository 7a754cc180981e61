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
