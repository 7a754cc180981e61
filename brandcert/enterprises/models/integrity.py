"""What stands against an enterprise, and when that was looked up."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models.enterprises import Enterprise


class IntegrityRecordQuerySet(models.QuerySet["IntegrityRecord"]):
    """Reads of integrity records."""

    def in_force(self, on: datetime.date) -> IntegrityRecordQuerySet:
        """Return the records that count on the date."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class IntegrityRecord(models.Model):
    """An entry in a list, an accident, a failed sampling or a bar, with its dates and source (名单)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="integrity_records")
    kind = models.CharField(_("kind"), max_length=12, choices=IntegrityKind)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = IntegrityRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("integrity record")
        verbose_name_plural = _("integrity records")

    def __str__(self) -> str:
        """Return the kind and since when."""
        return f"{self.get_kind_display()} {self.since}"


class IntegrityCheck(models.Model):
    """That someone looked an enterprise up in all lists on a date, and what was found."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="integrity_checks")
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    is_clear = models.BooleanField(_("nothing found"))
    snapshot = models.JSONField(_("what was found"), default=list)

    class Meta:
        verbose_name = _("integrity check")
        verbose_name_plural = _("integrity checks")
        ordering: ClassVar = ["-checked_on", "-id"]

    def __str__(self) -> str:
        """Return enterprise and date."""
        return f"{self.enterprise} {self.checked_on}"
