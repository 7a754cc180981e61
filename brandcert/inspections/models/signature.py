"""Who signed the report of a visit, and for which sheet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.inspections.enums import Means, Signature, SignSide
from brandcert.inspections.models.visit import LockedReport, PartOfReport


class ReportSignature(PartOfReport):
    """A signature under the sheet of a visit, or its refusal (签字), bound to the hash of what the person was shown.

    It is valid for that sheet alone: once the sheet is another one, somebody has to sign again. Never changed, never deleted.
    """

    inspection = models.ForeignKey("inspections.Inspection", models.PROTECT, related_name="signatures")
    side = models.CharField(_("signed for"), max_length=12, choices=SignSide)
    decision = models.CharField(_("decision"), max_length=10, choices=Signature, default=Signature.SIGNED)
    means = models.CharField(_("how it was signed"), max_length=10, choices=Means)
    name = models.CharField(_("name of the signatory"), max_length=60)
    duty = models.CharField(_("position of the signatory"), max_length=60, blank=True)
    # Of a hand-drawn signature the way of the pen, as the path of an image of 600 by 200 points.
    strokes = models.TextField(_("hand-drawn signature"), blank=True)
    reason = models.TextField(_("reason of the refusal"), blank=True)
    witness = models.CharField(_("witness of the refusal"), max_length=120, blank=True)
    shown = models.CharField(_("hash of what was shown"), max_length=64)
    # As the clock of the phone told it.
    signed_at = models.DateTimeField(_("signed at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    # Of an inspector who signed by hand on a colleague's phone: himself; there he proved it with his signing code.
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("inspector who signed"),
    )
    # Who was signed in: the inspector who holds the phone, the inspector himself, the owner of the enterprise.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken by")
    )

    class Meta:
        verbose_name = _("signature on a report")
        verbose_name_plural = _("signatures on reports")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(decision=Signature.REFUSED) | ~models.Q(reason=""),
                name="signature_refused_with_reason",
            )
        ]

    def __str__(self) -> str:
        """Return for whom it was given, and by whom."""
        return f"{self.get_side_display()} {self.name}"

    @property
    def inspector_id(self) -> int | None:
        """Return the inspector who signed; None for the enterprise."""
        if self.side != SignSide.INSPECTOR:
            return None
        found: int = self.signatory_id or self.taken_by_id
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new signature; raises LockedReport for one that exists."""
        if self.pk:
            raise LockedReport
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a signature stays."""
        raise LockedReport
