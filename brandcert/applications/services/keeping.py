"""What a person typed and could not save is kept for that person, for a week."""

import datetime
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from brandcert.applications.models import Application, UnsavedInput
from brandcert.core import policies
from brandcert.core.delivery import sweeper

KEPT_FOR: Final = datetime.timedelta(days=7)
# What one page may keep; a form that is honestly filled in stays far below.
MOST_CHARACTERS: Final = 200_000


def keep_input(
    application: Application | None, *, page: str, values: Mapping[str, Any], seen: Mapping[str, str], by: Any
) -> bool:
    """Keep answers that are not saved, beside what was kept of the page before; say whether there was room.

    Nobody but `by` is ever shown them. Without an application they belong to a page of the person, such as the
    registration of an enterprise. Raises Refused for whoever may not edit the application.
    """
    if not values or len(json.dumps(dict(values))) > MOST_CHARACTERS:
        return False
    if application is not None:
        policies.require(by, "applications.application.edit", application)
    with transaction.atomic():
        mine = UnsavedInput.objects.select_for_update()
        row = mine.get_or_create(application=application, user=by, page=page)[0]
        row.values = {**row.values, **values}
        row.seen = {**row.seen, **{key: mark for key, mark in seen.items() if key in values}}
        row.kept_at = timezone.now()
        row.save()
    return True


def forget_input(application: Application, *, page: str, keys: Collection[str], by: Any) -> None:
    """Forget kept answers that were saved or given up since."""
    with transaction.atomic():
        row = (
            UnsavedInput.objects.select_for_update()
            .filter(application=application, user=by, page=page)
            .first()
        )
        if row is None or not set(row.values) & set(keys):
            return
        row.values = {key: value for key, value in row.values.items() if key not in keys}
        row.seen = {key: mark for key, mark in row.seen.items() if key not in keys}
        if row.values:
            row.save()
        else:
            row.delete()


def forget_page(*, page: str, by: Any) -> None:
    """Forget what was kept of a plain form, because it was sent since."""
    UnsavedInput.objects.filter(user=by, page=page).delete()


@sweeper
def forget_old_inputs() -> None:
    """Forget what nobody came back for."""
    UnsavedInput.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
