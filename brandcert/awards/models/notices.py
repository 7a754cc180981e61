"""The list that is published for everybody to object to."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublicNotice(models.Model):
    """The published list (公示) with its first and last day, both inclusive, and the hours of both.

    Once published it never changes, whoever writes: a mistake is put right by a further notice that names it (更正公示).
    Only the last day may move to a later one, when it was counted by a calendar nobody knew yet.
    """

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="notices", verbose_name=_("batch")
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    published_on = models.DateField(_("published on"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens = models.TimeField(_("hour of the first day"), default=datetime.time(0))
    # Nothing stands for 24:00, which no time of day can say.
    closes = models.TimeField(_("hour of the last day"), null=True, blank=True)
    is_provisional = models.BooleanField(_("date is provisional"), default=False)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    basis = models.TextField(_("basis"), blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects the notice"),
    )
    reason = models.TextField(_("what is corrected, and why"), blank=True)
    # Of the list as it was published; with it the database keeps the rows.
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering: ClassVar = ["-published_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="notice_period"
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def starts_at(self) -> datetime.datetime:
        """Return the instant the period begins."""
        return _instant(self.starts_on, self.opens)

    @property
    def ends_at(self) -> datetime.datetime:
        """Return the first instant after the period: an objection that arrives then is late."""
        if self.closes is None:
            return _instant(self.ends_on + datetime.timedelta(days=1), datetime.time(0))
        return _instant(self.ends_on, self.closes)

    def takes(self, now: datetime.datetime) -> bool:
        """Say whether an objection is taken at this instant: from the publication on, before the period ends."""
        return self.published_on <= timezone.localdate(now) and now < self.ends_at


def _instant(day: datetime.date, hour: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, hour))


class NoticeItem(models.Model):
    """An application on a published list, with the words that were published."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="items")
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="notice_items", verbose_name=_("application")
    )
    enterprise_name = models.CharField(_("enterprise"), max_length=200)
    product_name = models.CharField(_("product or service"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))
    unit_name = models.CharField(_("recommending unit"), max_length=200, blank=True)
    division_name = models.CharField(_("division"), max_length=100, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects the entry"),
    )
    is_removed = models.BooleanField(_("taken off the list"), default=False)

    class Meta:
        verbose_name = _("item of a notice")
        verbose_name_plural = _("items of notices")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "application"], name="notice_item_once")
        ]

    def __str__(self) -> str:
        """Return enterprise and product."""
        return f"{self.enterprise_name} {self.product_name}"
