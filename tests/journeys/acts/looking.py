"""What the walk looks at."""

from __future__ import annotations

from typing import Any

from brandcert.applications.models import Application
from brandcert.awards.models import Deliberation, PublicNotice
from brandcert.certificates.models import Certificate
from brandcert.core import chain
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.inspections.models import Inspection
from brandcert.notifications.models import Message
from brandcert.supervision.models import SanctionCase
from tests.journeys import cast
from tests.journeys.acts.people import case


def state() -> dict[str, Any]:
    """Tell where application and certificates stand."""
    row = case()
    return {
        "application": row.status,
        "stage": row.stage,
        "receipt": row.receipt_number,
        "certificates": [
            {
                "pk": made.pk,
                "status": made.status,
                "number": made.number,
                "year": made.series_year,
                "code": made.verification_code,
                "sha256": made.sha256,
            }
            for made in Certificate.objects.all()
        ],
    }


def keys() -> dict[str, int]:
    """Tell the primary keys under which pages are found."""
    found: dict[str, Any] = {
        "application": Application.objects.first(),
        "inspection": Inspection.objects.first(),
        "meeting": Deliberation.objects.first(),
        "notice": PublicNotice.objects.first(),
        "certificate": Certificate.objects.first(),
        "sanction": SanctionCase.objects.first(),
        "enterprise": Enterprise.objects.filter(credit_code=cast.CREDIT_CODE).first(),
    }
    return {name: row.pk for name, row in found.items() if row is not None}


def told() -> list[str]:
    """List the subjects of the messages to the enterprise, oldest first."""
    rows = Message.objects.filter(recipient__email=cast.OWNER).order_by("id")
    return [f"{row.subject}\n{row.body}" for row in rows]


def trail() -> dict[str, Any]:
    """Tell whether every event was delivered and sealed into the chain, and whether the chain holds."""
    found = chain.verify()
    return {
        "events": [
            name.rpartition(".")[2] for name in Event.objects.order_by("id").values_list("name", flat=True)
        ],
        "undelivered": Event.objects.unsettled().count(),
        "unsealed": found.unsealed,
        "faults": list(found.faults),
    }
