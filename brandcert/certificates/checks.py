"""Whether certificates are signed with a key that counts, told by `manage.py check`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from brandcert.certificates import services
from brandcert.certificates.credentials import keys
from brandcert.documents.signing import SCHEME, UnusableKey, read_place


def check_signing_key(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for a key that cannot sign, and outside a demonstration for the demonstration key.

    A file that is not there is not judged, nor a token whose library is not: images are built before secrets are put in
    place. The worker judges it when it starts.
    """
    if settings.DEMO:
        return []
    if not settings.SIGNING_KEY:
        return [CheckWarning("no signing key is configured: no certificate can be made", id="brandcert.W010")]
    try:
        if not _is_there(settings.SIGNING_KEY):
            return []
        services.signer()
    except UnusableKey as error:
        return [Error(f"the signing key cannot be used: {error}", id="brandcert.E012")]
    return []


def _is_there(key: str) -> bool:
    """Say whether file or library of the key exist; raises UnusableKey for an address nobody can read."""
    return Path(read_place(key).module if key.startswith(SCHEME) else key).exists()


def check_machine_keys(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for a key of credentials or log that cannot sign, and warn outside a demonstration when there is none."""
    if settings.DEMO:
        return []
    found: list[CheckMessage] = []
    for name, path, is_log in (
        ("CREDENTIAL_KEY", settings.CREDENTIAL_KEY, False),
        ("LOG_KEY", settings.LOG_KEY, True),
    ):
        if not path:
            found.append(CheckWarning(f"BRANDCERT_{name} is not set", id="brandcert.W011"))
        elif Path(path).exists():
            try:
                keys.load(Path(path), password=settings.MACHINE_KEY_PASSWORD, is_log=is_log)
            except keys.UnusableMachineKey as error:
                found.append(Error(f"BRANDCERT_{name}: {error}", id="brandcert.E013"))
    if not settings.CHECKPOINT_TARGETS:
        found.append(
            CheckWarning(
                "BRANDCERT_CHECKPOINTS names no place outside this machine: a rewritten log would not be noticed",
                id="brandcert.W012",
            )
        )
    return found
