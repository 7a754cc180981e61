"""What an enterprise applies with: its products, services and trademarks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.core.models import digest
from brandcert.enterprises.models.enterprises import Enterprise


class Trademark(models.Model):
    """A registered trademark an enterprise owns or is licensed to use (商标)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="trademarks")
    name = models.CharField(_("trademark"), max_length=100)
    number = models.CharField(_("registration number"), max_length=40, blank=True)
    is_licensed = models.BooleanField(_("used under licence"), default=False)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("trademark")
        verbose_name_plural = _("trademarks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name", "number"], name="trademark_once")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def stamp(self) -> str:
        """Tell this state of the facts from any other: a form carries it, so that no window overwrites another."""
        return digest([self.name, self.number, self.is_licensed, str(self.valid_to or "")])


class Product(models.Model):
    """A product or service of one enterprise: the identity an application and a certificate name."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="products")
    name = models.CharField(_("product or service"), max_length=200)
    normalised_name = models.CharField(_("normalised name"), max_length=200, editable=False)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    model_or_scope = models.CharField(_("model, or scope of the service"), max_length=200, blank=True)
    trademark = models.ForeignKey(
        Trademark,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("trademark"),
    )
    # Not offered for new applications any more; those that name it keep it.
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "normalised_name", "model_or_scope", "trademark"],
                name="product_once",
            ),
            # Two constraints, because to a database two missing trademarks are different ones.
            models.UniqueConstraint(
                fields=["enterprise", "normalised_name", "model_or_scope"],
                condition=models.Q(trademark=None),
                name="product_once_without_trademark",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def stamp(self) -> str:
        """Tell this state of the facts from any other: a form carries it, so that no window overwrites another."""
        return digest([self.name, self.name_en, self.model_or_scope, self.trademark_id])
