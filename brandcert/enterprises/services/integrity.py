"""Looking an enterprise up in the lists, and barring it."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityRecord


class UnknownFinding(BusinessError):
    """A finding names no list we know, or not where it was found."""


def record_integrity_check(
    *, enterprise: Enterprise, findings: Iterable[Mapping[str, Any]] = (), by: Any, today: datetime.date
) -> IntegrityCheck:
    """Write down that the person looked the enterprise up in all lists today, with what was found.

    Each finding `{kind, source, since?, until?}` becomes an integrity record unless the same one is in force
    already. The check is clear when no record is in force. Raises UnknownFinding, Refused.
    """
    policies.require(by, "enterprises.enterprise.check_integrity", enterprise)
    with transaction.atomic():
        for finding in findings:
            _enter(enterprise, finding, today)
        found = list(IntegrityRecord.objects.filter(enterprise=enterprise).in_force(today).order_by("id"))
        check = IntegrityCheck.objects.create(
            enterprise=enterprise,
            checked_on=today,
            checked_by=by,
            is_clear=not found,
            snapshot=[_line(record) for record in found],
        )
        events.record(
            "check_integrity", enterprise, by=by, payload={"check": check.pk, "is_clear": check.is_clear}
        )
    return check


def bar_enterprise(
    *, enterprise: Enterprise, since: datetime.date, until: datetime.date, source: str, by: Any
) -> IntegrityRecord:
    """Bar the enterprise from applying until the date, inclusive, with the decision as source.

    Raises Refused unless the person may decide on applications.
    """
    policies.require(by, "enterprises.enterprise.bar", enterprise)
    with transaction.atomic():
        record = IntegrityRecord.objects.create(
            enterprise=enterprise, kind=IntegrityKind.BAR, since=since, until=until, source=source[:200]
        )
        events.record("bar", enterprise, by=by, payload={"until": until.isoformat()})
    return record


def lift_record(record: IntegrityRecord, *, reason: str, by: Any, today: datetime.date) -> IntegrityRecord:
    """End a record from today on because what it rests on was quashed; it stays readable, with the reason.

    Raises Refused unless the person may lift it.
    """
    policies.require(by, "enterprises.enterprise.lift_record", record.enterprise)
    with transaction.atomic():
        row = IntegrityRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
        row.until = today - datetime.timedelta(days=1)
        row.source = f"{row.source} · {reason}"[:200]
        row.save(update_fields=["until", "source"])
        events.record("lift_record", row.enterprise, by=by, payload={"record": row.pk})
    return row


def _enter(enterprise: Enterprise, finding: Mapping[str, Any], today: datetime.date) -> None:
    kind, source = str(finding.get("kind", "")), str(finding.get("source", "")).strip()
    if kind not in IntegrityKind.values or not source:
        raise UnknownFinding(_("Each finding needs a list and the place where it was found."))
    same = IntegrityRecord.objects.filter(enterprise=enterprise, kind=kind, source=source)
    if not same.in_force(today).exists():
        IntegrityRecord.objects.create(
            enterprise=enterprise,
            kind=kind,
            source=source[:200],
            since=finding.get("since") or today,
            until=finding.get("until"),
        )


def _line(record: IntegrityRecord) -> dict[str, Any]:
    return {
        "record": record.pk,
        "kind": record.kind,
        "since": record.since.isoformat(),
        "until": record.until.isoformat() if record.until else None,
        "source": record.source,
    }
