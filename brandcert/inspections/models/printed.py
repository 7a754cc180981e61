"""The locked report of a visit as a document."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PrintedReport(models.Model):
    """The one PDF of a locked report (核查报告文本), printed once and kept byte for byte; never changed, never deleted."""

    inspection = models.OneToOneField("inspections.Inspection", models.PROTECT, related_name="printed")
    file = models.CharField(_("place"), max_length=160)
    size = models.PositiveIntegerField(_("size"))
    # Of the bytes of the PDF; the hash of its content stands on the visit and in the PDF itself.
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("printed report")
        verbose_name_plural = _("printed reports")

    def __str__(self) -> str:
        """Return the hash."""
        return self.sha256
