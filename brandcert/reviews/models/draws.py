"""The drawing of the panels of a whole batch, from the announcement of its seed to its record."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """Return what the seed is made of, known to nobody before the drawing."""
    return secrets.token_hex(32)


class BatchDraw(models.Model):
    """The panels of a batch drawn at once (批次抽取): seed announced by its hash, pool frozen, experts drawn, record kept."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="batch_draws", verbose_name=_("batch")
    )
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    commitment = models.CharField(_("hash of the secret"), max_length=64, editable=False)
    source = models.CharField(
        _("public source"),
        max_length=200,
        blank=True,
        help_text=_(
            "What becomes public only later and is mixed into the seed, for instance the winning numbers of a named lottery draw."
        ),
    )
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("announced by")
    )
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    inputs = models.JSONField(_("pool and cases"), null=True, blank=True, editable=False)
    findings = models.JSONField(default=list, blank=True, editable=False)
    left_out = models.JSONField(default=list, blank=True, editable=False)
    inputs_sha256 = models.CharField(_("hash of pool and cases"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("pool frozen at"), null=True, blank=True, editable=False)
    public_value = models.CharField(_("value from the public source"), max_length=200, blank=True)
    answer = models.JSONField(_("record"), null=True, blank=True, editable=False)
    record_sha256 = models.CharField(_("hash of the record"), max_length=64, blank=True, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("drawn by"),
    )
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True, editable=False)
    faults = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("drawing for a batch")
        verbose_name_plural = _("drawings for batches")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch"], condition=models.Q(drawn_at=None), name="one_open_drawing_of_a_batch"
            )
        ]

    def __str__(self) -> str:
        """Return batch and number."""
        return f"{self.batch} · {self.pk}"

    @property
    def record(self) -> dict[str, Any]:
        """Return the whole record, as it is replayed."""
        return {**(self.answer or {}), "inputs": self.inputs}
