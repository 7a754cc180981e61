"""What was taken along from a visit to be tested."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.inspections.enums import Outcome
from brandcert.inspections.models.visit import PartOfReport


class Sample(PartOfReport):
    """A sample (抽样): what was taken, how it was sealed, which laboratory tested it and what it reported."""

    inspection = models.ForeignKey("inspections.Inspection", models.PROTECT, related_name="samples")
    name = models.CharField(_("sample"), max_length=120)
    lot = models.CharField(_("lot"), max_length=60)
    quantity = models.CharField(_("quantity"), max_length=60)
    seal = models.CharField(_("number of the seal"), max_length=60)
    place = models.CharField(_("place"), max_length=120)
    taken_on = models.DateField(_("taken on"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken by")
    )
    laboratory = models.CharField(_("laboratory"), max_length=120)
    report_number = models.CharField(_("number of the test report"), max_length=60, blank=True)
    report = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("test report"),
    )
    outcome = models.CharField(_("result of the test"), max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")

    def __str__(self) -> str:
        """Return what was taken and its lot."""
        return f"{self.name} {self.lot}"
