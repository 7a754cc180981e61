"""How and when enterprises of a batch may be visited."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.inspections.enums import Mode


def every_mode() -> list[str]:
    """Return all modes: what a batch allows that says nothing."""
    return list(Mode.values)


IS_DAY = RegexValidator(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", _("Enter month and day, such as 06-01."))


class VisitRule(models.Model):
    """Modes and season of the visits of a batch in a category, or in one class of its catalogue (核查方式与季节)."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="visit_rules", verbose_name=_("batch")
    )
    category = models.ForeignKey(
        "programs.Category", models.PROTECT, related_name="+", verbose_name=_("category")
    )
    product_class = models.ForeignKey(
        "programs.CatalogueClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("class of the catalogue"),
        help_text=_("Without one the rule holds for the whole category."),
    )
    modes = models.JSONField(_("modes allowed"), default=every_mode)
    season_begins = models.CharField(
        _("first day of the season"),
        max_length=5,
        blank=True,
        validators=[IS_DAY],
        help_text=_("Month and day, such as 06-01; empty: the whole year."),
    )
    season_ends = models.CharField(
        _("last day of the season"),
        max_length=5,
        blank=True,
        validators=[IS_DAY],
        help_text=_("May lie in the next year: 12-01 until 02-28 is a winter."),
    )
    lets_exception = models.BooleanField(
        _("outside the season with a written reason"),
        default=False,
        help_text=_("Otherwise a visit outside the season is refused."),
    )

    class Meta:
        verbose_name = _("rule for visits")
        verbose_name_plural = _("rules for visits")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch", "category"],
                condition=models.Q(product_class=None),
                name="visit_rule_of_category_once",
            ),
            models.UniqueConstraint(
                fields=["batch", "category", "product_class"], name="visit_rule_of_class_once"
            ),
        ]

    def __str__(self) -> str:
        """Return batch, category and class."""
        return " · ".join(str(part) for part in (self.batch, self.category, self.product_class) if part)

    def clean(self) -> None:
        """Refuse half a season."""
        if bool(self.season_begins) != bool(self.season_ends):
            raise ValidationError({"season_ends": _("A season needs its first and its last day.")})

    def is_in_season(self, day: datetime.date) -> bool:
        """Say whether the day lies in the season; one that ends before it begins goes over the new year."""
        if not self.season_begins:
            return True
        here = f"{day:%m-%d}"
        if self.season_begins <= self.season_ends:
            return self.season_begins <= here <= self.season_ends
        return here >= self.season_begins or here <= self.season_ends
