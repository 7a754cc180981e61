"""The ranking and the panels of a round as files that leave the desk, each with a mark."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.enterprises.exporting import Value, xlsx_bytes
from brandcert.lists.services import CannotPrint as CannotPrint  # noqa: PLC0414 - part of what this service raises
from brandcert.lists.services import print_table
from brandcert.programs.models import Batch

PDF: Final = "pdf"
XLSX_KIND: Final = "xlsx"


def export_table(
    batch: Batch,
    *,
    kind: str,
    name: str,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Value]],
    about: Mapping[str, str],
    by: Any,
    now: datetime.datetime,
) -> tuple[bytes, int]:
    """Write a table of the round as workbook or PDF, and return it with the number of the copy.

    The number, who made it and when stand in the file, across every page of a PDF, and in the trail. Raises Refused,
    CannotPrint.
    """
    policies.require(by, "programs.batch.export_ranking", batch)
    with transaction.atomic():
        payload = {"table": name, "kind": kind, "rows": len(rows)}
        copy = events.record("export_ranking", batch, by=by, payload=payload).pk
        stamp = _("Copy %(number)s, made by %(who)s on %(when)s (Beijing time); for the review only.") % {
            "number": copy,
            "who": by,
            "when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        }
        if kind == XLSX_KIND:
            notes = {**about, _("Copy"): stamp}
            return xlsx_bytes(head, [*rows, [stamp]], title=title, about=notes), copy
        printed = print_table(
            title=title,
            head=head,
            rows=rows,
            about=about,
            stamp=stamp,
            mark=f"{by} · {copy}",
            now=now,
            issuer=str(batch.program.issuing_body),
            subtitle=f"{batch.program} · {batch.name}",
        )
        return printed, copy
