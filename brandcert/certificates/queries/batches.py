"""Reading lists of certificates to be issued: what is frozen, how far they are, whether they add up."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from brandcert.certificates.enums import OPEN_BATCHES, CertificateStatus
from brandcert.certificates.models import MAX_ATTEMPTS, Certificate, Halt, IssueBatch, IssueItem
from brandcert.core.models import Event, NumberSeries, digest

NUMBERED: Final = "certificates.certificate.number"
ISSUED: Final = "certificates.certificate.issue"


def standing_halt() -> Halt | None:
    """Return the halt of all issuing that stands, or None."""
    return Halt.objects.standing().first()


def frozen_list(batch: IssueBatch) -> str:
    """Return the hash of a list: which certificates, in which order, with which faces."""
    rows = batch.items.filter(left_out_at=None).order_by("position")
    return digest({"rows": [list(row) for row in rows.values_list("position", "certificate", "frozen")]})


def on_list(batch: IssueBatch) -> QuerySet[Certificate]:
    """Return the certificates of a list in their order, without those left out."""
    rows = Certificate.objects.filter(issue_items__batch=batch, issue_items__left_out_at=None)
    return rows.order_by("issue_items__position", "pk")


def open_item(certificate: Certificate) -> IssueItem | None:
    """Return the certificate's place in a list that is not over, or None."""
    rows = certificate.issue_items.filter(left_out_at=None, batch__status__in=OPEN_BATCHES)
    return rows.select_related("batch").order_by("-pk").first()


def approved_item(certificate: Certificate) -> IssueItem | None:
    """Return the certificate's place in the last list that was approved, whether it is over or not; None without one."""
    rows = certificate.issue_items.filter(left_out_at=None, batch__approved_at__isnull=False)
    return rows.select_related("batch__approved_by").order_by("-pk").first()


def counts(batch: IssueBatch) -> dict[str, int]:
    """Return how many rows of the list are in which standing; the parts below `total` add up to it."""
    draft = Q(left_out_at=None, certificate__status=CertificateStatus.DRAFT)
    void = Q(left_out_at=None, certificate__status=CertificateStatus.VOID)
    failed = draft & ~Q(certificate__fault="")
    told = batch.items.aggregate(
        total=Count("pk"),
        tried=Count("pk", filter=Q(tried_at__isnull=False, left_out_at=None)),
        objected=Count("pk", filter=Q(left_out_at=None) & ~Q(findings=[])),
        left_out=Count("pk", filter=Q(left_out_at__isnull=False)),
        numbered=Count("pk", filter=Q(left_out_at=None) & ~Q(certificate__number="")),
        void=Count("pk", filter=void),
        waiting=Count("pk", filter=draft & Q(certificate__fault="")),
        failed=Count("pk", filter=failed),
        parked=Count("pk", filter=failed & Q(certificate__attempts__gte=MAX_ATTEMPTS)),
    )
    told["issued"] = told["total"] - sum(told[name] for name in ("left_out", "void", "waiting", "failed"))
    return dict(told)


def discrepancies(batch: IssueBatch) -> list[str]:
    """Return, in words, each count of the list that does not add up; the caller holds the lock of the list."""
    told = counts(batch)
    found = []
    if told["total"] != batch.total:
        found.append(
            _("%(frozen)s certificates were put on the list, %(found)s stand on it.")
            % {"frozen": batch.total, "found": told["total"]}
        )
    ended = told["issued"] + told["void"]
    if told["numbered"] < ended:
        found.append(
            _("%(ended)s are issued or void, but only %(numbered)s have a number.")
            % {"ended": ended, "numbered": told["numbered"]}
        )
    for name, expected, words in (
        (
            NUMBERED,
            told["numbered"],
            _("Numbers: %(found)s recorded in the audit trail, %(expected)s on the list."),
        ),
        (
            ISSUED,
            told["issued"],
            _("Issues: %(found)s recorded in the audit trail, %(expected)s on the list."),
        ),
    ):
        recorded = _recorded(batch, name)
        if recorded != expected:
            found.append(words % {"found": recorded, "expected": expected})
    return found + _gaps(batch)


def _recorded(batch: IssueBatch, name: str) -> int:
    """Return how often the audit trail says that certificates of the list were numbered, or issued."""
    rows = batch.items.filter(left_out_at=None).values("certificate")
    return Event.objects.filter(
        name=name, subject_type="certificates.certificate", subject_id__in=rows
    ).count()


def _gaps(batch: IssueBatch) -> list[str]:
    """Return each series of the list that has a gap: its counter, its highest number and its rows must be the same."""
    found = []
    for category, year in _series_of(batch):
        # The counter first: while it is held nobody takes a number between the two counts.
        counter = (
            NumberSeries.objects.select_for_update().filter(key=f"certificates.{category}.{year}").first()
        )
        last = counter.last if counter else 0
        rows = Certificate.objects.filter(category=category, series_year=year)
        told = rows.aggregate(count=Count("pk"), highest=Max("series_number"))
        if not last == told["count"] == told["highest"]:
            found.append(
                _(
                    "Series of %(year)s: the counter stands at %(last)s, the highest number is %(highest)s, %(count)s exist."
                )
                % {"year": year, "last": last, **told}
            )
    return found


def _series_of(batch: IssueBatch) -> list[tuple[int, int | None]]:
    rows = on_list(batch).exclude(number="").order_by("category", "series_year")
    return list(rows.values_list("category", "series_year").distinct())


def series_of(batch: IssueBatch) -> list[dict[str, Any]]:
    """Return the numbers a list took, by series: first, last and how many."""
    told = []
    for category, year in _series_of(batch):
        rows = on_list(batch).filter(category=category, series_year=year).order_by("series_number")
        numbers = list(rows.exclude(number="").values_list("number", flat=True))
        told.append({"first": numbers[0], "last": numbers[-1], "count": len(numbers)})
    return told


def unready(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Leave out the drafts that stand in an open list already."""
    taken = IssueItem.objects.filter(
        certificate=OuterRef("pk"), left_out_at=None, batch__status__in=OPEN_BATCHES
    )
    return rows.filter(~Exists(taken))
