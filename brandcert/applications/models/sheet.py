"""What the clerks have entered on the eligibility sheet so far, line by line."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.models.application import Application


class SheetLine(models.Model):
    """One line of the sheet while it is worked on: a question, or a document with what is wrong with it.

    `seen` grows with every change, so that whoever saves an older view of the line is told what a colleague entered.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="sheet_lines")
    key = models.CharField(_("line"), max_length=60)
    yes = models.BooleanField(_("answer"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    seen = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("line of an eligibility sheet")
        verbose_name_plural = _("lines of eligibility sheets")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "key"], name="sheet_line_once")
        ]

    def __str__(self) -> str:
        """Return application and line."""
        return f"{self.application} {self.key}"
