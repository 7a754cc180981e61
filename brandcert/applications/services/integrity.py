"""Looking up the enterprise of a case, and flagging its cases when an entry appears between two checks."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from brandcert.applications.enums import BEFORE_AWARD
from brandcert.applications.models import Application
from brandcert.applications.queries import occasion_of
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.documents.services import received
from brandcert.enterprises import services as enterprises
from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityInquiry, IntegrityRecord
from brandcert.enterprises.queries import last_check

FLAGGED = "applications.application.flag_integrity"


def check_integrity(
    application: Application,
    *,
    by: Any,
    today: datetime.date,
    findings: Iterable[Mapping[str, Any]] = (),
    looked_up: Collection[str] = (),
    file: Any = None,
) -> IntegrityCheck:
    """Look the enterprise of the case up in all lists, for the decision that is next; `file` shows what was found.

    Raises UnknownFinding, UploadRefused, Refused.
    """
    policies.require(by, "applications.application.check_integrity", application)
    facts: dict[str, Any] = {
        "enterprise": application.enterprise,
        "findings": findings,
        "looked_up": looked_up,
        "occasion": occasion_of(application.status),
        "by": by,
        "today": today,
    }
    if file is None:
        return enterprises.record_integrity_check(**facts)
    with received(file=file, name=file.name, by=by) as evidence:
        return enterprises.record_integrity_check(**facts, evidence=evidence)


def ask_systems(application: Application, *, by: Any, now: datetime.datetime) -> list[IntegrityInquiry]:
    """Have the national systems asked about the enterprise of the case. Raises NothingToAsk, Refused."""
    policies.require(by, "applications.application.ask_systems", application)
    return enterprises.ask_systems(application.enterprise, by=by, now=now)


def check_used(application: Application, *, today: datetime.date) -> dict[str, int]:
    """Return what the event of a decision says of the check it rests on; empty without one."""
    check = last_check(application.enterprise, today=today)
    return {"integrity": check.pk} if check else {}


def flag_hits(enterprise: Enterprise, record: IntegrityRecord) -> int:
    """Flag every open case of the enterprise for an entry that counts now; return how many.

    Whoever holds a case is told at once, and the enterprise is: the next decision is blocked until the entry ends.
    """
    today = timezone.localdate()
    if record.since > today or (record.until is not None and record.until < today):
        return 0
    rows = Application.objects.filter(enterprise=enterprise, status__in=BEFORE_AWARD).order_by("pk")
    with transaction.atomic():
        for row in rows:
            payload = {"record": record.pk, "kind": record.kind}
            events.record("flag_integrity", row, by=SYSTEM, payload=payload)
    return len(rows)
