"""What the rules were before, and who changed them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One change of the rules of a programme or batch (规则变更): its number, each field before and after, by whom, why."""

    subject_type = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField(_("subject's key"))
    number = models.PositiveIntegerField(_("number"))
    # {field: [before, after]}, as the fields write their values.
    changes = models.JSONField(_("changes"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_by = models.CharField(_("changed by"), max_length=40)
    approved_by = models.CharField(_("approved by"), max_length=40, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of the rules")
        verbose_name_plural = _("changes of the rules")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "number"], name="revision_once")
        ]

    def __str__(self) -> str:
        """Return the subject with the number of the change."""
        return f"{self.subject_type} {self.subject_id} v{self.number + 1}"
