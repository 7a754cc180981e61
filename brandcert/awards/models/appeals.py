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
    receipt_number = models.CharField(_("receipt number"), max_length=30, blank=True)
    # The step by which the application was refused: what it goes back to follows from it.
    against = models.CharField(_("against"), max_length=40, blank=True)
    grounds = models.TextField(_("grounds"))
    files = models.ManyToManyField("documents.Upload", related_name="+", blank=True, verbose_name=_("files"))
    late_reason = models.TextField(_("why it comes late"), blank=True)
    admitted_at = models.DateTimeField(_("admitted at"), null=True, blank=True)
    # Older appeals have their one file here.
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
    due_on = models.DateField(_("due on"), null=True, blank=True)
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

    @property
    def waits_for_admission(self) -> bool:
        """Say whether it came late and nobody has decided whether it is heard."""
        return bool(self.late_reason) and self.admitted_at is None and not self.outcome


class AppealHearing(models.Model):
    """What was said when the enterprise was heard on its appeal (听取意见); written once, never changed."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="hearings", verbose_name=_("appeal"))
    held_on = models.DateField(_("held on"))
    present = models.CharField(_("who was present"), max_length=200)
    record = models.TextField(_("what was said"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("hearing on an appeal")
        verbose_name_plural = _("hearings on appeals")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return the appeal and the day."""
        return f"{self.appeal} {self.held_on}"
