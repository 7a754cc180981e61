"""What a person typed and could not save: kept for that person until it is saved or given up."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.models.application import Application


class UnsavedInput(models.Model):
    """Answers of one person to one page that are not part of the application: unreadable, contested, or typed too late.

    `seen` holds the fingerprint of each answer as the page showed it, so that a later save merges them rightly.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="unsaved_inputs")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    page = models.CharField(_("page"), max_length=60)
    values = models.JSONField(_("answers"), default=dict)
    seen = models.JSONField(_("fingerprints"), default=dict)
    kept_at = models.DateTimeField(_("kept at"), default=timezone.now)

    class Meta:
        verbose_name = _("unsaved input")
        verbose_name_plural = _("unsaved inputs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "user", "page"], name="unsaved_once")
        ]

    def __str__(self) -> str:
        """Return application and page."""
        return f"{self.application} {self.page}"
