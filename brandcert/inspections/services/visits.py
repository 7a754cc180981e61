"""The visit itself: declaration, checklist, photos, findings, report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.core import policies
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.models import digest
from brandcert.documents.models import Upload
from brandcert.inspections import queries
from brandcert.inspections.enums import Severity
from brandcert.inspections.models import (
    ChecklistLine,
    Finding,
    Inspection,
    LockedReport,
    Photo,
    TeamMember,
)
from brandcert.programs.models import Criterion

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """What the leader enters for one on-site criterion: points and what was observed."""

    points: Decimal | None = None
    observation: str = ""


class InvalidChecklist(BusinessError):
    """Points that cannot stand; `faults` tells them by criterion code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Keep the faults and say all of them at once."""
        self.faults = dict(faults)
        super().__init__(" ".join(f"{code}: {text}" for code, text in sorted(faults.items())))


class ChecklistChanged(SomeoneWasFaster):
    """Lines were saved elsewhere since they were read; `theirs` holds what is stored now, by criterion code."""

    def __init__(self, theirs: Mapping[str, Line]) -> None:
        """Keep what is stored, so that both versions can be shown."""
        self.theirs = dict(theirs)
        super().__init__(
            _("Saved elsewhere meanwhile: %(codes)s. Nothing was overwritten; choose between both versions.")
            % {"codes": ", ".join(sorted(theirs))}
        )


def mark_of(line: Line | None) -> str:
    """Return a short code of a line by which a page or a phone knows what it showed; none for no line."""
    if line is None or line == Line():
        return ""
    points = "" if line.points is None else str(line.points.quantize(CENT))
    return digest([points, line.observation.strip()])[:12]


def stored_lines(inspection: Inspection) -> dict[str, Line]:
    """Return what is stored of the checklist, by criterion code."""
    rows = inspection.checklist.select_related("criterion")
    return {row.criterion.code: Line(row.points, row.observation) for row in rows}


def open_visit(
    inspection: Inspection, by: Any, action: str, *, during: Sequence[str] = (Status.INSPECTION,)
) -> Inspection:
    """Return the inspection locked, if the person may do the act and the case is being inspected."""
    row: Inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    policies.require(by, f"applications.application.{action}", row.application)
    policies.require(by, "inspections.inspection.view", row)
    if row.locked_at is not None:
        raise LockedReport
    if row.cancelled_at is not None or row.application.status not in during:
        raise GuardFailed(_("The case is not being inspected."))
    return row


def declare(inspection: Inspection, *, by: Any) -> TeamMember:
    """Sign, as an inspector of the team, that nothing ties one to the enterprise. Repeating changes nothing."""
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect")
        member = row.team.get(user=by)
        if member.declared_at is None:
            member.declared_at = timezone.now()
            member.save(update_fields=["declared_at"])
    return member


def require_declared(row: Inspection, by: Any) -> None:
    """Raise GuardFailed unless the inspector has signed that nothing ties him to the enterprise."""
    if not row.team.filter(user=by, declared_at__isnull=False).exists():
        raise GuardFailed(_("Please sign the declaration of no conflict first."))


def save_checklist(
    inspection: Inspection, *, lines: Mapping[str, Line], seen: Mapping[str, str] | None = None, by: Any
) -> Inspection:
    """Save points and observations of the on-site criteria, by code; the leader enters what the team agreed.

    Criteria that are not given stay as they are. With `seen`, the mark of each line as it was read, nothing is
    overwritten that was saved meanwhile. Raises InvalidChecklist with every fault at once, ChecklistChanged,
    LockedReport, GuardFailed, Refused; then nothing is stored.
    """
    with transaction.atomic():
        row = open_visit(inspection, by, "score_checklist")
        require_declared(row, by)
        criteria = {found.code: found for found in queries.criteria_of(row.application)}
        faults = {code: text for code, line in lines.items() if (text := _fault(criteria.get(code), line))}
        if faults:
            raise InvalidChecklist(faults)
        if seen is not None:
            _require_seen(row, lines, seen)
        for code, line in sorted(lines.items()):
            ChecklistLine.objects.update_or_create(
                inspection=row,
                criterion=criteria[code],
                defaults={"points": line.points, "observation": line.observation.strip()},
            )
    return row


def _require_seen(row: Inspection, lines: Mapping[str, Line], seen: Mapping[str, str]) -> None:
    """Raise ChecklistChanged for lines that are neither as they were read nor what is to be saved."""
    stored = stored_lines(row)
    theirs = {
        code: stored.get(code, Line())
        for code, line in lines.items()
        if mark_of(stored.get(code)) not in {seen.get(code, ""), mark_of(line)}
    }
    if theirs:
        raise ChecklistChanged(theirs)


def _fault(criterion: Criterion | None, line: Line) -> str:
    if criterion is None:
        return _("This criterion is not part of the sheet.")
    if line.points is None:
        return ""
    if not line.points.is_finite():
        return _("Enter a number.")
    if not 0 <= line.points <= criterion.maximum:
        return _("Enter between 0 and %(maximum)s points.") % {
            "maximum": f"{criterion.maximum.normalize():f}"
        }
    if line.points != line.points.quantize(CENT):
        return _("Enter at most two decimals.")
    return ""


def add_photo(
    inspection: Inspection,
    *,
    upload: Upload,
    caption: str = "",
    finding: Finding | None = None,
    place: str = "",
    taken_at: datetime.datetime | None = None,
    original_sha256: str = "",
    by: Any,
) -> Photo:
    """Add a picture one has uploaded oneself, of a finding or of the whole; its hash was taken when it was received.

    Raises GuardFailed for somebody else's file, a PDF, or a finding of another visit; LockedReport, Refused.
    """
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect")
        require_declared(row, by)
        if upload.uploaded_by_id != by.pk or upload.kind == Upload.Kind.PDF:
            raise GuardFailed(_("Please choose a picture (JPEG or PNG)."))
        if finding is not None and finding.inspection_id != row.pk:
            raise GuardFailed(_("The finding belongs to another visit."))
        return Photo.objects.create(
            inspection=row,
            upload=upload,
            caption=caption.strip()[:200],
            finding=finding,
            place=place.strip()[:120],
            taken_at=taken_at,
            original_sha256=original_sha256,
        )


def add_finding(
    inspection: Inspection,
    *,
    severity: str,
    clause: str,
    description: str,
    place: str = "",
    found_at: datetime.datetime | None = None,
    by: Any,
) -> Finding:
    """Write down something that is not as it should be, where and when it was seen.

    Raises GuardFailed without clause or description.
    """
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect")
        require_declared(row, by)
        if severity not in Severity.values or not clause.strip() or not description.strip():
            raise GuardFailed(_("A finding needs its gravity, the clause and a description."))
        return Finding.objects.create(
            inspection=row,
            severity=severity,
            clause=clause.strip()[:60],
            description=description.strip(),
            place=place.strip()[:120],
            found_at=found_at,
            recorded_by=by,
        )
