"""The list that is published for everybody to object to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublicNotice(models.Model):
    """The published list (公示) with its first and last day, both inclusive."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="notices", verbose_name=_("batch")
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    published_on = models.DateField(_("published on"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    is_provisional = models.BooleanField(_("date is provisional"), default=False)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

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


class NoticeItem(models.Model):
    """An application on a published list, with the words that were published."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="items")
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="notice_items", verbose_name=_("application")
    )
    enterprise_name = models.CharField(_("enterprise"), max_length=200)
    product_name = models.CharField(_("product or service"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

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
