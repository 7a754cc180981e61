"""What a holder shows so that a suspension may be lifted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models.certificate import Certificate
from brandcert.certificates.models.records import StatusInterval


class MendingQuerySet(models.QuerySet["Mending"]):
    """Reads of proofs of mending."""

    def waiting(self) -> MendingQuerySet:
        """Return what nobody has examined yet, of certificates that are still suspended."""
        return self.filter(examined_at=None, certificate__status=CertificateStatus.SUSPENDED)


class Mending(models.Model):
    """A proof of mending (整改证明): what was put right and files that show it; supervision examines it."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="mendings")
    interval = models.ForeignKey(
        StatusInterval, models.PROTECT, related_name="mendings", verbose_name=_("suspension")
    )
    statement = models.TextField(_("what was put right"))
    evidence = models.ManyToManyField(
        "documents.Upload", related_name="mendings", verbose_name=_("files that show it")
    )
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    handed_in_at = models.DateTimeField(_("handed in at"))
    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("examined by"),
    )
    examined_at = models.DateTimeField(_("examined at"), null=True, blank=True)
    holds = models.BooleanField(_("holds"), default=False)
    missing = models.TextField(_("what is still missing"), blank=True)

    objects = MendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of mending")
        verbose_name_plural = _("proofs of mending")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return certificate and time."""
        return f"{self.certificate} {self.handed_in_at:%Y-%m-%d}"
