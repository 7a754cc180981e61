"""Entries against an enterprise: entered with their source, ended with a reason, never deleted."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.documents.models import Upload
from brandcert.enterprises.enums import Concerns, IntegrityKind, Origin
from brandcert.enterprises.models import Enterprise, IntegrityList, IntegrityRecord

ONE_DAY = datetime.timedelta(days=1)


class RecordRefused(BusinessError):
    """The entry cannot be made or ended as it was asked."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an entry says and where it was read."""

    kind: str
    since: datetime.date
    source: str
    until: datetime.date | None = None
    concerns: str = Concerns.ENTERPRISE.value
    reference: str = ""
    listed_on: datetime.date | None = None
    origin: str = Origin.HAND.value
    taken_from: IntegrityList | None = None
    evidence: Upload | None = None


def enter_record(
    enterprise: Enterprise, said: Particulars, *, by: Any, today: datetime.date
) -> IntegrityRecord:
    """Enter by hand what was found elsewhere, with the file that shows it; open cases of the enterprise are flagged.

    Raises RecordRefused without evidence, for a date to come and for a bar, which only the director orders; Refused.
    """
    policies.require(by, "enterprises.enterprise.enter_record", enterprise)
    if said.kind == IntegrityKind.BAR:
        raise RecordRefused(_("A bar is ordered by the director, by a decision of its own."))
    if said.evidence is None:
        raise RecordRefused(_("Add the file that shows the entry."))
    _require_dates(said, today)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if same_records(enterprise, said).exists():
            raise RecordRefused(_("This entry is in the register already."))
        return put_record(enterprise, said, by=by)


def end_record(
    record: IntegrityRecord,
    *,
    until: datetime.date,
    reason: str,
    evidence: Upload | None,
    by: Any,
    today: datetime.date,
) -> IntegrityRecord:
    """Write down that the keeper of the list removed the entry, with the proof; it counts up to `until` and stays readable.

    Raises RecordRefused for a bar, without reason or proof, for a day to come, and when it ended before; Refused.
    """
    policies.require(by, "enterprises.enterprise.end_record", record.enterprise)
    if record.kind == IntegrityKind.BAR:
        raise RecordRefused(_("A bar is lifted by the director alone, when its ground was quashed."))
    if not reason.strip() or evidence is None:
        raise RecordRefused(_("Say why the entry ended, and add the file that shows it."))
    if not record.since - ONE_DAY <= until <= today:
        raise RecordRefused(_("The last day lies between the day of the entry and today."))
    with transaction.atomic():
        row = _open(record, today)
        return _end(row, until, reason.strip(), by=by, act="end_record", proof=evidence)


def lift_record(record: IntegrityRecord, *, reason: str, by: Any, today: datetime.date) -> IntegrityRecord:
    """End a record from today on because what it rests on was quashed; it stays readable, with the reason.

    Raises Refused unless the person may lift it.
    """
    policies.require(by, "enterprises.enterprise.lift_record", record.enterprise)
    with transaction.atomic():
        row = IntegrityRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
        row.source = f"{row.source} · {reason}"[:200]
        return _end(row, today - ONE_DAY, reason, by=by, act="lift_record")


def end_removed(record: IntegrityRecord, *, as_of: datetime.date, reason: str) -> IntegrityRecord:
    """End an entry that the system it was read from no longer lists; done by the clock that asked."""
    with transaction.atomic():
        row = IntegrityRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
        return _end(row, max(as_of - ONE_DAY, row.since), reason, by=SYSTEM, act="end_record")


def same_records(enterprise: Enterprise, said: Particulars) -> Any:
    """Return the entries that are this one: same list, same person, same day, same place, same document."""
    return IntegrityRecord.objects.filter(
        enterprise=enterprise,
        kind=said.kind,
        concerns=said.concerns,
        since=said.since,
        source=said.source[:200],
        reference=said.reference,
    )


def put_record(enterprise: Enterprise, said: Particulars, *, by: Any) -> IntegrityRecord:
    """Write the entry and its event; the caller has asked the policies."""
    record = IntegrityRecord.objects.create(
        enterprise=enterprise,
        kind=said.kind,
        concerns=said.concerns,
        since=said.since,
        until=said.until,
        source=said.source[:200],
        reference=said.reference,
        listed_on=said.listed_on,
        origin=said.origin,
        taken_from=said.taken_from,
        evidence=said.evidence,
        entered_by=by if getattr(by, "pk", None) else None,
        entered_at=timezone.now(),
    )
    payload = {"record": record.pk, "kind": record.kind}
    events.record("enter_record", enterprise, by=by, payload=payload)
    return record


def change_end(record: IntegrityRecord, until: datetime.date | None, *, by: Any) -> None:
    """Let an entry end when the list says now; the caller has asked the policies and holds the lock."""
    before, record.until = record.until, until
    record.save(update_fields=["until"])
    payload = {
        "record": record.pk,
        "before": before.isoformat() if before else None,
        "after": until.isoformat() if until else None,
    }
    events.record("change_record", record.enterprise, by=by, payload=payload)


def _require_dates(said: Particulars, today: datetime.date) -> None:
    if said.since > today or (said.until is not None and said.until < said.since):
        raise RecordRefused(_("The entry begins today or earlier, and ends after it began."))


def _open(record: IntegrityRecord, today: datetime.date) -> IntegrityRecord:
    row = IntegrityRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if row.ended_at is not None or (row.until is not None and row.until < today):
        raise RecordRefused(_("This entry has ended already."))
    return row


def _end(
    row: IntegrityRecord, until: datetime.date, reason: str, *, by: Any, act: str, proof: Upload | None = None
) -> IntegrityRecord:
    row.until, row.end_reason, row.ended_at = until, reason[:500], timezone.now()
    row.ended_by = by if getattr(by, "pk", None) else None
    row.end_evidence = proof
    row.save(update_fields=["until", "source", "end_reason", "ended_at", "ended_by", "end_evidence"])
    events.record(act, row.enterprise, by=by, payload={"record": row.pk})
    return row
