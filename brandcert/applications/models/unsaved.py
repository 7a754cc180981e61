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

    # None for a page that is about no application, such as the registration of an enterprise.
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="unsaved_inputs", null=True, blank=True
    )
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
            models.UniqueConstraint(fields=["application", "user", "page"], name="unsaved_once"),
            # To a database two missing applications are different ones.
            models.UniqueConstraint(
                fields=["user", "page"],
                condition=models.Q(application=None),
                name="unsaved_once_without_application",
            ),
        ]

    def __str__(self) -> str:
        """Return application and page."""
        return f"{self.application or ''} {self.page}".strip()
