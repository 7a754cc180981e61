"""What a batch asks of an application: documents and questions."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.enums import AnswerKind, QuestionSection
from brandcert.programs.models.batch import Batch
from brandcert.programs.models.programme import Category


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
