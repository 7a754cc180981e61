"""What came from the phones of the inspectors, entry by entry."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.inspections.enums import EntryKind


class Receipt(models.Model):
    """An entry that was made without network and has arrived (离线记录回执): sent again, it is not written again."""

    # Made on the phone, before anything was sent.
    key = models.UUIDField(_("key"), unique=True)
    inspection = models.ForeignKey("inspections.Inspection", models.PROTECT, related_name="receipts")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    digest = models.CharField(_("hash of the content"), max_length=64)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received from")
    )
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    # The row that was made of it: a finding or a photo.
    made = models.PositiveBigIntegerField(_("row"), null=True, blank=True)

    class Meta:
        verbose_name = _("receipt of an entry")
        verbose_name_plural = _("receipts of entries")

    def __str__(self) -> str:
        """Return the key."""
        return str(self.key)
