"""What stands in a demonstration, before and after telling it once more: `python -m tests.desk.told` prints JSON."""

import json
import sys
from io import StringIO
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - the settings must be loaded first
from django.core.management import call_command  # noqa: E402 - as above
from django.db.models import F  # noqa: E402 - as above

from brandcert.accounts.models import User  # noqa: E402 - as above
from brandcert.applications.enums import DEAD_ENDS, Status  # noqa: E402 - as above
from brandcert.applications.models import Application  # noqa: E402 - as above
from brandcert.awards.models import Appeal  # noqa: E402 - as above
from brandcert.certificates.enums import CertificateStatus  # noqa: E402 - as above
from brandcert.certificates.models import Certificate, ChangeRequest  # noqa: E402 - as above
from brandcert.certificates.services import path_of  # noqa: E402 - as above
from brandcert.core import chain  # noqa: E402 - as above
from brandcert.core.models import Event  # noqa: E402 - as above
from brandcert.notifications.models import Dispatch, Message  # noqa: E402 - as above
from brandcert.supervision.models import SanctionCase  # noqa: E402 - as above

# Real enterprises stand in the list that is imported; whoever is refused or punished is invented.
REFUSED = [*DEAD_ENDS, Status.OBJECTION, Status.RECTIFICATION]
ENDED = [CertificateStatus.SUSPENDED, CertificateStatus.REVOKED, CertificateStatus.CANCELLED]


def counts() -> list[int]:
    """Count the rows that a second telling must not double."""
    return [model.objects.count() for model in (Application, User, Certificate)]


def facts() -> dict[str, Any]:
    """Return what is to be judged."""
    return {
        "counts": counts(),
        "applications": sorted(set(Application.objects.values_list("status", flat=True))),
        "certificates": sorted(set(Certificate.objects.values_list("status", flat=True))),
        "asked for": sorted(ChangeRequest.objects.waiting().values_list("kind", flat=True)),
        "decided": [
            f"{row.kind} {row.outcome}" for row in ChangeRequest.objects.exclude(outcome="").order_by("id")
        ],
        "to be answered": list(SanctionCase.objects.unanswered().values_list("action", flat=True)),
        "sanctions": sorted(SanctionCase.objects.values_list("status", flat=True)),
        "appeals": sorted(Appeal.objects.values_list("outcome", flat=True)),
        "reminded": [
            event.payload["threshold"]
            for event in Event.objects.filter(name="certificates.certificate.remind_expiry").order_by("id")
        ],
        "missing files": [
            row.number for row in Certificate.objects.exclude(sha256="") if not path_of(row).exists()
        ],
        "refused": sorted(
            set(Application.objects.filter(status__in=REFUSED).values_list("enterprise__name", flat=True))
        ),
        "ended": sorted(
            set(Certificate.objects.filter(status__in=ENDED).values_list("enterprise__name", flat=True))
        ),
        # Nothing of the past stands before what people cause now, and everything was told when it happened.
        "waiting letters": Dispatch.objects.filter(sent_at=None).count(),
        "wake-up calls": sum(path.is_file() for path in (settings.VAR / "queue").rglob("*")),
        "told late": Message.objects.exclude(created_at=F("event__at")).count(),
        "sent at another time": Dispatch.objects.exclude(sent_at=F("not_before")).count(),
        "chain faults": [str(fault) for fault in chain.verify().faults],
    }


def again() -> dict[str, Any]:
    """Tell it once more; return the counts and the logins, of which the first must work."""
    call_command("demo", stdout=StringIO(), stderr=StringIO())
    listed = StringIO()
    call_command("demo", "--logins", "--format", "json", stdout=listed)
    rows = json.loads(listed.getvalue())
    works = User.objects.get(email=rows[0]["login"]).check_password(rows[0]["password"])
    return {"counts": counts(), "logins": rows, "the first login works": works}


if __name__ == "__main__":
    told = {"facts": facts()}
    if "again" in sys.argv:
        told["again"] = again()
    print(json.dumps(told))  # noqa: T201 - the answer
