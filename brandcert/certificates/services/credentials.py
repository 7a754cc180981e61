"""Signing certificates for machines, and giving each its place in the status lists."""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from brandcert.certificates.credentials import documents, offline, proofs
from brandcert.certificates.credentials.statuslist import SIZE, USED_AT_MOST
from brandcert.certificates.models import Certificate, PublishedKey
from brandcert.certificates.queries import status_list
from brandcert.certificates.services.machine_keys import machine_key
from brandcert.core import sequences

PLACES: Final = "statuslist.places"


def take_place() -> int:
    """Return a place in the status lists nobody ever had, drawn by lot among those of the list being filled.

    Locks the places until the caller's transaction ends. The order of issues cannot be read from it.
    """
    number = (sequences.next_number(PLACES) - 1) // USED_AT_MOST
    while True:
        place = number * SIZE + secrets.randbelow(SIZE)
        if not Certificate.objects.filter(status_place=place).exists():
            return place


def credential_of(values: Mapping[str, Any], *, place: int, now: datetime.datetime) -> dict[str, Any]:
    """Return the signed credential of a face. Raises UnusableMachineKey: then nothing is issued."""
    unsigned = documents.document(values, base_url=settings.BASE_URL, place=place)
    key = machine_key(PublishedKey.Use.CREDENTIALS)
    return proofs.secure(unsigned, key, issuer=documents.issuer_of(settings.BASE_URL), created=now)


def offline_code(values: Mapping[str, Any], *, place: int) -> str:
    """Return the signed code of a face that is checked without network. Raises UnusableMachineKey."""
    return offline.sign(offline.claims(values, place=place), machine_key(PublishedKey.Use.CREDENTIALS))


def signed_status_list(purpose: str, number: int, *, now: datetime.datetime) -> dict[str, Any]:
    """Return a status list as it stands at this moment, signed. Raises UnusableMachineKey."""
    unsigned = status_list.unsigned_list(purpose, number, now=now)
    key = machine_key(PublishedKey.Use.CREDENTIALS)
    return proofs.secure(unsigned, key, issuer=documents.issuer_of(settings.BASE_URL), created=now)
