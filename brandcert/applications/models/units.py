"""What a recommending unit keeps: its ranking, the opinions of its counties, its signed letters."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.models.application import Application


class UnitList(models.Model):
    """What a unit recommends in a batch, and in which order; `seen` grows with every change of the ranking."""

    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="lists", verbose_name=_("recommending unit")
    )
    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="unit_lists", verbose_name=_("batch")
    )
    seen = models.PositiveIntegerField(_("version"), default=0)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("list of a recommending unit")
        verbose_name_plural = _("lists of recommending units")
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "batch"], name="unit_list_once")]

    def __str__(self) -> str:
        """Return unit and batch."""
        return f"{self.unit} · {self.batch}"


class UnitPlace(models.Model):
    """The rank a unit gives one application; each rank and each application once."""

    unit_list = models.ForeignKey(UnitList, models.PROTECT, related_name="places")
    application = models.OneToOneField(Application, models.PROTECT, related_name="place")
    rank = models.PositiveSmallIntegerField(_("rank in the unit"))

    class Meta:
        verbose_name = _("rank in a unit")
        verbose_name_plural = _("ranks in units")
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit_list", "rank"], name="unit_rank_once")]

    def __str__(self) -> str:
        """Return rank and application."""
        return f"{self.rank}. {self.application}"


class CountyOpinion(models.Model):
    """The signed, dated opinion of a county office on an application of its county (县级意见); never changed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="county_opinions")
    office = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="opinions", verbose_name=_("county office")
    )
    opinion = models.TextField(_("opinion"))
    is_positive = models.BooleanField(_("recommends"), default=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("opinion of a county")
        verbose_name_plural = _("opinions of counties")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return office and application."""
        return f"{self.office} → {self.application}"


class RecommendationLetter(models.Model):
    """One signed version of a unit's letter with its list (推荐函、汇总表): what stood there then, for good."""

    unit_list = models.ForeignKey(
        UnitList, models.PROTECT, related_name="letters", verbose_name=_("list of the unit")
    )
    number = models.CharField(_("number"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    facts = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("letter of recommendation")
        verbose_name_plural = _("letters of recommendation")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_list", "version"], name="letter_version_once")
        ]

    def __str__(self) -> str:
        """Return number and version."""
        return f"{self.number}-{self.version}"
