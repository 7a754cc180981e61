"""Facts that the steps of a certificate need."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.models import Application
from brandcert.certificates import lints, queries, validity
from brandcert.certificates.enums import (
    APPROVED_BATCHES,
    CancelGround,
    CertificateStatus,
    ChangeKind,
    SuspensionGround,
)
from brandcert.certificates.models import Certificate, ChangeRequest, IssueBatch
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard, guards_of
from brandcert.enterprises.queries import integrity_fault

Details = Mapping[str, Any]


def ask(step: str, certificate: Certificate, by: Any, details: Details | None = None) -> None:
    """Ask before a step is taken or proposed whatever this app and later ones know against it; raises GuardFailed."""
    for known in guards_of(f"certificates.certificate.{step}"):
        known(certificate, by, details or {})


def require_integrity(certificate: Certificate, today: Any) -> None:
    """Raise GuardFailed unless the holder's last integrity check is clear and recent and nothing is on record."""
    days = certificate.application.batch.integrity_days
    fault = integrity_fault(certificate.enterprise, today=today, days=days)
    if fault is not None:
        raise GuardFailed(f"{certificate.enterprise}: {fault}")


@guard("certificates.certificate", "issue")
def has_clear_integrity(certificate: Certificate, _by: Any, _details: Details) -> None:
    """Nothing stands against the holder at the moment of issue."""
    require_integrity(certificate, timezone.localdate())


@guard("certificates.certificate", "issue")
def is_approved(certificate: Certificate, _by: Any, _details: Details) -> None:
    """The director approved the issue, and number, code and facts exist."""
    item = queries.approved_item(certificate)
    if item is None or item.batch.status not in APPROVED_BATCHES:
        raise GuardFailed(_("The issue is not approved."))
    if not (certificate.number and certificate.verification_code and certificate.facts):
        raise GuardFailed(_("The certificate has no number yet."))


@guard("certificates.certificate", "issue")
def may_replace(certificate: Certificate, _by: Any, _details: Details) -> None:
    """What it replaces is still there to be replaced."""
    if certificate.replaces is None:
        return
    if str(certificate.replaces.status) not in lints.replaceable(certificate.change_kind):
        raise GuardFailed(_("The certificate it replaces is no longer valid."))


@guard("certificates.issuebatch", "approve")
def passed_the_trial(batch: IssueBatch, _by: Any, _details: Details) -> None:
    """Every row was tried, and nothing was found."""
    told = queries.counts(batch)
    if told["objected"]:
        raise GuardFailed(
            ngettext(
                "The trial found something in %(count)s certificate: it is mended and tried again, or left out.",
                "The trial found something in %(count)s certificates: they are mended and tried again, or left out.",
                told["objected"],
            )
            % {"count": told["objected"]}
        )
    if told["tried"] + told["left_out"] != told["total"]:
        raise GuardFailed(_("The trial is not over yet."))


@guard("certificates.issuebatch", "approve", "resume")
def is_not_halted(_row: Any, _by: Any, _details: Details) -> None:
    """No halt stands."""
    standing = queries.standing_halt()
    if standing is not None:
        raise GuardFailed(
            _("All issuing is halted since %(at)s: %(reason)s") % {"at": standing, "reason": standing.reason}
        )


@guard("certificates.issuebatch", "cancel")
def has_no_numbers(batch: IssueBatch, _by: Any, _details: Details) -> None:
    """From the first number on a list is finished: what was numbered is issued, or made void by two persons."""
    if queries.counts(batch)["numbered"]:
        raise GuardFailed(_("Numbers of this list were taken: it can be paused, no longer cancelled."))


@guard("certificates.certificate", "void")
def has_number(certificate: Certificate, _by: Any, _details: Details) -> None:
    """Only a number that was taken can be voided."""
    if not certificate.number:
        raise GuardFailed(_("There is no number to void."))


@guard("certificates.certificate", "suspend", "suspend_at_once", "reinstate", "revoke", "cancel", "supersede")
def is_not_over(certificate: Certificate, _by: Any, _details: Details) -> None:
    """The validity is not over; from then on the clock alone acts."""
    if timezone.localdate() > certificate.valid_to:
        raise GuardFailed(_("The validity is over; the certificate expires by itself."))


@guard("certificates.certificate", "suspend")
def suspension_has_an_end(certificate: Certificate, _by: Any, details: Details) -> None:
    """A suspension is for a time: as long as the programme allows, at the holder's own request up to a year."""
    if "expected_end" not in details:
        return
    is_own = details.get("ground") == SuspensionGround.OWN_REQUEST
    program = certificate.category.program
    months = program.own_suspension_months if is_own else program.suspension_months
    today = timezone.localdate()
    last = validity.add_months(today, months)
    if not today.isoformat() < str(details["expected_end"]) <= last.isoformat():
        raise GuardFailed(_("A suspension ends after today and not later than %(date)s.") % {"date": last})


@guard("certificates.certificate", "suspend_at_once")
def is_for_danger(_certificate: Certificate, _by: Any, details: Details) -> None:
    """One person alone suspends only for danger to people."""
    if details.get("ground", SuspensionGround.SAFETY) != SuspensionGround.SAFETY:
        raise GuardFailed(_("Only danger to personal safety allows a suspension at once."))


@guard("certificates.certificate", "reinstate")
def is_in_time(certificate: Certificate, _by: Any, _details: Details) -> None:
    """The correction came within the suspension."""
    interval = certificate.intervals.filter(ends_at=None, status=CertificateStatus.SUSPENDED).first()
    if interval and interval.expected_end and timezone.localdate() > interval.expected_end:
        raise GuardFailed(
            _("The suspension was over on %(date)s without correction: the certificate has to be revoked.")
            % {"date": interval.expected_end}
        )


@guard("certificates.certificate", "cancel")
def is_asked_for(certificate: Certificate, _by: Any, details: Details) -> None:
    """A cancellation on request rests on a request that still stands."""
    if details.get("ground") != CancelGround.ON_REQUEST:
        return
    if not certificate.change_requests.waiting().filter(kind=ChangeKind.CANCEL).exists():
        raise GuardFailed(_("The holder has not asked for a cancellation."))


@guard("applications.application", "submit")
def renewal_is_in_order(application: Application, _by: Any, details: Details) -> None:
    """T1 of a renewal: in time, the certificate not ended, what was copied confirmed."""
    request = ChangeRequest.objects.filter(application=application).select_related("certificate").first()
    if request is None:
        return
    certificate = request.certificate
    if certificate.status not in {CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED}:
        raise GuardFailed(_("The certificate this application shall renew has ended."))
    closes = queries.renewal_window(certificate)[1]
    if validity.beijing_date(details.get("now") or timezone.now()) > closes:
        raise GuardFailed(_("A renewal had to be submitted by %(date)s.") % {"date": closes})
    left = queries.unconfirmed(request)
    if left:
        names = _(", ").join(str(item.title) for item in left)
        raise GuardFailed(
            _("Confirm what was copied from the last application (My certificates, renewal): %(names)s.")
            % {"names": names}
        )
