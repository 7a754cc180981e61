"""Where the pages of a demonstration are, and whose they are."""

from __future__ import annotations

from typing import Any

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Deliberation, Objection, PublicNotice
from brandcert.certificates.enums import CertificateStatus, ChangeKind, RequestOutcome
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.enterprises.models import Enterprise
from brandcert.inspections.models import Inspection, Rectification
from brandcert.notifications.models import Message
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment
from brandcert.supervision.models import SanctionCase


def places() -> dict[str, Any]:
    """Tell the keys by which addresses are made, and the logins of those whose pages they are."""
    found: dict[str, Any] = {}
    for status in Status:
        case = Application.objects.filter(status=status).order_by("id").first()
        if case is not None:
            found |= {status: case.pk, f"owner of {status}": owner_of(case.enterprise)}
            found |= {f"unit of {status}": f"recommender.{case.unit.key}@demo.example" if case.unit else ""}
    for state in CertificateStatus:
        row = Certificate.objects.filter(status=state).order_by("id").first()
        if row is not None:
            found |= {f"certificate_{state}": row.pk, f"number_{state}": row.number}
            found |= {f"code_{state}": row.verification_code, f"holder of {state}": owner_of(row.enterprise)}
    return (
        found
        | tasks()
        | asked()
        | {"notice": PublicNotice.objects.latest("id").pk, "meeting": Deliberation.objects.latest("id").pk}
    )


def asked() -> dict[str, Any]:
    """Tell where a holder has something announced, refused, or a renewal begun."""
    rows: dict[str, SanctionCase | ChangeRequest] = {
        "announced": SanctionCase.objects.unanswered().latest("id"),
        "refused": ChangeRequest.objects.filter(outcome=RequestOutcome.REFUSED).latest("id"),
        "renewing": ChangeRequest.objects.waiting().get(kind=ChangeKind.RENEWAL),
    }
    found: dict[str, Any] = {}
    found["accused"] = SanctionCase.objects.filter(status="heard").latest("id").pk
    for key, row in rows.items():
        found |= {key: row.pk, f"{key}_on": row.certificate_id}
        found[f"holder {key}"] = owner_of(row.certificate.enterprise)
    return found


def tasks() -> dict[str, Any]:
    """Tell where experts, inspectors and others are at work."""
    found: dict[str, Any] = {"objection_filed": Objection.objects.latest("id").pk}
    for status in AssignmentStatus:
        task = (
            Assignment.objects.filter(status=status, panel__application__status=Status.EXPERT_REVIEW)
            .select_related("expert__user")
            .order_by("id")
            .first()
        )
        if task is not None:
            found |= {f"task_{status}": task.pk, f"expert of {status}": task.expert.user.email}
    visit = Inspection.objects.filter(application__status=Status.INSPECTION, cancelled_at=None).order_by(
        "id"
    )[0]
    leader = User.objects.get(pk=visit.team.get(is_leader=True).user_id)
    repair = Rectification.objects.order_by("id")[0]
    found |= {"inspection_open": visit.pk, "inspection_case": visit.application_id, "leader": leader.email}
    found |= {"rectification_open": repair.pk}
    message = Message.objects.filter(recipient__email=found_owner()).order_by("id")[0]
    return found | {"message": message.pk, "owner with message": found_owner()}


def found_owner() -> str:
    """Name somebody of an enterprise who has messages."""
    return Message.objects.exclude(enterprise=None).order_by("id")[0].recipient.email or ""


def owner_of(enterprise: Enterprise) -> str:
    """Name somebody who acts for the enterprise."""
    member = enterprise.memberships.filter(left_at=None).select_related("user").order_by("id").first()
    return (member.user.email or "") if member else ""


def written() -> str:
    """Give every word that people wrote into the database, to tell data from the page's own words."""
    import json

    from django.apps import apps

    words: list[str] = []
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._default_manager.values_list(*names):
            words += [
                json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else str(v) for v in row if v
            ]
    return "\n".join(words)
