"""Reads about messages: whose they are, who has to be told of an event, and the facts a message states."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.awards.models import Appeal, NoticeItem, Objection
from brandcert.awards.services.appeals import appeal_deadline
from brandcert.certificates.models import Certificate, PriorNotice, StatusInterval
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Finding, Inspection
from brandcert.notifications.models import Dispatch, Message


def messages_of(user: User) -> QuerySet[Message]:
    """Return the person's messages, the latest first."""
    return Message.objects.filter(recipient=user).order_by("-id")


def unread_count(user: Any) -> int:
    """Return how many messages the person has not opened."""
    if getattr(user, "pk", None) is None:
        return 0
    return Message.objects.filter(recipient=user, read_at=None).count()


def waiting_dispatches(now: datetime.datetime) -> QuerySet[Dispatch]:
    """Return what is neither sent nor given up and not in anyone's hands now, the oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return Dispatch.objects.filter(free, sent_at=None, failed_at=None).order_by("id")


def members_of(enterprise: Enterprise) -> list[User]:
    """Return the active people who act for the enterprise now."""
    rows = User.objects.filter(memberships__enterprise=enterprise, memberships__left_at=None, is_active=True)
    return list(rows.distinct().order_by("id"))


def staff_in(role: Role, *, unit_id: int | None = None) -> list[User]:
    """Return the active people appointed to a role today, for a unit where one is given."""
    rows = User.objects.filter(is_active=True, grants__in=_grants(role, unit_id))
    return list(rows.distinct().order_by("id"))


def _grants(role: Role, unit_id: int | None) -> Any:
    from brandcert.accounts.models import RoleGrant

    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role=role)
    return grants.filter(unit=unit_id) if unit_id else grants


def application_of(event: Event) -> Application:
    """Return the application an event is about."""
    rows = Application.objects.select_related("enterprise", "product", "batch__program", "category", "unit")
    return rows.get(pk=event.subject_id)


def certificate_of(event: Event) -> Certificate:
    """Return the certificate an event is about."""
    return Certificate.objects.select_related("enterprise", "application__product").get(pk=event.subject_id)


def application_facts(application: Application) -> dict[str, Any]:
    """Return what a message about an application may state; never a person's name."""
    inspection = Inspection.objects.filter(application=application, cancelled_at=None).first()
    notice = NoticeItem.objects.filter(application=application).select_related("notice").last()
    correction = application.corrections.first()
    return {
        "application": application,
        "enterprise": application.enterprise.name,
        "product": str(application.product or ""),
        "receipt": application.receipt_number or "",
        "batch": application.batch.name,
        "reason": application.reason,
        "due_on": application.due_on,
        "appeal_until": appeal_deadline(application),
        "problems": [item.problem for item in correction.items.order_by("id")] if correction else [],
        "inspection": inspection,
        "findings": _findings(inspection),
        "notice": notice.notice if notice else None,
        "objections": _objections(application),
    }


def _findings(inspection: Inspection | None) -> list[str]:
    rows = Finding.objects.filter(inspection=inspection, rectification__isnull=False).order_by("id")
    return [row.description for row in rows] if inspection else []


def _objections(application: Application) -> list[str]:
    """Return the facts of admitted objections; who objected stays with the handler."""
    rows = Objection.objects.filter(item__application=application, admitted_at__isnull=False)
    return [row.facts for row in rows.order_by("id")]


def is_unannounced(application: Application) -> bool:
    """Say whether the open inspection is a mystery visit, which nobody is told of."""
    return Inspection.objects.filter(application=application, cancelled_at=None, mode=Mode.MYSTERY).exists()


def certificate_facts(certificate: Certificate, event: Event) -> dict[str, Any]:
    """Return what a message about a certificate may state."""
    interval = StatusInterval.objects.filter(certificate=certificate).order_by("-starts_at", "-id").first()
    notice = PriorNotice.objects.filter(pk=event.payload.get("notice")).first()
    return {
        "certificate": certificate,
        "enterprise": certificate.enterprise.name,
        "product": str(certificate.application.product or ""),
        "number": certificate.display_number or certificate.number,
        "valid_from": certificate.valid_from,
        "valid_to": certificate.valid_to,
        "reason": interval.reason if interval else "",
        "expected_end": interval.expected_end if interval else None,
        "announced": notice,
    }


def appeal_of(event: Event) -> Appeal:
    """Return the appeal an event is about."""
    return Appeal.objects.select_related("application__enterprise", "application__product").get(
        pk=event.subject_id
    )
