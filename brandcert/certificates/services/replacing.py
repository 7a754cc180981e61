"""Changes and renewals: a successor with a number of its own takes a certificate's place."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates import validity
from brandcert.certificates.enums import CertificateStatus, ChangeKind
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.certificates.queries import CHANGEABLE
from brandcert.certificates.services.intervals import LABEL
from brandcert.certificates.services.issuing import propose_issue
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked


class AlreadyReplaced(BusinessError):
    """A successor exists already."""


def propose_supersede(
    certificate: Certificate, *, kind: str, values: Mapping[str, str], by: Any, today: datetime.date
) -> IssueBatch:
    """Propose a successor: same period for a change, a new one for a renewal.

    The director approves the list it is in. The old certificate stays as it is until the moment the
    successor is issued, so that the holder is never without one.
    Raises Refused, AlreadyReplaced, GuardFailed, Unissuable.
    """
    with transaction.atomic():
        old = locked(certificate)
        policies.require(by, f"{LABEL}.propose_supersede", old)
        _require_replaceable(old, kind)
        renews = kind == ChangeKind.RENEWAL
        years = old.category.program.validity_years
        successor = Certificate.objects.create(
            application_id=old.application_id,
            enterprise_id=old.enterprise_id,
            category_id=old.category_id,
            decision_number=old.decision_number,
            decided_on=old.decided_on,
            first_issued_on=old.first_issued_on,
            valid_from=today if renews else old.valid_from,
            valid_to=validity.last_day(today, years) if renews else old.valid_to,
            replaces=old,
            change_kind=kind,
            changes={**old.changes, **allowed(values)},
        )
        events.record("create", successor, by=SYSTEM, payload={"replaces": old.pk})
        events.record("propose_supersede", old, by=by, payload={"successor": successor.pk})
        return propose_issue([successor], by=by, today=today)


def _require_replaceable(old: Certificate, kind: str) -> None:
    never = {ChangeKind.CANCEL, ChangeKind.QUASHED}
    if kind not in ChangeKind.values or kind in never or old.status != CertificateStatus.ACTIVE:
        raise GuardFailed(_("This certificate cannot be replaced for this reason."))
    if Certificate.objects.filter(replaces=old).exists():
        raise AlreadyReplaced(_("A successor of this certificate exists already."))


def allowed(values: Mapping[str, str]) -> dict[str, str]:
    """Return the new values that are not empty; raises GuardFailed for a fact that never changes."""
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise GuardFailed(
            _("These facts cannot be changed: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    return {name: value.strip() for name, value in values.items() if value.strip()}
