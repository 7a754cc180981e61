"""The scoring tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.programs.enums import CriterionKind, CriterionStage
from brandcert.programs.models.batch import Batch
from brandcert.programs.models.programme import Category, between


class RubricQuerySet(models.QuerySet["Rubric"]):
    """The versions of the scoring tables."""

    def in_force(self) -> RubricQuerySet:
        """Return the versions that two persons have put in force, the newest first: a draft judges nobody."""
        return self.filter(is_draft=False).order_by("-version")


class Rubric(models.Model):
    """The scoring table of a category in one version (评分表): a draft until two persons have put it in force, final from then on."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="rubrics", verbose_name=_("category"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    tie_break = models.SlugField(_("dimension that decides ties"))
    is_draft = models.BooleanField(_("draft"), default=False)
    drawn_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("drawn up from"),
    )
    note = models.CharField(_("why it is changed"), max_length=300, blank=True)
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)

    objects: ClassVar[models.Manager[Rubric]] = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "version"], name="rubric_once"),
            models.UniqueConstraint(
                fields=["category"], condition=models.Q(is_draft=True), name="rubric_one_draft"
            ),
        ]

    def __str__(self) -> str:
        """Return category and version."""
        return f"{self.category} v{self.version}"


class RubricUse(models.Model):
    """By which version of its scoring table a batch judges a category (评分表选用)."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rubric_uses", verbose_name=_("batch"))
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="rubric_uses", verbose_name=_("category")
    )
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="uses", verbose_name=_("rubric"))

    class Meta:
        verbose_name = _("rubric of a batch")
        verbose_name_plural = _("rubrics of batches")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "category"], name="rubric_use_once")
        ]

    def __str__(self) -> str:
        """Return batch and version."""
        return f"{self.batch} · {self.rubric}"


class Dimension(models.Model):
    """A group of criteria with its maximum (维度)."""

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="dimensions", verbose_name=_("rubric"))
    key = models.SlugField(_("key"))
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=60, blank=True)
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2)
    least_percent = models.PositiveSmallIntegerField(
        _("per cent needed in this dimension"), null=True, blank=True, validators=between(0, 100)
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rubric", "key"], name="dimension_once")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def gate(self, percent: int) -> int:
        """Return the per cent of its maximum an award needs here: the batch's, or more where the dimension asks more."""
        return max(percent, self.least_percent or 0)


class Criterion(models.Model):
    """One line of a rubric (指标): what is judged, where, by what kind of evidence, for how many points."""

    dimension = models.ForeignKey(
        Dimension, models.PROTECT, related_name="criteria", verbose_name=_("dimension")
    )
    code = models.CharField(_("code"), max_length=10)
    title = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    guide = models.CharField(_("guide for those who judge"), max_length=300, blank=True)
    guide_en = models.CharField(_("English guide"), max_length=400, blank=True)
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2)
    # No point at all, in the mean of the experts or on site: no award (一票否决).
    is_veto = models.BooleanField(_("no award without a point here"), default=False)
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
