"""The key that certifies certificates: the configured one, or in a demonstration one made here."""

import base64
import datetime
import fcntl
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from brandcert.certificates.models import SigningKey
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.models import digest
from brandcert.documents.signing import (
    SCHEME,
    Signer,
    UnusableKey,
    load_file_signer,
    load_token_signer,
    make_demo_key,
)


def signer() -> Signer:
    """Return the key, read once per process.

    Without a configured key a demonstration makes its own, once, under a lock: certificates signed
    by two keys could not be told apart from forgeries. Raises UnusableKey when there is no key to
    sign with, and outside a demonstration also for the demonstration key: no certificate then.
    """
    if settings.SIGNING_KEY:
        loaded = _load(settings.SIGNING_KEY, settings.SIGNING_KEY_PASSWORD)
    elif settings.DEMO:
        loaded = _load(str(_demo_key(Path(settings.KEY_DIR), now=timezone.now())), "")
    else:
        raise UnusableKey("no signing key is configured")
    if loaded.is_demo and not settings.DEMO:
        raise UnusableKey("the demonstration key signs nothing outside a demonstration")
    return loaded


def _demo_key(folder: Path, *, now: datetime.datetime) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return make_demo_key(folder, now=now)


@lru_cache(maxsize=4)
def _load(place: str, password: str) -> Signer:
    if place.startswith(SCHEME):
        return load_token_signer(place, password)
    return load_file_signer(Path(place), password.encode() or None)


def remember(used: Signer) -> None:
    """Keep the public certificates of the key before the first document it signs, with an event of its own.

    After a change of key the documents signed before still have to be told from forgeries.
    """
    fingerprint = hashlib.sha256(used.certificates[0]).hexdigest()
    if SigningKey.objects.filter(fingerprint=fingerprint).exists():
        return
    kept = [base64.b64encode(each).decode() for each in used.certificates]
    try:
        with transaction.atomic():
            row = SigningKey.objects.create(fingerprint=fingerprint, certificates=kept)
            events.record("keep", row, by=SYSTEM, payload={"sha256": digest({"certificates": kept})})
    except IntegrityError:
        # Another worker kept the same key at the same instant.
        return
