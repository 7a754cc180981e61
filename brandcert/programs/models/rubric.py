"""The scoring tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.programs.enums import CriterionKind, CriterionStage
from brandcert.programs.models.batch import Category


class Rubric(models.Model):
    """The scoring table of a category in one version (评分表)."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="rubrics", verbose_name=_("category"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    tie_break = models.SlugField(_("dimension that decides ties"))

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints: ClassVar = [models.UniqueConstraint(fields=["category", "version"], name="rubric_once")]

    def __str__(self) -> str:
        """Return category and version."""
        return f"{self.category} v{self.version}"


class Dimension(models.Model):
    """A group of criteria with its maximum (维度)."""

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="dimensions", verbose_name=_("rubric"))
    key = models.SlugField(_("key"))
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=60, blank=True)
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rubric", "key"], name="dimension_once")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Criterion(models.Model):
    """One line of a rubric (指标): what is judged, where, by what kind of evidence, for how many points."""

    dimension = models.ForeignKey(
        Dimension, models.PROTECT, related_name="criteria", verbose_name=_("dimension")
    )
    code = models.CharField(_("code"), max_length=10)
    title = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2)
    stage = models.CharField(_("stage"), max_length=1, choices=CriterionStage)
    kind = models.CharField(_("kind"), max_length=1, choices=CriterionKind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Which answer (`of`, section.key) gives which share of the maximum in per cent: `scale` holds points between
    # which it runs straight, `choices` a share for each choice. Only an objective criterion has one.
    formula = models.JSONField(_("formula"), default=dict, blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering: ClassVar = ["dimension__position", "position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dimension", "code"], name="criterion_once")]

    def __str__(self) -> str:
        """Return code and title."""
        return f"{self.code} {self.title}"
