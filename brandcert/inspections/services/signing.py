"""Both sides sign the sheet of a visit: on the phone, at the page of the visit, or in the portal."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.core import events, policies, throttling
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.transitions import locked
from brandcert.inspections import queries
from brandcert.inspections.codes import is_code
from brandcert.inspections.enums import Means, Mode, Signature, SignSide
from brandcert.inspections.models import Inspection, LockedReport, ReportSignature
from brandcert.inspections.services.visits import open_visit, require_declared

SHA256: Final = re.compile(r"[0-9a-f]{64}")
# The way of a pen over 600 by 200 points; a scribble of a minute stays far below this length.
STROKES: Final = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")
LONGEST: Final = 30_000
# Of one inspector at one visit: more would find out a code of six digits.
TRIES: Final = throttling.Limit("signing-code", most=6, per=3600)
OPEN: Final = (Status.INSPECTION, Status.RECTIFICATION)


class NotSigned(BusinessError):
    """Something a signature needs is missing."""


class OtherSheet(SomeoneWasFaster):
    """The sheet was changed since it was shown to whoever wants to sign it."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives who signs or refuses: the words, the way of the pen, the hash of what was shown, the moment."""

    shown: str
    name: str = ""
    duty: str = ""
    strokes: str = ""
    reason: str = ""
    witness: str = ""
    is_refused: bool = False
    # Of an inspector who signs on the phone of a colleague: who he is, and his signing code.
    signatory: int = 0
    code: str = ""
    at: datetime.datetime | None = None


def sign_for_enterprise(
    inspection: Inspection, given: Given, *, by: Any, now: datetime.datetime
) -> ReportSignature:
    """Take, on the phone of an inspector, the hand-drawn signature of who stands for the enterprise, or the refusal.

    A refusal needs its reason and a witness. A sheet that was changed meanwhile does not refuse the signature, it makes
    it void: the phone may be late. Raises NotSigned, GuardFailed, LockedReport, Refused.
    """
    _check(given)
    if given.is_refused:
        if not given.reason.strip() or not given.witness.strip():
            raise NotSigned(_("A refusal to sign needs its reason and a witness."))
    elif not given.name.strip() or not given.duty.strip() or not given.strokes:
        raise NotSigned(_("Who signs for the enterprise gives name and position, and signs by hand."))
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect", during=OPEN)
        require_declared(row, by)
        if row.mode == Mode.VIDEO and not given.is_refused:
            raise NotSigned(_("After an inspection by video the enterprise signs in the portal."))
        return _write(row, SignSide.ENTERPRISE, Means.DRAWN, given, by=by, now=now)


def sign_as_inspector(
    inspection: Inspection, given: Given, *, by: Any, now: datetime.datetime
) -> ReportSignature:
    """Sign the sheet as an inspector of the team, in one's own session, by hand on a phone or at the desk.

    Raises NotSigned, OtherSheet at the desk for a sheet that was changed since it was read, GuardFailed, Refused.
    """
    _check(given)
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect", during=OPEN)
        require_declared(row, by)
        means = Means.DRAWN if given.strokes else Means.DESK
        if means == Means.DESK:
            _require_shown(row, given)
        return _write(row, SignSide.INSPECTOR, means, given, by=by, now=now)


def sign_with_colleague(
    inspection: Inspection, given: Given, *, by: Any, now: datetime.datetime
) -> ReportSignature:
    """Take, on the phone of an inspector of the team, the hand-drawn signature of another one, proven by his signing code.

    So one phone holds the whole sheet and everybody signs what it shows, with or without network. The leader signs
    himself, last. Whoever lets codes in from outside counts them by `count_try` first. Raises NotSigned for what is
    missing or a wrong code, GuardFailed, Refused.
    """
    _check(given)
    if not given.strokes:
        raise NotSigned(_("The inspector signs by hand and gives his signing code."))
    with transaction.atomic():
        row = open_visit(inspection, by, "inspect", during=OPEN)
        require_declared(row, by)
        member = row.team.filter(user=given.signatory, is_leader=False).select_related("user").first()
        if member is None:
            raise NotSigned(_("This inspector is not on the team of this visit, or leads it."))
        require_declared(row, member.user)
        if not is_code(given.code, visit=row.pk, person=member.user_id):
            raise NotSigned(
                _("This is not the signing code of %(name)s for this visit.") % {"name": member.user}
            )
        given = replace(given, name=str(member.user))
        return _write(row, SignSide.INSPECTOR, Means.DRAWN, given, by=by, now=now, signatory=member.user)


