"""A published list as everybody reads it: enterprises and products by category, never a natural person."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from brandcert.applications.enums import Status
from brandcert.awards.models import NoticeItem, Objection, PublicNotice
from brandcert.core.models import Event
from brandcert.programs.models import Category

LISTED = (Status.PUBLIC_NOTICE, Status.OBJECTION, Status.AWARDED)


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one category."""

    category: Category
    items: tuple[NoticeItem, ...]


def published(today: datetime.date) -> QuerySet[PublicNotice]:
    """Return the notices that were published, newest first."""
    rows = PublicNotice.objects.filter(published_on__lte=today)
    return rows.select_related("batch__program", "corrects__batch").order_by("-published_on", "-id")


def every_entry() -> QuerySet[NoticeItem]:
    """Return the entries of all lists, each with what became of it."""
    waiting = Objection.objects.filter(item__application=OuterRef("application"), admitted_at__isnull=False)
    return NoticeItem.objects.annotate(
        is_held=Exists(waiting.filter(outcome="")),
        was_corrected=Exists(NoticeItem.objects.filter(corrects=OuterRef("pk"))),
        category_key=F("application__category__key"),
        status=F("application__status"),
    )


def entries(notice: PublicNotice, *, words: str = "", category: str = "") -> QuerySet[NoticeItem]:
    """Return the entries of a list by category and number, each with what became of it; narrowed by words."""
    rows = every_entry().filter(notice=notice).select_related("application__category")
    if words:
        rows = rows.filter(
            Q(enterprise_name__icontains=words)
            | Q(product_name__icontains=words)
            | Q(unit_name__icontains=words)
        )
    if category:
        rows = rows.filter(application__category__key=category)
    return rows.order_by("application__category__letter", "application__category_id", "position")


def state_of(item: Any) -> str:
    """Return what became of an entry, as a code: empty while it is simply proposed."""
    if item.is_removed:
        return "removed"
    if item.was_corrected:
        return "corrected"
    if item.status == Status.WITHDRAWN:
        return "withdrawn"
    if item.status not in LISTED:
        return "ended"
    return "held" if item.is_held and item.status == Status.OBJECTION else ""


def grouped(items: QuerySet[NoticeItem]) -> list[Group]:
    """Return the entries by category, in their published order."""
    rows = items.select_related("application__category").order_by(
        "application__category__letter", "application__category_id", "position"
    )
    found: Iterable[tuple[Category, Iterable[NoticeItem]]] = groupby(
        rows, key=lambda item: item.application.category
    )
    return [Group(category, tuple(members)) for category, members in found]


def changed_at(notices: Iterable[PublicNotice]) -> dict[int, datetime.datetime]:
    """Return when each notice last changed for its readers: published, corrected, or its last day counted again."""
    rows = list(notices)
    names = [f"awards.publicnotice.{act}" for act in ("publish", "correct", "recount")]
    acts = Event.objects.filter(
        subject_type="awards.publicnotice", subject_id__in=[row.pk for row in rows], name__in=names
    )
    latest = dict(acts.values_list("subject_id").annotate(latest=Max("at")).order_by())
    return {row.pk: max(row.published_at, latest.get(row.pk, row.published_at)) for row in rows}
