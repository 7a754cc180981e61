"""A published list as staff need it: how each item stands and what keeps it from its award, in a fixed number of queries."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.awards.models import Award, NoticeItem, PublicNotice
from brandcert.core.models import Approval
from brandcert.enterprises.queries import integrity_faults


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item of a notice; `faults` are the reasons why it cannot be proposed for its award today, `met` what is in order."""

    item: NoticeItem
    objections: int
    open_objections: int
    is_proposed: bool
    award: Award | None
    faults: tuple[str, ...]
    met: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Say whether nothing stands against the award."""
        return not self.faults and self.award is None


def listed(notice: PublicNotice, *, today: datetime.date) -> tuple[ListedItem, ...]:
    """Return the items of the notice in their published order, with what stands against each award."""
    counted = Count("objections", distinct=True)
    unanswered = Count(
        "application__notice_items__objections",
        filter=Q(application__notice_items__objections__outcome=""),
        distinct=True,
    )
    later = NoticeItem.objects.filter(corrects=OuterRef("pk"))
    items = list(
        notice.items.select_related("application__enterprise", "application__product")
        .annotate(filed=counted, unanswered=unanswered, was_corrected=Exists(later))
        .order_by("position")
    )
    keys = [item.application_id for item in items]
    awards = {
        row.application_id: row
        for row in Award.objects.filter(application__in=keys).select_related("decision")
    }
    proposed = set(
        Approval.objects.filter(
            action="applications.application.award", subject_id__in=keys, outcome=""
        ).values_list("subject_id", flat=True)
    )
    integrity = integrity_faults(
        {item.application.enterprise_id for item in items},
        today=today,
        days=notice.batch.integrity_days,
        since=notice.ends_on,
    )
    return tuple(
        ListedItem(
            item,
            item.filed,  # annotated above
            item.unanswered,
            item.application_id in proposed,
            awards.get(item.application_id),
            *_points(item, notice, today, integrity[item.application.enterprise_id]),
        )
        for item in items
    )


def content_of(notice: PublicNotice) -> dict[str, Any]:
    """Return what a notice publishes, for its hash: facts and rows in their order."""
    fields = ("position", "application_id", "enterprise_name", "product_name", "unit_name", "division_name",
              "corrects_id", "is_removed")  # fmt: skip
    return {
        "number": notice.number,
        "batch": notice.batch_id,
        "published_on": notice.published_on.isoformat(),
        "hours": [str(notice.opens), str(notice.closes or "24:00")],
        "corrects": notice.corrects_id,
        "items": [list(row) for row in notice.items.order_by("position").values_list(*fields)],
    }


def _points(
    item: NoticeItem, notice: PublicNotice, today: datetime.date, integrity: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is missing, in the words of the guards, and what is in order; a case in another state says which."""
    case = item.application
    if case.status == Status.AWARDED:
        return (), ()
    if case.status not in (Status.PUBLIC_NOTICE, Status.OBJECTION):
        return (str(case.get_status_display()),), ()
    if item.was_corrected:  # type: ignore[attr-defined] # annotated by `listed`
        return (_("Corrected by a later notice; the award is proposed there."),), ()
    runs, last = today <= notice.ends_on, {"date": notice.ends_on}
    waits = item.unanswered  # type: ignore[attr-defined] # annotated by `listed`
    over, runs_on = (
        _("The public notice ended on %(date)s."),
        _("The public notice runs until %(date)s inclusive."),
    )
    points = [
        (not runs, (runs_on if runs else over) % last),
        (
            not waits,
            _("An objection has not been decided yet.") if waits else _("No objection is undecided."),
        ),
        (not integrity, integrity or _("Checked after the notice: no entry stands against the enterprise.")),
    ]
    return tuple(text for is_met, text in points if not is_met), tuple(
        text for is_met, text in points if is_met
    )
