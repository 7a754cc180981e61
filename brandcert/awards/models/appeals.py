"""An enterprise asks other people to look again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import Outcome


class Appeal(models.Model):
    """An enterprise asks for a review of a refusal (复核), decided by other people."""

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="appeals", verbose_name=_("application")
    )
    grounds = models.TextField(_("grounds"))
    evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("filed by")
    )
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    finding = models.TextField(_("written finding"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(outcome=""), name="appeal_one_open"
            )
        ]

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)
