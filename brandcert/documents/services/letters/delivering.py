"""How letters reach their readers, entered as it happened: opened in the portal, handed over, sent by post, returned."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.documents.enums import Method, Outcome
from brandcert.documents.models import Letter, LetterDelivery, Upload


class ImpossibleDelivery(BusinessError):
    """The delivery cannot have happened like this."""

    def __init__(self, words: str, *, field: str) -> None:
        """Keep the field beside the words."""
        super().__init__(words)
        self.field = field


def note_opening(letter: Letter, *, by: Any, now: datetime.datetime) -> None:
    """Note that the reader opened the letter in the portal for the first time; later openings change nothing."""
    policies.require(by, "documents.letter.view", letter)
    rows = LetterDelivery.objects.filter(letter=letter, method=Method.PORTAL)
    if rows.exists():
        return
    with transaction.atomic():
        # Two that open at the same moment: the lock lets the second find the first.
        Letter.objects.select_for_update().get(pk=letter.pk)
        if rows.exists():
            return
        LetterDelivery.objects.create(
            letter=letter,
            method=Method.PORTAL,
            outcome=Outcome.DELIVERED,
            on=timezone.localdate(now),
            noted_by=by,
            noted_at=now,
        )
        events.record("open", letter, by=by)


def note_delivery(
    letter: Letter,
    *,
    method: str,
    outcome: str,
    on: datetime.date,
    by: Any,
    now: datetime.datetime,
    receiver: str = "",
    tracking: str = "",
    note: str = "",
    proof: Upload | None = None,
) -> LetterDelivery:
    """Enter that the letter was handed over, sent by registered post, came back or was sent again.

    Every entry stays; a failed one is followed by another. The same entry with the same proof, as by a second press of the
    button, is entered once. Raises ImpossibleDelivery, Refused.
    """
    policies.require(by, "documents.letter.view", letter)
    policies.require(by, "documents.letter.deliver", letter)
    today = timezone.localdate(now)
    if letter.made_at is None:
        raise ImpossibleDelivery(_("The letter is not printed yet."), field="method")
    if method not in (Method.HANDED, Method.POST, Method.OTHER):
        raise ImpossibleDelivery(_("Choose how it was delivered."), field="method")
    if not letter.dated_on <= on <= today:
        raise ImpossibleDelivery(_("The day lies between the date of the letter and today."), field="on")
    if method == Method.POST and not tracking.strip():
        raise ImpossibleDelivery(_("Registered post has a tracking number."), field="tracking")
    if outcome == Outcome.DELIVERED and not receiver.strip():
        raise ImpossibleDelivery(_("Say who received it."), field="receiver")
    if outcome == Outcome.FAILED and not note.strip():
        raise ImpossibleDelivery(_("Say why it did not arrive."), field="note")
    said = {
        "method": method,
        "outcome": Outcome(outcome),
        "on": on,
        "receiver": receiver.strip(),
        "tracking": tracking.strip(),
        "note": note.strip(),
    }
    with transaction.atomic():
        Letter.objects.select_for_update().get(pk=letter.pk)
        if (known := _entered_before(letter, said, proof)) is not None:
            return known
        row = LetterDelivery.objects.create(letter=letter, **said, proof=proof, noted_by=by, noted_at=now)
        payload = {"method": method, "outcome": str(row.outcome)}
        events.record("deliver", letter, by=by, payload=payload | ({"proof": proof.sha256} if proof else {}))
    return row


def _entered_before(letter: Letter, said: dict[str, Any], proof: Upload | None) -> LetterDelivery | None:
    """Return an entry that says the same and has the same proof; a proof that comes later makes a new entry."""
    rows = LetterDelivery.objects.filter(letter=letter, **said).select_related("proof")
    return next(
        (
            row
            for row in rows
            if proof is None or (row.proof is not None and row.proof.sha256 == proof.sha256)
        ),
        None,
    )
