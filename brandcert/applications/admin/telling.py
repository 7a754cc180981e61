"""The list of applications for whoever works from outside the office: filtered and sorted by what he is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brandcert.applications.enums import Stage, Status
from brandcert.applications.models import Application
from brandcert.core.models import Event

# Picks the events of a case an outsider is told of; later apps add theirs.
EVENT_TELLERS: Final[list[Callable[[Application, list[Event], Any], list[Event]]]] = []
# What an outsider may filter by in an address of his own making; everything else could be asked bit by bit.
OPEN: Final = frozenset({"batch", "category", "unit", "enterprise", "product", "id", "pk"})
# Answered by the filters below, by what the reader is told.
TOLD: Final = frozenset({"status__exact", "stage__exact"})
SORTABLE: Final = ("number", "product", "enterprise", "submitted")


class _Told(admin.SimpleListFilter):
    """State or stage of a case as the reader is told it."""

    field: ClassVar[str]
    names: ClassVar[Iterable[tuple[Any, Any]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every value there is."""
        return [(str(value), str(label)) for value, label in self.names]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the rows that are told to be so."""
        return queryset.told_as(request.user, self.field, self.value()) if self.value() else queryset


class ToldStatus(_Told):
    """The state, under the name the list has for it."""

    title = _("status")
    parameter_name = "status__exact"
    field = "status"
    names = Status.choices


class ToldStage(_Told):
    """The stage, likewise."""

    title = _("stage")
    parameter_name = "stage__exact"
    field = "stage"
    names = Stage.choices


def told_events(application: Application, events: list[Event], user: Any) -> list[Event]:
    """Return the events of the case the person is told of."""
    for tell in EVENT_TELLERS:
        events = tell(application, events, user)
    return events
