"""The programme and its categories."""

from __future__ import annotations

import string
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import CategoryKey


def between(least: int, most: int) -> list[BaseValidator]:
    """Return the limits of a number that staff enter."""
    return [MinValueValidator(least), MaxValueValidator(most)]


def numbering(pattern: str) -> None:
    """Refuse a pattern that does not name year and number exactly, or names something else."""
    try:
        names = [
            name for _text, name, _spec, _conversion in string.Formatter().parse(pattern) if name is not None
        ]
    except ValueError:
        names = []
    if sorted(names) != ["number", "year"]:
        raise ValidationError(_("The pattern names {year} and {number} once each."))


class Program(models.Model):
    """The brand programme (吉林精品) and what its certificates say."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    title = models.CharField(_("title of the certificate"), max_length=60)
    title_en = models.CharField(_("English title of the certificate"), max_length=100)
    issuing_body = models.CharField(_("issuing body"), max_length=60)
    issuing_body_en = models.CharField(_("English name of the issuing body"), max_length=120)
    validity_years = models.PositiveSmallIntegerField(
        _("years of validity"), default=3, validators=between(1, 20)
    )
    issue_days = models.PositiveSmallIntegerField(
        _("working days to issue"), default=10, validators=between(1, 250)
    )
    bar_years = models.PositiveSmallIntegerField(
        _("years of a re-application bar"), default=3, validators=between(0, 20)
    )
    hearing_days = models.PositiveSmallIntegerField(
        _("working days to be heard"), default=5, validators=between(1, 250)
    )
    sanction_days = models.PositiveSmallIntegerField(
        _("working days for each step of a sanction case"), default=5, validators=between(1, 250)
    )
    suspension_months = models.PositiveSmallIntegerField(
        _("longest suspension in months"), default=6, validators=between(1, 120)
    )
    own_suspension_months = models.PositiveSmallIntegerField(
        _("longest suspension at the holder's own request in months"), default=12, validators=between(1, 120)
    )
    ratify_hours = models.PositiveSmallIntegerField(
        _("hours to ratify an emergency suspension"),
        default=24,
        validators=between(1, 240),
        help_text=_(
            "Afterwards it is escalated to every director and to the audit; it stands until decided."
        ),
    )
    rating_days = models.PositiveSmallIntegerField(
        _("working days to answer a bad rating"), default=5, validators=between(1, 250)
    )
    rating_open_days = models.PositiveSmallIntegerField(
        _("days in which a stage may be rated"), default=30, validators=between(1, 250)
    )
    privacy_days = models.PositiveSmallIntegerField(
        _("working days to answer a request about personal data"), default=15, validators=between(1, 250)
    )
    record_years = models.PositiveSmallIntegerField(
        _("years the file of a case is kept"), default=10, validators=between(1, 100)
    )
    change_months = models.PositiveSmallIntegerField(
        _("months to report a change"), default=3, validators=between(1, 120)
    )
    renewal_opens_months = models.PositiveSmallIntegerField(
        _("months before the last day a renewal may be asked for"), default=12, validators=between(1, 120)
    )
    renewal_closes_months = models.PositiveSmallIntegerField(
        _("months before the last day after which a renewal is too late"),
        default=3,
        validators=between(0, 120),
    )

    decision_pattern = models.CharField(
        _("pattern of decision numbers"),
        max_length=40,
        default="吉精品认〔{year}〕{number}号",
        validators=[numbering],
        help_text=_("{year} and {number} are filled in; the numbers of a year have no gap."),
    )
    announcement_pattern = models.CharField(
        _("pattern of announcement numbers"),
        max_length=40,
        default="吉精品公告〔{year}〕{number}号",
        validators=[numbering],
        help_text=_("{year} and {number} are filled in; the numbers of a year have no gap."),
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Category(models.Model):
    """One of the three categories of the programme (类别) and the letter of its numbers."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="categories", verbose_name=_("programme")
    )
    key = models.CharField(_("category"), max_length=20, choices=CategoryKey)
    letter = models.CharField(_("letter in machine numbers"), max_length=1)
    character = models.CharField(_("character in printed numbers"), max_length=2)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    organisation_types = models.JSONField(_("only for these kinds of bodies"), default=list, blank=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "key"], name="category_once"),
            models.UniqueConstraint(fields=["program", "letter"], name="category_letter_once"),
        ]

    def __str__(self) -> str:
        """Return the name in the user's language."""
        return self.get_key_display()

    def admits(self, organisation_type: OrganisationType | str) -> bool:
        """Say whether bodies of this kind may apply in the category."""
        return not self.organisation_types or organisation_type in self.organisation_types
