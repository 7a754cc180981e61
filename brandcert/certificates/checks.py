"""Whether certificates are signed with a key that counts, told by `manage.py check`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from brandcert.certificates import services
from brandcert.documents.signing import UnusableKey


def check_signing_key(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for a key that cannot sign, and outside a demonstration for the demonstration key.

    A file that is not there is not judged: images are built before secrets are put in place. The
    worker judges it when it starts.
    """
    if settings.DEMO:
        return []
    if not settings.SIGNING_KEY:
        return [CheckWarning("no signing key is configured: no certificate can be made", id="brandcert.W010")]
    if not Path(settings.SIGNING_KEY).exists():
        return []
    try:
        services.signer()
    except UnusableKey as error:
        return [Error(f"the signing key cannot be used: {error}", id="brandcert.E012")]
    return []
