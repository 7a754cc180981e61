"""Keys of other systems: shown once, kept as a hash, revoked at once."""

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.register.enums import Scope
from brandcert.register.models import ApiKey

MOST_PER_MINUTE: Final = 6000
# Whoever looks at "last used" wants to know the day and the hour; a write for each request would cost more than it tells.
_NOTED_EVERY: Final = datetime.timedelta(minutes=1)
_PREFIX_BYTES: Final = 4


class KeyRefused(BusinessError):
    """The key cannot be made or revoked like this."""


@transaction.atomic
def create_key(
    *,
    name: str,
    scopes: Sequence[str],
    per_minute: int,
    expires_at: datetime.datetime | None = None,
    by: Any = SYSTEM,
) -> tuple[ApiKey, str]:
    """Make a key; return it with its text, which is told this once and never kept. Raises KeyRefused, Refused."""
    policies.require(by, "register.apikey.create")
    if not name.strip() or not scopes or not set(scopes) <= set(Scope.values):
        raise KeyRefused(_("Name the system and what its key opens."))
    if not 0 < per_minute <= MOST_PER_MINUTE:
        words = _("A key is for 1 to %(most)d requests a minute.")
        raise KeyRefused(words % {"most": MOST_PER_MINUTE})
    prefix = secrets.token_hex(_PREFIX_BYTES)
    text = f"bc_{prefix}_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        name=name.strip()[:100],
        prefix=prefix,
        digest=_digest(text),
        scopes=sorted(set(scopes)),
        per_minute=per_minute,
        expires_at=expires_at,
    )
    events.record("create", row, by=by, payload={"scopes": row.scopes, "per_minute": per_minute})
    return row, text


@transaction.atomic
def revoke_key(prefix: str, *, reason: str, now: datetime.datetime, by: Any = SYSTEM) -> ApiKey:
    """End a key from now on, with a reason. Raises KeyRefused for none that is in force, Refused."""
    policies.require(by, "register.apikey.revoke")
    row = ApiKey.objects.select_for_update().filter(prefix=prefix, revoked_at=None).first()
    if row is None or not reason.strip():
        raise KeyRefused(_("Name a key that is not revoked yet, and the reason."))
    row.revoked_at, row.reason = now, reason.strip()[:300]
    row.save(update_fields=["revoked_at", "reason"])
    events.record("revoke", row, by=by, payload={"prefix": prefix})
    return row


def key_of_request(header: str, *, now: datetime.datetime) -> ApiKey | None:
    """Return the key in force that `Authorization: Bearer …` carries, and note that it was used; None for any other."""
    scheme, _space, text = header.partition(" ")
    parts = text.strip().split("_", 2)
    if scheme.lower() != "bearer" or len(parts) != 3 or parts[0] != "bc":  # noqa: PLR2004 - bc, prefix, secret
        return None
    row = ApiKey.objects.in_force(now).filter(prefix=parts[1][:12]).first()
    if row is None or not hmac.compare_digest(row.digest, _digest(text.strip())):
        return None
    if row.last_used_at is None or now - row.last_used_at > _NOTED_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def _digest(text: str) -> str:
    """Return the hash of a key; 256 random bits need no salt and no slow function."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