def count_try(inspection: Inspection, signatory: int, *, now: datetime.datetime) -> None:
    """Count a signing code that is tried for an inspector; raises NotSigned once there were too many within an hour.

    To be called outside the transaction of the signature, whose refusal would take the count back.
    """
    if not throttling.allow(TRIES, f"{inspection.pk}:{signatory}", now=now):
        raise NotSigned(_("Too many wrong signing codes. Try again in an hour, or sign on your own phone."))


def sign_in_portal(
    inspection: Inspection, given: Given, *, by: Any, now: datetime.datetime
) -> ReportSignature:
    """Confirm the sheet as owner of the enterprise, or refuse with a reason, instead of signing on the spot.

    Only a sheet the team has signed is shown there. Raises NotSigned, OtherSheet, LockedReport, GuardFailed, Refused.
    """
    _check(given)
    if given.is_refused and not given.reason.strip():
        raise NotSigned(_("Tell the team why you do not sign."))
    with transaction.atomic():
        case = locked(inspection.application)
        policies.require(by, "applications.application.sign_visit", case)
        row: Inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
        if row.locked_at is not None:
            raise LockedReport
        if not is_presented(row):
            raise GuardFailed(_("There is no sheet to be signed now."))
        _require_shown(row, given)
        found = _write(row, SignSide.ENTERPRISE, Means.PORTAL, given, by=by, now=now)
        events.record(
            "sign_visit",
            case,
            by=by,
            payload={"inspection": row.pk, "signature": found.pk, "sha256": found.shown},
        )
    return found


def is_presented(inspection: Inspection) -> bool:
    """Say whether the enterprise may read the sheet: the team has signed it, and the visit was no mystery visit."""
    return (
        inspection.locked_at is None
        and inspection.cancelled_at is None
        and inspection.mode != Mode.MYSTERY
        and inspection.application.status in OPEN
        and not queries.unsigned(inspection)
    )


def _check(given: Given) -> None:
    if not SHA256.fullmatch(given.shown):
        raise NotSigned(_("It is not told what was signed; reload the page."))
    if given.strokes and (len(given.strokes) > LONGEST or not STROKES.fullmatch(given.strokes)):
        raise NotSigned(_("The hand-drawn signature cannot be read; sign again."))


def _require_shown(row: Inspection, given: Given) -> None:
    if given.shown != queries.sheet_hash(row):
        raise OtherSheet(_("The sheet was changed meanwhile. Read it as it is now, then sign."))


def _write(
    row: Inspection,
    side: SignSide,
    means: Means,
    given: Given,
    *,
    by: Any,
    now: datetime.datetime,
    signatory: Any = None,
) -> ReportSignature:
    return ReportSignature.objects.create(
        inspection=row,
        side=side,
        decision=Signature.REFUSED if given.is_refused else Signature.SIGNED,
        means=means,
        name=(given.name.strip() or ("" if given.is_refused else str(by)))[:60],
        duty=given.duty.strip()[:60],
        strokes="" if given.is_refused else given.strokes,
        reason=given.reason.strip()[:2000] if given.is_refused else "",
        witness=given.witness.strip()[:120] if given.is_refused else "",
        shown=given.shown,
        signed_at=given.at or now,
        received_at=now,
        taken_by=by,
        signatory=signatory,
    )
