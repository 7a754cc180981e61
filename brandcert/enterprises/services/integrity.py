"""Looking an enterprise up in the lists before a decision, and barring it."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import digest
from brandcert.documents.models import Upload
from brandcert.enterprises.enums import IntegrityKind, Origin
from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityInquiry, IntegrityRecord
from brandcert.enterprises.services.records import Particulars, put_record
from brandcert.enterprises.sources import SOURCES, Source
from brandcert.enterprises.systems import systems


class UnknownFinding(BusinessError):
    """A finding names no list we know, or not where it was found."""


def record_integrity_check(
    *,
    enterprise: Enterprise,
    findings: Iterable[Mapping[str, Any]] = (),
    by: Any,
    today: datetime.date,
    occasion: str = "",
    looked_up: Collection[str] = (),
    evidence: Upload | None = None,
) -> IntegrityCheck:
    """Write down that the person looked the enterprise up in all lists today: which were asked, how, and what was found.

    Each finding `{kind, source, since?, until?}` becomes an integrity record unless the same one is in force
    already. A national system that is connected counts by its answer of today; where it could not be asked, a person
    may look it up (`looked_up`, with the `evidence` that shows it). The check is clear when no record is in force and
    no system stayed unanswered. Raises UnknownFinding, Refused.
    """
    policies.require(by, "enterprises.enterprise.check_integrity", enterprise)
    with transaction.atomic():
        for finding in findings:
            _enter(enterprise, finding, by, today, evidence)
        asked = _asked(enterprise, today=today, looked_up=looked_up, evidence=evidence)
        found = list(IntegrityRecord.objects.filter(enterprise=enterprise).in_force(today).order_by("id"))
        snapshot = [_line(record) for record in found]
        facts = {"enterprise": enterprise.credit_code or enterprise.pk, "on": today.isoformat()}
        check = IntegrityCheck.objects.create(
            enterprise=enterprise,
            checked_on=today,
            checked_at=timezone.now(),
            checked_by=by,
            occasion=occasion,
            is_clear=not found and not any(line["how"] == "unanswered" for line in asked),
            asked=asked,
            snapshot=snapshot,
            sha256=digest({**facts, "occasion": occasion, "asked": asked, "found": snapshot}),
            evidence=evidence,
        )
        payload = {"check": check.pk, "is_clear": check.is_clear, "sha256": check.sha256}
        events.record("check_integrity", enterprise, by=by, payload=payload)
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
            enterprise=enterprise,
            kind=IntegrityKind.BAR,
            since=since,
            until=until,
            source=source[:200],
            origin=Origin.DECISION,
            entered_by=by if getattr(by, "pk", None) else None,
            entered_at=timezone.now(),
        )
        events.record("bar", enterprise, by=by, payload={"until": until.isoformat(), "record": record.pk})
    return record


def _enter(
    enterprise: Enterprise, finding: Mapping[str, Any], by: Any, today: datetime.date, evidence: Upload | None
) -> None:
    kind, source = str(finding.get("kind", "")), str(finding.get("source", "")).strip()
    if kind not in IntegrityKind.values or not source:
        raise UnknownFinding(_("Each finding needs a list and the place where it was found."))
    same = IntegrityRecord.objects.filter(enterprise=enterprise, kind=kind, source=source[:200])
    if same.in_force(today).exists():
        return
    said = Particulars(
        kind=kind,
        since=finding.get("since") or today,
        until=finding.get("until"),
        source=source,
        listed_on=today,
        evidence=evidence,
    )
    put_record(enterprise, said, by=by)


def _asked(
    enterprise: Enterprise, *, today: datetime.date, looked_up: Collection[str], evidence: Upload | None
) -> list[dict[str, Any]]:
    """Return for every source how it was asked: by the system, by a person, or not at all."""
    connected = systems()
    latest: dict[str, IntegrityInquiry] = {}
    for inquiry in IntegrityInquiry.objects.filter(enterprise=enterprise, system__in=connected):
        latest.setdefault(inquiry.system, inquiry)
    by_hand = set(looked_up) if evidence is not None else set()
    return [
        _line_of(source, latest.get(source.key), today, by_hand)
        if source.key in connected
        else {"source": source.key, "how": "register" if source.key == "own" else "hand"}
        for source in SOURCES
    ]


def _line_of(
    source: Source, inquiry: IntegrityInquiry | None, today: datetime.date, by_hand: set[str]
) -> dict[str, Any]:
    if inquiry is not None and inquiry.answered_at and timezone.localdate(inquiry.answered_at) == today:
        return {
            "source": source.key,
            "how": "system",
            "inquiry": inquiry.pk,
            "at": inquiry.answered_at.isoformat(),
            "as_of": inquiry.as_of.isoformat() if inquiry.as_of else None,
            "sha256": inquiry.sha256,
        }
    if source.key in by_hand:
        return {"source": source.key, "how": "hand", "instead": True}
    return {"source": source.key, "how": "unanswered", "fault": inquiry.fault if inquiry else ""}


def _line(record: IntegrityRecord) -> dict[str, Any]:
    return {
        "record": record.pk,
        "kind": record.kind,
        "concerns": record.concerns,
        "since": record.since.isoformat(),
        "until": record.until.isoformat() if record.until else None,
        "source": record.source,
        "reference": record.reference,
        "listed_on": record.listed_on.isoformat() if record.listed_on else None,
    }
