"""Which classes of products and services a batch is open for."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brandcert.core.lettering import plain
from brandcert.programs.catalogue import CODE
from brandcert.programs.models.batch import Batch
from brandcert.programs.models.programme import Category


class CatalogueClass(models.Model):
    """A class of products or services in the catalogue of a batch (认定目录); a category without any accepts every product."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="catalogue", verbose_name=_("batch"))
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="catalogue", verbose_name=_("category")
    )
    # Stands in versions that were handed in and in the history: it never changes.
    code = models.CharField(
        _("code"),
        max_length=10,
        validators=[
            RegexValidator(rf"^{CODE.pattern}$", _("Capital letters, digits, dots and hyphens, ten at most."))
        ],
    )
    name = models.CharField(_("name"), max_length=60, validators=[plain])
    name_en = models.CharField(_("English name"), max_length=80, validators=[plain])
    note = models.CharField(_("examples"), max_length=120, blank=True, validators=[plain])
    note_en = models.CharField(_("examples in English"), max_length=160, blank=True, validators=[plain])
    is_open = models.BooleanField(_("open for new applications"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("class of the catalogue")
        verbose_name_plural = _("catalogue")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "category", "code"], name="catalogue_class_once")
        ]

    def __str__(self) -> str:
        """Return the name in the user's language."""
        is_english = (get_language() or "").startswith("en")
        return (self.name_en if is_english else "") or self.name

    @property
    def examples(self) -> str:
        """Return what belongs to the class, in the user's language."""
        is_english = (get_language() or "").startswith("en")
        return (self.note_en if is_english else "") or self.note
