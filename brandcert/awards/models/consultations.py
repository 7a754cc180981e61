"""Departments that are asked before a list is published."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import Stance


def new_nonce() -> str:
    """Return what makes the link of a request its own."""
    return get_random_string(24)


class Consultation(models.Model):
    """A request to one department about a list of enterprises (部门会商), with its deadline."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="consultations", verbose_name=_("batch")
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    department = models.CharField(_("department"), max_length=100)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("answer due on"))
    is_due_provisional = models.BooleanField(_("date is provisional"), default=False)
    # Another value makes every link that was given out void.
    nonce = models.CharField(_("key of the link"), max_length=24, default=new_nonce)
    revoked_at = models.DateTimeField(_("link revoked at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consultation of a department")
        verbose_name_plural = _("consultations of departments")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return number and department."""
        return f"{self.number} {self.department}"

    @property
    def created_at(self) -> datetime.datetime:
        """Return since when the clock runs: the beginning of the day it was sent."""
        return timezone.make_aware(datetime.datetime.combine(self.asked_on, datetime.time.min))


class ConsultationAnswer(models.Model):
    """What a department says of one enterprise on the list; an objection blocks until it is dealt with."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="answers")
    application = models.ForeignKey(
        "applications.Application",
        models.PROTECT,
        related_name="consultation_answers",
        verbose_name=_("application"),
    )
    stance = models.CharField(_("answer"), max_length=10, choices=Stance, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # Empty where the department answered itself by its link.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    paper = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer on paper"),
    )
    handling = models.TextField(_("how the objection was dealt with"), blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dealt with by"),
    )
    handled_at = models.DateTimeField(_("dealt with at"), default=None, null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer of a department")
        verbose_name_plural = _("answers of departments")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "application"], name="consultation_answer_once")
        ]

    def __str__(self) -> str:
        """Return department and answer."""
        return f"{self.consultation.department}: {self.get_stance_display()}"

    @property
    def is_blocking(self) -> bool:
        """Say whether the answer keeps the application from the published list."""
        return self.stance == "" or (self.stance == Stance.OBJECTS and self.handled_at is None)
