"""The life of two certificates, one act after the other, each in a process of its own that ends after it."""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402 - the settings must be loaded first
from django.utils import timezone  # noqa: E402 - as above

from brandcert.certificates import services, validity  # noqa: E402 - as above
from brandcert.certificates.models import Certificate  # noqa: E402 - as above
from brandcert.core import approvals, events  # noqa: E402 - as above
from brandcert.core.actors import SYSTEM  # noqa: E402 - as above
from brandcert.core.models import Event  # noqa: E402 - as above
from brandcert.supervision import services as sanctions  # noqa: E402 - as above
from tests.applications.filling import upload  # noqa: E402 - as above
from tests.certificates.drafts import Register, when_tried  # noqa: E402 - as above
from tests.chaos.act import person  # noqa: E402 - as above
from tests.world import World  # noqa: E402 - as above


def award() -> None:
    """Award two applications; the certificates are drawn up by whoever hears of it."""
    register = Register(World())
    decision = register.decision()
    enterprises = register.world.enterprise, register.world.new_enterprise("91220200XNT000226B")
    # Everybody who acts later.
    people = register.world.supervisor, register.world.legal
    assert all(people)
    for enterprise in enterprises:
        application = register.awarded(decision, enterprise=enterprise)
        with transaction.atomic():
            events.record("award", application, by=SYSTEM)


def approve() -> None:
    """Propose the drafts and approve the list: two persons."""
    now = timezone.now()
    drafts = Certificate.objects.drafts()
    batch = services.propose_issue(drafts, by=person("issuer"), today=now.astimezone().date())
    services.approve_issue(when_tried(batch), by=person("director"), now=now)


def heard(certificate: Certificate, action: str, ground: str) -> None:
    """Serve a notice, take the holder's answer, the legal review and the minutes."""
    now = timezone.now()
    supervisor = person("supervisor")
    today = now.astimezone().date()
    case = sanctions.open_case(
        certificate,
        action=action,
        ground=ground,
        facts="抽查不合格",
        basis="管理办法第二十条",
        evidence=[upload(supervisor)],
        by=supervisor,
        today=today,
    )
    case = sanctions.serve_notice(case, by=supervisor, today=today)
    owner = certificate.enterprise.memberships.filter(role="owner").first()
    answered_by = owner.user if owner else World().member(certificate.enterprise)
    case = sanctions.answer_notice(case, answer="无异议", by=answered_by, now=now).case
    case = sanctions.check_legally(case, opinion="合法", by=person("legal"), today=today)
    sanctions.record_minutes(case, minutes="集体讨论记录", by=supervisor)


def suspend() -> None:
    """Suspend the first certificate."""
    certificate = Certificate.objects.earliest("pk")
    heard(certificate, "suspend", "failed_sampling")
    proposal = sanctions.propose_suspend(
        certificate,
        ground="failed_sampling",
        reason="整改",
        expected_end=validity.add_months(timezone.localdate(), 3),
        by=person("supervisor"),
    )
    approvals.approve(proposal, by=person("director"))


def revoke() -> None:
    """Revoke it."""
    certificate = Certificate.objects.earliest("pk")
    heard(certificate, "revoke", "fraud")
    proposal = sanctions.propose_revoke(
        certificate, ground="fraud", reason="弄虚作假", by=person("supervisor")
    )
    approvals.approve(proposal, by=person("director"))


def tell() -> Any:
    """Return the states and codes of the certificates, and how many events wait for a handler."""
    rows = Certificate.objects.order_by("pk")
    return {
        "states": [row.status for row in rows],
        "codes": [row.verification_code for row in rows],
        "waiting": Event.objects.unsettled().count(),
    }


ACTS: dict[str, Callable[[], Any]] = {act.__name__: act for act in (award, approve, suspend, revoke, tell)}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        ACTS[name]()
    sys.stdout.write(json.dumps(tell()) + "\n")
