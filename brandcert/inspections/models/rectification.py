"""How what was found is put right, round by round."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rectification(models.Model):
    """How the enterprise closes a finding (整改), until an inspector has verified it."""

    finding = models.OneToOneField("inspections.Finding", models.PROTECT, related_name="rectification")
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    plan_due_on = models.DateField(_("plan due on"), null=True, blank=True)
    is_plan_due_provisional = models.BooleanField(_("date of the plan is provisional"), default=False)
    plan = models.TextField(_("plan"), blank=True)
    planned_at = models.DateTimeField(_("plan handed in at"), null=True, blank=True)
    answer = models.TextField(_("what was done"), blank=True)
    evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    files = models.ManyToManyField("documents.Upload", related_name="+", verbose_name=_("files"), blank=True)
    before = models.ManyToManyField(
        "documents.Upload", related_name="+", verbose_name=_("state before"), blank=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")

    def __str__(self) -> str:
        """Return the finding."""
        return str(self.finding)

    @property
    def plan_stamp(self) -> str:
        """Return what tells this plan from a later one."""
        return self.planned_at.isoformat() if self.planned_at else "-"

    @property
    def answer_stamp(self) -> str:
        """Return what tells this answer from a later one."""
        return self.answered_at.isoformat() if self.answered_at else "-"


class RectificationRound(models.Model):
    """A round of a rectification that did not hold: what was planned and answered, and why it was not enough."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    due_on = models.DateField(_("due on"))
    plan = models.TextField(_("plan"), blank=True)
    answer = models.TextField(_("what was done"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    files = models.ManyToManyField("documents.Upload", related_name="+", verbose_name=_("files"), blank=True)
    before = models.ManyToManyField(
        "documents.Upload", related_name="+", verbose_name=_("state before"), blank=True
    )
    reason = models.TextField(_("why it does not hold"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("round of a rectification")
        verbose_name_plural = _("rounds of rectifications")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rectification", "number"], name="rectification_round_once")
        ]

    def __str__(self) -> str:
        """Return finding and number."""
        return f"{self.rectification} {self.number}"
