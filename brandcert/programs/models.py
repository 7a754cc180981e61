"""The programme, its batches and the rules each batch plays by."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import (
    AnswerKind,
    CategoryKey,
    CriterionKind,
    CriterionStage,
    QuestionSection,
    Route,
)


class Program(models.Model):
    """The brand programme (吉林精品) and what its certificates say."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    title = models.CharField(_("title of the certificate"), max_length=60)
    title_en = models.CharField(_("English title of the certificate"), max_length=100)
    issuing_body = models.CharField(_("issuing body"), max_length=60)
    issuing_body_en = models.CharField(_("English name of the issuing body"), max_length=120)
    validity_years = models.PositiveSmallIntegerField(_("years of validity"), default=3)
    issue_days = models.PositiveSmallIntegerField(_("working days to issue"), default=10)
    bar_years = models.PositiveSmallIntegerField(_("years of a re-application bar"), default=3)
    hearing_days = models.PositiveSmallIntegerField(_("working days to be heard"), default=5)
    suspension_months = models.PositiveSmallIntegerField(_("longest suspension in months"), default=6)
    rating_days = models.PositiveSmallIntegerField(_("working days to answer a bad rating"), default=5)
    privacy_days = models.PositiveSmallIntegerField(
        _("working days to answer a request about personal data"), default=15
    )
    record_years = models.PositiveSmallIntegerField(_("years the file of a case is kept"), default=10)
    change_months = models.PositiveSmallIntegerField(_("months to report a change"), default=3)
    renewal_opens_months = models.PositiveSmallIntegerField(
        _("months before the last day a renewal may be asked for"), default=12
    )
    renewal_closes_months = models.PositiveSmallIntegerField(
        _("months before the last day after which a renewal is too late"), default=3
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


class Batch(models.Model):
    """One round of applications (批次) with its window, route, quota and numbers."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="batches", verbose_name=_("programme"))
    year = models.PositiveSmallIntegerField(_("year"))
    name = models.CharField(_("name"), max_length=60)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    route = models.CharField(_("route"), max_length=10, choices=Route, default=Route.UNIT)
    least_years = models.PositiveSmallIntegerField(_("years an applicant has been running"), default=3)
    correction_rounds = models.PositiveSmallIntegerField(_("rounds of correction"), default=1)
    correction_days = models.PositiveSmallIntegerField(_("working days to correct"), default=10)
    recommend_days = models.PositiveSmallIntegerField(_("working days to recommend"), default=10)
    accept_days = models.PositiveSmallIntegerField(_("working days to accept"), default=5)
    panel_days = models.PositiveSmallIntegerField(_("working days to appoint the panel"), default=10)
    review_days = models.PositiveSmallIntegerField(_("working days of the review"), default=20)
    inspect_days = models.PositiveSmallIntegerField(_("working days of the inspection"), default=30)
    inspection_notice_days = models.PositiveSmallIntegerField(
        _("working days of notice before an inspection"), default=3
    )
    rectification_days = models.PositiveSmallIntegerField(_("days of rectification"), default=30)
    rectification_plan_days = models.PositiveSmallIntegerField(
        _("working days to plan a rectification"), default=5
    )
    statement_days = models.PositiveSmallIntegerField(_("working days to answer an objection"), default=5)
    notice_days = models.PositiveSmallIntegerField(
        _("working days of the public notice"), default=7, validators=[MinValueValidator(5)]
    )
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=15)
    appeal_decision_days = models.PositiveSmallIntegerField(_("days to decide an appeal"), default=30)
    integrity_days = models.PositiveSmallIntegerField(_("age of an integrity check in days"), default=10)
    most_files = models.PositiveSmallIntegerField(
        _("most files of an application"), default=200, validators=[MinValueValidator(1)]
    )
    most_megabytes = models.PositiveSmallIntegerField(
        _("largest file in megabytes"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    panel_size = models.PositiveSmallIntegerField(
        _("experts of a panel"), default=3, validators=[MinValueValidator(3)]
    )
    trims_mean = models.BooleanField(_("trimmed mean"), default=False)
    divergence_percent = models.PositiveSmallIntegerField(_("divergence in per cent"), default=15)
    gate_score = models.DecimalField(
        _("score needed for an inspection"), max_digits=5, decimal_places=2, default=Decimal(42)
    )
    award_score = models.DecimalField(
        _("score needed for an award"), max_digits=5, decimal_places=2, default=Decimal(80)
    )
    dimension_percent = models.PositiveSmallIntegerField(_("per cent of each dimension"), default=60)
    team_size = models.PositiveSmallIntegerField(_("inspectors of a team"), default=2)
    quorum = models.PositiveSmallIntegerField(_("quorum of the committee"), default=3)
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True)
    unit_quota = models.PositiveIntegerField(_("quota of each unit"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="batch_window"
            ),
            models.UniqueConstraint(fields=["program", "name"], name="batch_name_once"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def is_open(self, now: datetime.datetime) -> bool:
        """Say whether applications can be submitted at this instant."""
        return self.opens_at <= now <= self.closes_at

    @property
    def needs_unit(self) -> bool:
        """Say whether applications go through a recommending unit."""
        return self.route == Route.UNIT

    def may_change_form(self, now: datetime.datetime) -> bool:
        """Say whether questions and documents may still be changed: before the window, and before anyone began."""
        return now < self.opens_at and not self.applications.exists()


class DocumentRequirement(models.Model):
    """A document an application of the category has to bring (申报材料)."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="requirements", verbose_name=_("batch"))
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="requirements", verbose_name=_("category")
    )
    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    hint_en = models.CharField(_("English hint"), max_length=250, blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    organisation_types = models.JSONField(_("only for these kinds of bodies"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "category", "key"], name="requirement_once")
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def applies_to(self, organisation_type: OrganisationType | str) -> bool:
        """Say whether bodies of this kind have to bring the document."""
        return not self.organisation_types or organisation_type in self.organisation_types


class Question(models.Model):
    """What an application of the category is asked (填报项); the batch's own copy of the published list."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="questions", verbose_name=_("batch"))
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="questions", verbose_name=_("category")
    )
    # Section and key stand in stored answers and in correction notices: they never change.
    section = models.SlugField(_("section"), max_length=20, choices=QuestionSection)
    key = models.SlugField(
        _("key"),
        max_length=40,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9_]*$", _("Lower-case letters, digits and underscores only."))
        ],
    )
    kind = models.CharField(_("kind of answer"), max_length=12, choices=AnswerKind, default=AnswerKind.TEXT)
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    hint_en = models.CharField(_("English hint"), max_length=250, blank=True)
    is_asked = models.BooleanField(_("asked"), default=True)
    is_required = models.BooleanField(_("required"), default=True)
    organisation_types = models.JSONField(_("only for these kinds of bodies"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    settings = models.JSONField(_("details of the answer"), default=dict, blank=True)

    class Meta:
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "category", "section", "key"], name="question_once")
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def applies_to(self, organisation_type: OrganisationType | str) -> bool:
        """Say whether bodies of this kind are asked."""
        return self.is_asked and (not self.organisation_types or organisation_type in self.organisation_types)


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

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering: ClassVar = ["dimension__position", "position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dimension", "code"], name="criterion_once")]

    def __str__(self) -> str:
        """Return code and title."""
        return f"{self.code} {self.title}"
