"""Dated records that accompany an application."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.models.application import Application


class ApplicationVersion(models.Model):
    """The content and the files exactly as they were handed in; never changed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    materials = models.JSONField(_("files with their hashes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    handed_in_at = models.DateTimeField(_("handed in at"), default=timezone.now)

    class Meta:
        verbose_name = _("version of an application")
        verbose_name_plural = _("versions of applications")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="version_once")
        ]

    def __str__(self) -> str:
        """Return application and number."""
        return f"{self.application} v{self.number}"


class Material(models.Model):
    """A file in its place: this upload answers that required document (材料)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="materials")
    requirement = models.ForeignKey(
        "programs.DocumentRequirement",
        models.PROTECT,
        related_name="materials",
        verbose_name=_("required document"),
    )
    upload = models.ForeignKey(
        "documents.Upload", models.PROTECT, related_name="materials", verbose_name=_("file")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering: ClassVar = ["requirement__position", "id"]

    def __str__(self) -> str:
        """Return the file's name."""
        return str(self.upload)


class CorrectionNotice(models.Model):
    """The one complete list of what has to be corrected (补正通知), with its deadline."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    due_on = models.DateField(_("due on"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # What the clock showed when it was stopped; it goes on from there.
    days_left = models.PositiveSmallIntegerField(_("working days left"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction notice")
        verbose_name_plural = _("correction notices")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return application and date."""
        return f"{self.application} {self.due_on}"


class CorrectionItem(models.Model):
    """One field or document of a correction notice and what is wrong with it."""

    notice = models.ForeignKey(CorrectionNotice, models.PROTECT, related_name="items")
    field = models.CharField(_("field"), max_length=60, blank=True)
    requirement = models.ForeignKey(
        "programs.DocumentRequirement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("required document"),
    )
    problem = models.TextField(_("what is wrong"))
    touched_at = models.DateTimeField(_("corrected at"), null=True, blank=True)

    class Meta:
        verbose_name = _("item to correct")
        verbose_name_plural = _("items to correct")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(field="", requirement__isnull=False)
                | (~models.Q(field="") & models.Q(requirement__isnull=True)),
                name="item_field_or_document",
            )
        ]

    def __str__(self) -> str:
        """Return the problem."""
        return self.problem


class Recommendation(models.Model):
    """The signed opinion of a recommending unit, or of a county before it (推荐意见)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="recommendations", verbose_name=_("unit")
    )
    opinion = models.TextField(_("opinion"))
    rank = models.PositiveSmallIntegerField(_("rank in the unit"), null=True, blank=True)
    is_positive = models.BooleanField(_("recommends"), default=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        """Return unit and application."""
        return f"{self.unit} → {self.application}"


class Refusal(models.Model):
    """Why a case ended before the review (不予推荐、不予受理): facts, basis, remedy and until when it can be used."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="refusals")
    step = models.CharField(_("step"), max_length=40)
    code = models.CharField(_("reason code"), max_length=40)
    facts = models.TextField(_("facts"))
    basis = models.TextField(_("basis"))
    remedy = models.TextField(_("remedy"))
    appeal_by = models.DateField(_("last day to appeal"))
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    refused_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("refusal before the review")
        verbose_name_plural = _("refusals before the review")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return application and code."""
        return f"{self.application} {self.code}"


class EligibilityCheck(models.Model):
    """The clerk's sheet of yes/no questions before acceptance (资格审查)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="eligibility_checks")
    answers = models.JSONField(_("answers"))
    is_eligible = models.BooleanField(_("all yes"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now)

    class Meta:
        verbose_name = _("eligibility check")
        verbose_name_plural = _("eligibility checks")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)
