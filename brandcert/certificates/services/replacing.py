"""Changes and renewals: a successor with a number of its own takes a certificate's place."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.certificates import validity
from brandcert.certificates.enums import CertificateStatus, ChangeKind
from brandcert.certificates.models import Certificate, ChangeRequest, IssueBatch
from brandcert.certificates.queries import CHANGEABLE
from brandcert.certificates.services.issuing import propose_issue
from brandcert.certificates.services.notices import LABEL
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked

CHANGE_MONTHS: Final = 3
RENEWAL_MONTHS: Final = 3
_LIVE: Final = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED)
_KINDS_OF_MEMBER: Final = {ChangeKind.CANCEL: "request_cancel"}


class AlreadyReplaced(BusinessError):
    """A successor exists already."""


def request_change(
    certificate: Certificate,
    *,
    kind: str,
    values: Mapping[str, str],
    by: Any,
    now: datetime.datetime,
    changed_on: datetime.date | None = None,
) -> ChangeRequest:
    """File the holder's request for a change, a renewal or a cancellation.

    Changes are reported within three months, renewals asked for at least three months before the
    last day. Raises Refused, GuardFailed.
    """
    action = _KINDS_OF_MEMBER.get(ChangeKind(kind), "request_change")
    today = validity.beijing_date(now)
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.{action}", row)
        _require_in_time(row, kind, changed_on, today)
        if row.change_requests.filter(kind=kind, decided_at=None).exists():
            raise GuardFailed(_("The same request is open already."))
        request = ChangeRequest.objects.create(
            certificate=row,
            kind=kind,
            values=_allowed(values),
            changed_on=changed_on,
            requested_by=by,
            requested_at=now,
        )
        events.record(action, row, by=by, payload={"request": request.pk, "kind": kind})
    return request


def _require_in_time(
    row: Certificate, kind: str, changed_on: datetime.date | None, today: datetime.date
) -> None:
    if row.status not in _LIVE or today > row.valid_to:
        raise GuardFailed(_("The certificate has ended."))
    if kind == ChangeKind.CANCEL:
        return
    if kind == ChangeKind.RENEWAL:
        if validity.add_months(today, RENEWAL_MONTHS) > row.valid_to:
            raise GuardFailed(_("A renewal is asked for at least three months before the last day."))
        return
    if changed_on is None or changed_on > today:
        raise GuardFailed(_("Say on which date the change took effect."))
    if validity.add_months(changed_on, CHANGE_MONTHS) < today:
        raise GuardFailed(_("A change is reported within three months."))


def _allowed(values: Mapping[str, str]) -> dict[str, str]:
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise GuardFailed(
            _("These facts cannot be changed: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    return {name: value.strip() for name, value in values.items() if value.strip()}


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
            changes={**old.changes, **_allowed(values)},
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
