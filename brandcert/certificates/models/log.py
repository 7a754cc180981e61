"""The rows of the public log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """One line of the public log (公开日志): something that happened to a certificate and that everybody may know.

    `hashes` are those of all subtrees that this entry completes, its own first; with them any proof is read
    from a few rows. The database refuses to change or delete an entry.
    """

    index = models.PositiveBigIntegerField(_("place in the log"), primary_key=True)
    event = models.OneToOneField(
        "core.Event", models.PROTECT, related_name="log_entry", verbose_name=_("event")
    )
    number = models.CharField(_("certificate number"), max_length=30, db_index=True)
    entry = models.TextField(_("entry"))
    hashes = models.JSONField(_("hashes"))
    logged_at = models.DateTimeField(_("logged at"), default=timezone.now)

    class Meta:
        verbose_name = _("entry of the public log")
        verbose_name_plural = _("entries of the public log")
        ordering: ClassVar = ["index"]

    def __str__(self) -> str:
        """Return place and number."""
        return f"#{self.index} {self.number}"


class Checkpoint(models.Model):
    """The signed promise that the log has so many entries and this root (检查点); never changed."""

    size = models.PositiveBigIntegerField(_("entries"), primary_key=True)
    root = models.CharField(_("root hash"), max_length=64)
    note = models.TextField(_("signed note"))
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        """Return the number of entries."""
        return str(self.size)


class CheckpointExport(models.Model):
    """That checkpoints were sent to one of the places outside this house, or why they could not be."""

    target = models.CharField(_("place"), max_length=300)
    size = models.PositiveBigIntegerField(_("entries"))
    audited = models.PositiveBigIntegerField(_("sealed events"))
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sent checkpoint")
        verbose_name_plural = _("sent checkpoints")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return place and time."""
        return f"{self.target} {self.at:%Y-%m-%d %H:%M}"
