"""The director's decision and the awards that rest on it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """The director's decision (认定决定) with its number: what awards rest on."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="decisions", verbose_name=_("batch")
    )
    number = models.CharField(_("decision number"), max_length=40, unique=True)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    # What was proposed with the list and stayed behind: [{application, reason}] in the words of the day.
    held = models.JSONField(_("held back"), default=list, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["-decided_on", "-id"]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Award(models.Model):
    """That one application is awarded by a decision (认定)."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="award_record", verbose_name=_("application")
    )
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="awards", verbose_name=_("decision"))

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)
