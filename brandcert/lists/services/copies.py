"""Lists that leave the house: each with its number, its mark and its line in the log."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from brandcert.core import events, policies, sequences
from brandcert.core.errors import BusinessError
from brandcert.core.models import digest
from brandcert.enterprises.exporting import csv_bytes, xlsx_bytes
from brandcert.lists.enums import FileKind, Purpose
from brandcert.lists.models import ListCopy
from brandcert.lists.services.printing import print_table
from brandcert.lists.tables import Table, Value

# A longer table is printed by nobody and takes the printer minutes.
MOST_PRINTED: Final = 1000
MOST_ROWS: Final = 20000


class PurposeMissing(BusinessError):
    """A list with personal data leaves the house for a stated purpose only."""


class TooLong(BusinessError):
    """The list is too long for the format."""


def make_copy(
    table: Table,
    rows: Any,
    *,
    kind: FileKind,
    purpose: str,
    note: str = "",
    chosen_by: str = "",
    chosen_words: str = "",
    by: Any,
    now: datetime.datetime,
) -> tuple[bytes, ListCopy]:
    """Write rows of a list as a file that says who took it, when and what for, and log it; personal columns are masked.

    Raises PurposeMissing for personal data without purpose, TooLong, CannotPrint, Refused.
    """
    policies.require(by, table.action)
    _check_purpose(table, purpose, note)
    most = MOST_PRINTED if kind == FileKind.PDF else MOST_ROWS
    found = list(table.rows(rows)[: most + 1])
    if len(found) > most:
        raise TooLong(_("This format takes up to %(most)s rows. Narrow the filter.") % {"most": most})
    cells = [[column.cell(row) for column in table.columns] for row in found]
    with transaction.atomic():
        year = timezone.localtime(now).year
        copy = ListCopy(
            number=f"{year}-{sequences.next_number(f'lists.copies.{year}'):05d}",
            model=table.model,
            kind=kind,
            chosen_by=chosen_by[:2000],
            chosen_words=chosen_words[:1000],
            rows=len(found),
            purpose=purpose,
            note=note.strip()[:300],
            is_personal=table.is_personal,
            made_by=by,
            made_at=now,
        )
        data = _file(table, copy, cells)
        copy.sha256 = hashlib.sha256(data).hexdigest()
        copy.save()
        events.record("make", copy, by=by, payload=_facts(copy))
    return data, copy


def _check_purpose(table: Table, purpose: str, note: str) -> None:
    if purpose not in Purpose.values and (table.is_personal or purpose):
        raise PurposeMissing(_("Say what the list is for: it holds personal data."))
    if purpose == Purpose.OTHER and not note.strip():
        raise PurposeMissing(_("Say what exactly the list is for."))


def _facts(copy: ListCopy) -> dict[str, Any]:
    """Return what the trail says of a copy: neither filter nor note in words, which may name somebody."""
    return {
        "number": copy.number,
        "list": copy.model,
        "kind": str(copy.kind),
        "rows": copy.rows,
        "purpose": copy.purpose,
        "filter": digest(copy.chosen_by),
        "note": digest(copy.note),
        "personal": copy.is_personal,
        "sha256": copy.sha256,
    }


def stamp_of(copy: ListCopy) -> str:
    """Return the line by which a copy is known wherever it turns up."""
    words = _("Note: copy %(number)s, made by %(who)s on %(when)s (Beijing time) for: %(purpose)s.")
    return words % {
        "number": copy.number,
        "who": copy.made_by,
        "when": _moment(copy),
        "purpose": _purpose(copy),
    }


def _moment(copy: ListCopy) -> str:
    return f"{timezone.localtime(copy.made_at):%Y-%m-%d %H:%M}"


def _purpose(copy: ListCopy) -> str:
    label = str(Purpose(copy.purpose).label) if copy.purpose else "–"
    return f"{label} ({copy.note})" if copy.note else label


def _file(table: Table, copy: ListCopy, cells: list[list[Value]]) -> bytes:
    titles = [str(column.title) for column in table.columns]
    stamp = stamp_of(copy)
    if copy.kind == FileKind.CSV:
        return csv_bytes(titles, [*cells, [stamp]])
    about = _about(table, copy)
    if copy.kind == FileKind.XLSX:
        return xlsx_bytes(titles, [*cells, [stamp]], title=str(table.title), about=about, mark=stamp)
    return print_table(
        title=str(table.title),
        head=titles,
        rows=cells,
        about=about,
        stamp=stamp,
        mark=f"{copy.made_by} · {copy.number} · {_moment(copy)}",
        now=copy.made_at,
    )


def _about(table: Table, copy: ListCopy) -> dict[str, str]:
    masks = [str(column.title) for column in table.columns if column.kind is not None]
    return {
        pgettext("exported list", "Copy"): copy.number,
        _("List"): str(table.title),
        _("Filter"): copy.chosen_words or _("none: all rows the person may see"),
        _("Rows"): str(copy.rows),
        _("Made by"): str(copy.made_by),
        _("Made at"): _moment(copy),
        pgettext("of a copy", "Purpose"): _purpose(copy),
        **({_("Masked columns"): "、".join(masks)} if masks else {}),
    }
