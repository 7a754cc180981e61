"""T3: the correction comes back as a new version."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.applications.queries import open_notice, stamp_of
from brandcert.applications.services.clocks import resumed
from brandcert.applications.services.submission import freeze
from brandcert.core.errors import require_unchanged
from brandcert.core.transitions import locked, perform


def resubmit(
    application: Application, *, by: Any, now: datetime.datetime, seen: str | None = None
) -> Application:
    """Hand the correction in (T3): back to where it was asked, as a new version, the clock going on.

    `seen` is the `stamp_of` what the owner read: raises FactsChanged when something was changed meanwhile.
    Raises GuardFailed while a listed item is untouched, something required is missing or the term is over.
    """
    with transaction.atomic():
        row = locked(application)
        require_unchanged(seen, stamp_of(row))
        notice = open_notice(row)
        clock = resumed(row, today=timezone.localdate(now))
        back: Application = perform(application.resubmit, by=by, now=now, **clock)
        if notice is not None:
            notice.answered_at = now
            notice.save(update_fields=["answered_at"])
        freeze(back, by=by, now=now)
    return back
