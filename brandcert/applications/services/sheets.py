"""The eligibility sheet while it is worked on: saved line by line, a colleague's entries never lost."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, SheetLine
from brandcert.applications.queries.sheet import entered_on, print_of
from brandcert.core import events, policies
from brandcert.core.transitions import WrongState, locked


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody entered on a line; `was` is the print of the line as it was shown to him."""

    yes: bool | None
    note: str
    was: str

    @property
    def is_touched(self) -> bool:
        """Say whether the person changed the line."""
        return print_of(self.yes, self.note) != self.was


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of saving a sheet: lines both changed, and lines a colleague changed alone, by key."""

    clashes: Mapping[str, SheetLine]
    newer: Mapping[str, SheetLine]


@transaction.atomic
def keep_sheet(
    application: Application, *, entries: Mapping[str, Entry], by: User, now: datetime.datetime
) -> Kept:
    """Save the lines the person changed; a line a colleague changed meanwhile is left alone and returned.

    Raises Refused, or WrongState once the case is no longer before acceptance.
    """
    row: Application = locked(application)
    policies.require(by, "applications.application.keep_sheet", row)
    if row.status not in (Status.SUBMITTED, Status.RECOMMENDED):
        raise WrongState(_("Eligibility is checked before acceptance only."))
    stored = entered_on(row)
    clashes, newer, saved = {}, {}, []
    for key, entry in entries.items():
        line = stored.get(key)
        now_print = print_of(line.yes, line.note) if line else print_of(None, "")
        is_news = line is not None and line.changed_by_id != by.pk and now_print != entry.was
        if line is not None and is_news and not entry.is_touched:
            newer[key] = line
        elif line is not None and is_news and now_print != print_of(entry.yes, entry.note):
            clashes[key] = line
        elif entry.is_touched and now_print != print_of(entry.yes, entry.note):
            _save(row, line, key, entry, by, now)
            saved.append(key)
    if saved:
        events.record("keep_sheet", row, by=by, payload={"lines": saved})
    return Kept(clashes, newer)


def _save(
    row: Application, line: SheetLine | None, key: str, entry: Entry, by: User, now: datetime.datetime
) -> None:
    SheetLine.objects.update_or_create(
        application=row,
        key=key,
        defaults={
            "yes": entry.yes,
            "note": entry.note.strip(),
            "seen": (line.seen + 1) if line else 1,
            "changed_by": by,
            "changed_at": now,
        },
    )


def forget_faults(row: Application) -> None:
    """Empty what was noted about documents, once it stands in a correction notice."""
    SheetLine.objects.filter(application=row, key__startswith="document:").delete()
