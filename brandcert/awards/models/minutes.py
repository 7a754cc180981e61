"""The signed minutes of a meeting, what is added to them, and the dossiers its members read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.models.meetings import AgendaItem, Deliberation


class MinutesSignature(models.Model):
    """A member's signature under the minutes, over the hash of what they say."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member")
    )
    sha256 = models.CharField("SHA-256", max_length=64)
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("signature under minutes")
        verbose_name_plural = _("signatures under minutes")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deliberation", "member"], name="minutes_signed_once")
        ]

    def __str__(self) -> str:
        """Return the member."""
        return str(self.member)


class MinutesAddendum(models.Model):
    """A correction of closed minutes: it is added, nothing is changed."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="addenda")
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("addendum to minutes")
        verbose_name_plural = _("addenda to minutes")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.written_at:%Y-%m-%d}"


class Dossier(models.Model):
    """The file of one application for the meeting (评议材料): everything decided so far as one PDF, with its hash."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="dossiers")
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # One worker at a time prints it; who was killed leaves a lease that ends.
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fault = models.CharField(_("fault"), max_length=500, blank=True)
    file = models.CharField(_("file"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    # Hash of what is printed: the same facts give the same bytes.
    facts_sha256 = models.CharField(_("hash of the facts"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the item."""
        return str(self.item)
