"""Lines of the register as lists on pages show them."""

import datetime
from typing import Any

from django.utils import timezone

from brandcert.certificates import validity
from brandcert.programs.enums import CategoryKey
from brandcert.public import texts
from brandcert.public.titles import status_words, title_url
from brandcert.register.models import RegisterLine


def rows_of(keys: list[int]) -> list[dict[str, Any]]:
    """Return the entries of a page; what they say of status is read from the certificate itself."""
    today = timezone.localdate()
    lines = RegisterLine.objects.select_related("certificate", "title").defer("grams").in_bulk(keys)
    return [_row(lines[key], today) for key in keys if key in lines]


def _row(line: RegisterLine, today: datetime.date) -> dict[str, Any]:
    if line.title is not None:
        words, tone = status_words(line.title, today)
        url = title_url(line.number)
    else:
        row: Any = line.certificate
        status = str(validity.shown_status(row.status, row.valid_to, today) or line.status)
        words, tone, url = texts.status_text(status), texts.tone(status), texts.entry_url(row)
    return {
        "number": line.number,
        "printed": line.number if line.certificate is None else line.certificate.display_number,
        "url": url,
        "holder": line.holder,
        "product": line.product,
        "category": CategoryKey(line.category).label if line.category else "",
        "division": line.division,
        "valid_to": line.valid_to,
        "is_legacy": line.title is not None,
        "status_label": words,
        "tone": tone,
    }
