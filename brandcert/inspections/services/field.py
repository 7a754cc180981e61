"""What inspectors entered on a phone without network arrives, each entry once and nothing over what others wrote."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.core import events
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.models import digest
from brandcert.core.transitions import locked
from brandcert.documents.models import Upload
from brandcert.documents.services import received
from brandcert.inspections.enums import EntryKind, Signature, SignSide
from brandcert.inspections.models import Finding, Inspection, Receipt
from brandcert.inspections.services.signing import (
    Given,
    count_try,
    sign_as_inspector,
    sign_for_enterprise,
    sign_with_colleague,
)
from brandcert.inspections.services.visits import Line, add_finding, add_photo, save_checklist

SHA256: Final = re.compile(r"[0-9a-f]{64}")
# How far ahead the clock of a phone may be, and how long before the plan it may believe to live.
AHEAD: Final = datetime.timedelta(minutes=10)
BEHIND: Final = datetime.timedelta(days=1)
LONGEST_KEY: Final = 18
Values = Mapping[str, str]


class OtherContent(BusinessError):
    """A key that was received already came again with other content: a fault of the program on the phone."""


class DamagedPhoto(BusinessError):
    """The picture that arrived is not the one the phone hashed when it was taken."""


class BadEntry(BusinessError):
    """A value of an entry cannot be read."""


class BadMoment(BadEntry):
    """The phone told a time that cannot be right; without it the entry is taken, dated by its arrival."""


def receive(
    inspection: Inspection, *, key: UUID, kind: str, values: Values, file: Any = None, by: Any
) -> Receipt:
    """Take one entry of a phone into the visit; an entry that was received before changes nothing and succeeds.

    A line names in `seen` the mark of the line it was entered upon, so that nothing newer is overwritten. A photo brings
    the hash that was taken with it; the server computes it again. Raises OtherContent, DamagedPhoto, BadEntry,
    ChecklistChanged, InvalidChecklist, UploadRefused, LockedReport, GuardFailed, Refused; then nothing is stored.
    """
    if kind not in _TAKES:
        raise BadEntry(_("The phone sent something this program does not know. Reload the page."))
    fingerprint = digest([inspection.pk, kind, sorted(values.items())])
    found = _repeated(key, fingerprint, by)
    if found is not None:
        return found
    if kind == EntryKind.SIGNATURE and values.get("signatory"):
        count_try(inspection, _key_of(values["signatory"]), now=timezone.now())
    with _file_of(kind, values, file, by) as upload, transaction.atomic():
        case = locked(Application.objects.get(pk=inspection.application_id))
        found = _repeated(key, fingerprint, by)
        if found is not None:
            return found
        made = _TAKES[kind](inspection, values, upload, by)
        receipt = Receipt.objects.create(
            key=key, inspection=inspection, kind=kind, digest=fingerprint, received_by=by, made=made
        )
        payload = {"inspection": inspection.pk, "entry": str(key), "kind": kind, "sha256": fingerprint}
        if upload is not None:
            payload["photo"] = upload.sha256
        events.record("inspect", case, by=by, payload=payload)
    return receipt


def _repeated(key: UUID, fingerprint: str, by: Any) -> Receipt | None:
    found = Receipt.objects.filter(key=key).first()
    if found is not None and (found.digest != fingerprint or found.received_by_id != by.pk):
        raise OtherContent(_("This entry has arrived already with other content; nothing was changed."))
    return found


def _file_of(kind: str, values: Values, file: Any, by: Any) -> Any:
    """Return a context that keeps the picture of a photo if what follows succeeds; of other entries there is none."""
    if kind != EntryKind.PHOTO:
        return nullcontext(None)
    if file is None or not SHA256.fullmatch(values.get("sha256", "")):
        raise BadEntry(_("The picture or its hash is missing."))
    return received(file=file, name=getattr(file, "name", "") or "photo.jpg", by=by)


def _line(inspection: Inspection, values: Values, _upload: Upload | None, by: Any) -> int | None:
    code, given = values.get("code", ""), values.get("points", "").strip()
    try:
        points = Decimal(given) if given else None
    except InvalidOperation as error:
        raise BadEntry(_("Enter a number.")) from error
    line = Line(points, values.get("observation", ""))
    save_checklist(inspection, lines={code: line}, seen={code: values.get("seen", "")}, by=by)
    return None


def _finding(inspection: Inspection, values: Values, _upload: Upload | None, by: Any) -> int:
    row = add_finding(
        inspection,
        severity=values.get("severity", ""),
        clause=values.get("clause", ""),
        description=values.get("description", ""),
        place=values.get("place", ""),
        found_at=_moment(values.get("at", ""), inspection),
        by=by,
    )
    return int(row.pk)


def _photo(inspection: Inspection, values: Values, upload: Upload | None, by: Any) -> int:
    if upload is None or upload.sha256 != values["sha256"]:
        raise DamagedPhoto(_("The picture was damaged on its way; it is sent again."))
    original = values.get("original", "")
    if original and not SHA256.fullmatch(original):
        raise BadEntry(_("The picture or its hash is missing."))
    row = add_photo(
        inspection,
        upload=upload,
        caption=values.get("caption", ""),
        finding=_finding_of(values.get("finding", "")),
        place=values.get("place", ""),
        taken_at=_moment(values.get("at", ""), inspection),
        original_sha256=original,
        by=by,
    )
    return int(row.pk)


def _finding_of(key: str) -> Finding | None:
    """Return the finding a photo belongs to: it was received before."""
    if not key:
        return None
    receipt = Receipt.objects.filter(key=key, kind=EntryKind.FINDING).first() if _is_key(key) else None
    if receipt is None or receipt.made is None:
        raise GuardFailed(
            _("The finding this picture belongs to has not arrived; correct and send it first.")
        )
    return Finding.objects.get(pk=receipt.made)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _moment(text: str, inspection: Inspection) -> datetime.datetime | None:
    """Return the moment the phone told; raises BadMoment for what is none, is to come, or was before the plan."""
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise BadMoment(_("The time of the entry cannot be read."))
    # Compared as they are: moments at the ends of the calendar cannot be brought into another zone.
    if not inspection.planned_at - BEHIND <= found <= timezone.now() + AHEAD:
        raise BadMoment(
            _(
                "The clock of the phone is wrong: the time of the entry is to come, or before the visit was planned. "
                "Set the clock; sent again, the entry is dated by its arrival."
            )
        )
    return found


def _key_of(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < LONGEST_KEY else 0


def _signature(inspection: Inspection, values: Values, _upload: Upload | None, by: Any) -> int:
    who = values.get("signatory", "")
    given = Given(
        **{
            name: values.get(name, "")
            for name in ("shown", "name", "duty", "strokes", "reason", "witness", "code")
        },
        signatory=_key_of(who),
        is_refused=values.get("decision") == Signature.REFUSED,
        at=_moment(values.get("at", ""), inspection),
    )
    take = sign_for_enterprise
    if values.get("side") == SignSide.INSPECTOR:
        take = sign_with_colleague if who else sign_as_inspector
    return int(take(inspection, given, by=by, now=timezone.now()).pk)


_TAKES: Final[dict[str, Callable[[Inspection, Values, Upload | None, Any], int | None]]] = {
    EntryKind.LINE: _line,
    EntryKind.FINDING: _finding,
    EntryKind.PHOTO: _photo,
    EntryKind.SIGNATURE: _signature,
}
