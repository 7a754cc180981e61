"""A filter of a list is saved, renamed, shared, made the one the list opens with, removed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.lists.models import SavedFilter
from brandcert.lists.models.filters import (
    KEY_LENGTH,
    MOST_FILTERS,
    MOST_PAIRS,
    MOST_SHARED,
    NAME_LENGTH,
    VALUE_LENGTH,
)
from brandcert.lists.queries import Pair


class NotToBeKept(BusinessError):
    """There is nothing to keep, or too much."""


class TooManyFilters(BusinessError):
    """The person keeps, or the role shares, as many as can be overlooked."""


class NameTaken(BusinessError):
    """The name is missing, too long, or one of the person's filters of this list bears it."""


def save_filter(
    *,
    model: str,
    name: str,
    pairs: Sequence[Pair],
    share_with: str = "",
    is_default: bool = False,
    by: Any,
    now: datetime.datetime,
) -> SavedFilter:
    """Keep what is asked of a list under a name; the one that opens the list takes the place of the former one.

    Whether the list understands the pairs is for the list to say. Raises NotToBeKept, NameTaken, TooManyFilters, Refused.
    """
    policies.require(by, "lists.savedfilter.save")
    _check_pairs(pairs)
    with transaction.atomic():
        _alone(by)
        if SavedFilter.objects.filter(owner_id=by.pk).count() >= MOST_FILTERS:
            raise TooManyFilters(
                _("You keep %(most)s filters already. Delete one you no longer need.")
                % {"most": MOST_FILTERS}
            )
        row = SavedFilter(owner_id=by.pk, model=model, query=[list(pair) for pair in pairs], saved_at=now)
        _write(row, name=name, share_with=share_with, is_default=is_default, by=by)
        events.record("save", row, by=by, payload=_facts(row))
    return row


def change_filter(row: SavedFilter, *, name: str, share_with: str, is_default: bool, by: Any) -> SavedFilter:
    """Rename a filter, share it or no longer, let it open the list or no longer.

    Raises NameTaken, TooManyFilters, SomeoneWasFaster when it was deleted meanwhile, Refused.
    """
    policies.require(by, "lists.savedfilter.change", row)
    with transaction.atomic():
        _alone(by)
        fresh = _still_there(row)
        _write(fresh, name=name, share_with=share_with, is_default=is_default, by=by)
        events.record("change", fresh, by=by, payload=_facts(fresh))
    return fresh


def remove_filter(row: SavedFilter, *, by: Any) -> None:
    """Delete a filter, for those it was shared with too. Raises SomeoneWasFaster when it is gone already, Refused."""
    policies.require(by, "lists.savedfilter.remove", row)
    with transaction.atomic():
        _alone(by)
        fresh = _still_there(row)
        events.record("remove", fresh, by=by, payload=_facts(fresh))
        fresh.delete()


def _alone(by: Any) -> None:
    """Let one person do one of these acts at a time: limits, names and the default are counted over all rows of the person."""
    User.objects.select_for_update().get(pk=by.pk)


def _still_there(row: SavedFilter) -> SavedFilter:
    fresh = SavedFilter.objects.filter(pk=row.pk).first()
    if fresh is None:
        raise SomeoneWasFaster(_("This filter has been deleted."))
    return fresh


def _check_pairs(pairs: Sequence[Pair]) -> None:
    if not pairs:
        raise NotToBeKept(_("Nothing is filtered, searched or sorted yet: there is nothing to save."))
    too_long = any(len(key) > KEY_LENGTH or len(value) > VALUE_LENGTH for key, value in pairs)
    if len(pairs) > MOST_PAIRS or too_long:
        raise NotToBeKept(_("This filter is too long to be saved."))


def _write(row: SavedFilter, *, name: str, share_with: str, is_default: bool, by: Any) -> None:
    others = SavedFilter.objects.filter(model=row.model).exclude(pk=row.pk)
    row.name = _checked_name(name, others.filter(owner_id=by.pk))
    if share_with and share_with not in by.roles:
        raise NotToBeKept(_("A filter is shared with a role you hold yourself."))
    if share_with and others.filter(shared_with=share_with).count() >= MOST_SHARED:
        raise TooManyFilters(
            _("%(most)s filters of this list are shared with this role already.") % {"most": MOST_SHARED}
        )
    row.shared_with, row.is_default = share_with, is_default
    if is_default:
        others.filter(owner_id=by.pk, is_default=True).update(is_default=False)
    row.save()


def _checked_name(name: str, others: Any) -> str:
    told = " ".join(name.split())
    if not told:
        raise NameTaken(_("Give the filter a name."))
    if len(told) > NAME_LENGTH:
        raise NameTaken(_("The name has at most %(most)s characters.") % {"most": NAME_LENGTH})
    if others.filter(name=told).exists():
        raise NameTaken(_("You have a filter of this name for this list. Choose another one."))
    return told


def _facts(row: SavedFilter) -> dict[str, Any]:
    """Return what the trail says: neither the name nor a value, which may name somebody."""
    return {
        "list": row.model,
        "parameters": sorted({key for key, _value in row.query}),
        "shared_with": row.shared_with,
        "default": row.is_default,
    }
