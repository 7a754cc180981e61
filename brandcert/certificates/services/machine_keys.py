"""The keys that sign for machines: configured, or in a demonstration made here; published before their first use."""

import fcntl
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from brandcert.certificates.credentials import keys
from brandcert.certificates.credentials.keys import MachineKey, UnusableMachineKey
from brandcert.certificates.models import PublishedKey
from brandcert.core import events
from brandcert.core.actors import SYSTEM
from brandcert.core.models import digest

_DEMO_FILES: Final = {
    PublishedKey.Use.CREDENTIALS: "demo-credential-key.pem",
    PublishedKey.Use.LOG: "demo-log-key.pem",
}


def machine_key(use: PublishedKey.Use) -> MachineKey:
    """Return the key for credentials or the log, published before it signs anything; raises what `read_key` raises."""
    loaded = read_key(use)
    _publish(loaded, use)
    return loaded


def read_key(use: PublishedKey.Use) -> MachineKey:
    """Return the key for credentials or the log, read once per process, without asking the database.

    Raises UnusableMachineKey when none is configured, and when a key of a demonstration stands in a real register
    or the other way round: nothing is signed then.
    """
    is_log = use == PublishedKey.Use.LOG
    configured = settings.LOG_KEY if is_log else settings.CREDENTIAL_KEY
    if configured:
        path, password = Path(configured), settings.MACHINE_KEY_PASSWORD
    elif settings.DEMO:
        path, password = _demo_key(Path(settings.KEY_DIR), use), ""
    else:
        raise UnusableMachineKey(f"no key for the {use.label} is configured")
    loaded = _load(path, password, is_log)
    if loaded.is_demo != bool(settings.DEMO):
        raise UnusableMachineKey(
            f"{path.name}: the key of a demonstration signs nothing else, and no other key does"
        )
    return loaded


def _demo_key(folder: Path, use: PublishedKey.Use) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return keys.make_demo(folder / _DEMO_FILES[use], is_log=use == PublishedKey.Use.LOG)


@lru_cache(maxsize=8)
def _load(path: Path, password: str, is_log: bool) -> MachineKey:
    return keys.load(path, password=password, is_log=is_log)


def _publish(used: MachineKey, use: PublishedKey.Use) -> None:
    """Keep the public half with an event of its own; a key that was used once stays published for ever."""
    if PublishedKey.objects.filter(kid=used.kid).exists():
        return
    try:
        with transaction.atomic():
            row = PublishedKey.objects.create(kid=used.kid, use=use, jwk=used.jwk)
            events.record(
                "keep", row, by=SYSTEM, payload={"sha256": digest({"use": str(use), "jwk": used.jwk})}
            )
    except IntegrityError:
        # Another process published the same key at the same instant.
        return
