"""What the pages of the portal read: always only the rows of the person's own enterprises."""

import datetime
from typing import Any

from django.db.models import Max, Prefetch, QuerySet
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.applications.enums import DEAD_ENDS, LIVE, Status
from brandcert.applications.models import Application, Material
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core.models import Approval
from brandcert.documents.models import Upload
from brandcert.enterprises.models import Enterprise
from brandcert.inspections.models import Rectification
from brandcert.inspections.queries import all_as_told
from brandcert.programs.models import Batch
from brandcert.supervision.models import SanctionCase

# States in which the enterprise has something to do.
CALLS = (Status.CORRECTION, Status.RECTIFICATION)


def memberships_of(user: User) -> list[Enterprise]:
    """Return all enterprises the person may act for, the one joined first first; asked once per request."""
    if not hasattr(user, "_all_enterprises"):
        user._all_enterprises = list(  # type: ignore[attr-defined] # kept on the person for the length of a request
            Enterprise.objects.of_member(user).select_related("division").order_by("id")
        )
    found: list[Enterprise] = user._all_enterprises  # type: ignore[attr-defined] # as above
    return found


def act_for(user: User, key: Any) -> None:
    """Let the pages of this request see one enterprise alone: the one with the key, or the first."""
    everything = memberships_of(user)
    user._enterprises = [row for row in everything if row.pk == key] or everything[:1]  # type: ignore[attr-defined] # as above


def enterprises_of(user: User) -> list[Enterprise]:
    """Return the enterprise the person acts for on this page, or none; outside the portal all of them."""
    found: list[Enterprise] = getattr(user, "_enterprises", None) or memberships_of(user)
    return found


def applications_of(user: User) -> list[Application]:
    """Return all applications of the person's enterprises, what calls for an answer first, then the latest."""
    rows = Application.objects.filter(enterprise__in=enterprises_of(user)).select_related(
        "product", "category", "batch", "enterprise"
    )
    return sorted(all_as_told(rows.order_by("-id")), key=lambda row: row.status not in CALLS)


def certificates_of(user: User) -> list[Certificate]:
    """Return the issued certificates of the person's enterprises, the latest first."""
    return list(_certificates(user))


def _certificates(user: User) -> Any:
    rows = Certificate.objects.public().filter(enterprise__in=enterprises_of(user))
    return rows.select_related(
        "application__product", "category__program", "enterprise", "replaced_by"
    ).prefetch_related("intervals")


def certificate_of(user: User, pk: int) -> Certificate | None:
    """Return one issued certificate of the person's enterprises, or None."""
    found: Certificate | None = _certificates(user).select_related("replaces").filter(pk=pk).first()
    return found


def requests_of(certificate: Certificate) -> list[ChangeRequest]:
    """Return what was asked about the certificate, the latest first."""
    rows = certificate.change_requests.select_related("certificate", "application", "successor")
    return list(rows.prefetch_related("evidence").order_by("-id"))


def waiting_notices(user: User) -> list[SanctionCase]:
    """Return the prior notices the person's enterprises have not answered yet."""
    rows = SanctionCase.objects.unanswered().filter(certificate__enterprise__in=enterprises_of(user))
    return list(rows.select_related("certificate__application__product"))


def cases_of(certificate: Certificate) -> list[SanctionCase]:
    """Return the cases of the certificate whose notice was served, the latest first."""
    return list(certificate.sanction_cases.announced().prefetch_related("statements"))


def open_batches(now: datetime.datetime) -> list[Batch]:
    """Return the batches in which applications are taken now."""
    return list(Batch.objects.filter(opens_at__lte=now, closes_at__gte=now).select_related("program"))


def rectifications_of(application: Application) -> list[Rectification]:
    """Return what an inspection asked to put right, in the order of the findings."""
    rows = Rectification.objects.filter(finding__inspection__application=application)
    rows = rows.select_related("finding", "evidence").prefetch_related("rounds")
    return list(rows.order_by("finding_id"))


def asked_to_withdraw(application: Application) -> bool:
    """Say whether a late withdrawal waits for the director's consent."""
    return Approval.objects.filter(
        action="applications.application.withdraw_late", subject_id=application.pk, outcome=""
    ).exists()


def earlier_files(application: Application, *, words: str = "") -> QuerySet[Upload]:
    """Return the files the enterprise handed in with any application, each content once, those whose name has the words.

    With each come the places it was handed in for.
    """
    own = Upload.objects.filter(materials__application__enterprise=application.enterprise_id)
    latest = own.order_by().values("sha256").annotate(last=Max("pk")).values("last")
    rows = Upload.objects.filter(pk__in=latest, name__icontains=words)
    places = Material.objects.filter(application__enterprise=application.enterprise_id)
    places = places.select_related("requirement", "application__product").order_by("pk")
    return rows.prefetch_related(Prefetch("materials", queryset=places, to_attr="places"))


def batches_to_apply_again(application: Application) -> list[Batch]:
    """Return the open batches of the programme in which the enterprise has no other application for the product."""
    now = timezone.now()
    rows = Batch.objects.filter(
        program=application.batch.program_id, opens_at__lte=now, closes_at__gte=now
    ).order_by("closes_at", "pk")
    taken = Application.objects.filter(
        enterprise=application.enterprise_id,
        product=application.product_id,
        status__in=[*LIVE, Status.AWARDED],
    ).values("batch")
    return list(rows.exclude(pk__in=taken)) if application.status in DEAD_ENDS else []
