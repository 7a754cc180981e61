"""What a blind review keeps from its experts, and how it is taken out of what they read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.enterprises.names import short_name
from brandcert.programs.enums import QuestionSection

VEIL: Final = "＊＊＊"
_LEAST: Final = 2
_FILE: Final = re.compile(r"\.(pdf|png|jpe?g)$", re.IGNORECASE)
# What the applicant says of itself by which it would be known.
_TELLING: Final = ("legal_representative", "contact_name", "contact_phone", "contact_email")


def secrets_of(application: Application) -> tuple[str, ...]:
    """Return the texts that would tell who applies, the longest first: names, code, address and people."""
    body = application.enterprise
    said = application.content.get(QuestionSection.SUBJECT) or {}
    texts = {
        body.name,
        body.name.replace("（", "(").replace("）", ")"),
        short_name(body.name),
        body.credit_code or "",
        body.address,
        *(str(said.get(key, "")) for key in _TELLING),
    }
    return tuple(sorted((text for text in texts if len(text.strip()) >= _LEAST), key=len, reverse=True))


def hidden_in(application: Application) -> tuple[str, ...]:
    """Return what is kept from the experts of the application; nothing where its batch is not blind."""
    return secrets_of(application) if application.batch.is_blind else ()


def veiled(text: str, secrets: Sequence[str]) -> str:
    """Return the text with everything secret replaced, in whichever case it is written."""
    if not secrets:
        return text
    return re.sub("|".join(map(re.escape, secrets)), VEIL, text, flags=re.IGNORECASE)


def veiled_answers(sections: Sequence[dict[str, Any]], secrets: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the application says without the particulars of the applicant, names, and names of files."""
    return [
        {**section, "rows": [_veiled_row(row, secrets) for row in section["rows"]]}
        for section in sections
        if section["key"] != QuestionSection.SUBJECT
    ]


def _veiled_row(row: dict[str, Any], secrets: Sequence[str]) -> dict[str, Any]:
    entries = row["entries"]
    if entries is not None:
        entries = {**entries, "rows": [[_veiled_cell(c, secrets) for c in line] for line in entries["rows"]]}
    return {**row, "value": veiled(str(row["value"]), secrets), "entries": entries}


def _veiled_cell(cell: dict[str, Any], secrets: Sequence[str]) -> dict[str, Any]:
    is_file = cell["upload"] is not None or _FILE.search(cell["text"] or "")
    return {**cell, "upload": None, "text": _("file") if is_file else veiled(cell["text"] or "", secrets)}


def applicants_of_round(application: Application) -> list[str]:
    """Return who applied in the batch and category: an expert declares ties without learning who is judged."""
    rows = Application.objects.filter(batch=application.batch_id, category=application.category_id)
    return list(
        rows.exclude(status=Status.DRAFT)
        .order_by("enterprise__name")
        .values_list("enterprise__name", flat=True)
        .distinct()
    )
