"""Writing a letter: number, date and everything it says, frozen in one transaction with the event it is about."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation

from brandcert.core import events, faults, policies, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.models import Event, digest
from brandcert.core.sequences import next_number
from brandcert.core.wording import Value
from brandcert.documents.catalogue import KINDS
from brandcert.documents.enums import Audience
from brandcert.documents.models import Letter
from brandcert.documents.queries import words_in_force
from brandcert.documents.wording import Draft, Words, frame, number_of, page_of

LANGUAGE: Final = "zh-hans"


def write_letter(
    event: Event,
    *,
    kind: str,
    case: models.Model,
    values: Mapping[str, Value],
    addressee: str,
    issuer: str,
) -> Letter:
    """Write the letter of this kind about the event and return it; a second call returns the first one's letter.

    In the caller's transaction it takes the next number of the series and the year and freezes what will be printed;
    a worker makes the document. Raises Incomplete when one of the four obligatory parts would be empty: then no
    number is used, and the handler of the event is retried, parked and reported.
    """
    policies.require(SYSTEM, "documents.letter.write")
    known = Letter.objects.filter(event=event, kind=kind).first()
    if known is not None:
        return known
    words, version = words_in_force(kind)
    draft = draft_of(kind, words, values=values, addressee=addressee, issuer=issuer)
    with transaction.atomic(), translation.override(LANGUAGE):
        letter = _numbered(draft, event, case, version)
        payload = {"kind": kind, "number": letter.number, "facts": letter.facts_sha256, "template": version}
        events.record("write", letter, by=SYSTEM, payload=payload)
        tasks.wake("documents.make_letter", letter.pk)
    return letter


def _numbered(draft: Draft, event: Event, case: models.Model, version: int) -> Letter:
    """Return the letter with its number, all it says frozen; an incomplete one raises before a number is taken."""
    dated = timezone.localdate(event.at)
    page_of(draft, number="-", dated=dated)
    number = _next(draft.kind, dated)
    faults.hit("letter_numbered")
    facts = {"page": page_of(draft, number=number, dated=dated), "values": _plain(draft.values)}
    return Letter.objects.create(
        kind=draft.kind,
        audience=draft.audience,
        number=number,
        event=event,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        case_type=policies.label_of(case),
        case_id=case.pk,
        case_name=str(case)[:200],
        template_version=version,
        facts=facts,
        facts_sha256=digest(facts),
        dated_on=dated,
    )


def draft_of(kind: str, words: Words, *, values: Mapping[str, Value], addressee: str, issuer: str) -> Draft:
    """Return everything a letter of this kind would say; placeholders outside its closed list have no value."""
    row = KINDS[kind]
    known = {name: value for name, value in values.items() if name in row.uses}
    page = "portal:home" if row.audience == Audience.ENTERPRISE else "public:progress"
    address = settings.BASE_URL + reverse(page)
    return Draft(kind, words, known, addressee, issuer, row.audience, address, row.name_en, row.english)


def page_before(
    kind: str, *, values: Mapping[str, Value], addressee: str, issuer: str, dated: datetime.date
) -> dict[str, Any]:
    """Return the letter as it would read if the step were taken now; it takes no number. Raises Incomplete."""
    words, _version = words_in_force(kind)
    with translation.override(LANGUAGE):
        draft = draft_of(kind, words, values=values, addressee=addressee, issuer=issuer)
        return page_of(draft, number=pending_number(kind, dated), dated=dated)


def pending_number(kind: str, dated: datetime.date) -> str:
    """Return the number with an open place, as drafts show it."""
    text: str = frame()["number"]
    return text.replace("{serial:04d}", "____").format(symbol=KINDS[kind].symbol, year=dated.year)


def _next(kind: str, dated: datetime.date) -> str:
    symbol = KINDS[kind].symbol
    serial = next_number(f"documents.letter.{symbol}.{dated.year}")
    return number_of(symbol, dated.year, serial)


def _plain(values: Mapping[str, Value]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, str) else [str(one) for one in value]
        for name, value in values.items()
    }
