"""One line per entry of the register, made to be found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.certificates.enums import CertificateStatus
from brandcert.programs.enums import CategoryKey
from brandcert.register.enums import Series
from brandcert.register.models.titles import LegacyTitle


class RegisterLine(models.Model):
    """What one entry of the public register is found by (名录索引): made from certificate or earlier title, never the truth itself.

    `grams` is indexed as tokens: by a full-text table on SQLite, by an index over its tokens on PostgreSQL. What a
    line says of the status is for narrowing and counting; a page tells it from the entry.
    """

    series = models.CharField(_("series"), max_length=10, choices=Series)
    certificate = models.OneToOneField(
        "certificates.Certificate",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="register_line",
        verbose_name=_("certificate"),
    )
    title = models.OneToOneField(
        LegacyTitle,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="register_line",
        verbose_name=_("title of earlier years"),
    )
    # Sorts like the numbers of the register: category, year, place; earlier titles after all of them.
    place = models.CharField(_("place in the register"), max_length=100, unique=True)
    number = models.CharField(_("number"), max_length=80)
    holder = models.CharField(_("holder"), max_length=200)
    product = models.CharField(_("product or service"), max_length=400)
    category = models.CharField(_("category"), max_length=20, choices=CategoryKey, blank=True)
    city = models.CharField(_("city or prefecture"), max_length=6, blank=True)
    division = models.CharField(_("division"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=12, choices=CertificateStatus)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    grams = models.TextField(_("tokens"))

    class Meta:
        verbose_name = _("line of the register")
        verbose_name_plural = _("lines of the register")
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(certificate__isnull=True, title__isnull=False)
                | models.Q(certificate__isnull=False, title__isnull=True),
                name="register_line_of_one_entry",
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number
