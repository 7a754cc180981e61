"""Experts and what stands between them and an enterprise."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.reviews.enums import ConflictKind


class Expert(models.Model):
    """A person of the pool, with what he knows and for whom he works (专家)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert", verbose_name=_("person")
    )
    title = models.CharField(_("professional title"), max_length=60, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    employer = models.CharField(_("employer"), max_length=200)
    employer_credit_code = models.CharField(_("employer's credit code"), max_length=18, blank=True)
    categories = models.JSONField(_("categories"), default=list)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    division = models.ForeignKey(
        "accounts.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("division"),
        help_text=_("County or city of the place of work."),
    )
    is_available = models.BooleanField(
        _("available"), default=True, help_text=_("Whoever is not available is drawn for nothing.")
    )
    most_tasks = models.PositiveSmallIntegerField(
        _("most tasks at a time"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In one batch; the smaller of this and the limit of the batch counts."),
    )

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    def __str__(self) -> str:
        """Return the name."""
        return str(self.user)


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Reads of absences."""

    def touching(self, since: datetime.date, until: datetime.date) -> AbsenceQuerySet:
        """Return the absences that reach into the days."""
        return self.filter(since__lte=until, until__gte=since)


class Absence(models.Model):
    """Days on which an expert is away (请假): nothing is given to him that falls into them."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="absences", verbose_name=_("expert"))
    since = models.DateField(_("first day away"))
    until = models.DateField(_("last day away"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    stated_at = models.DateTimeField(_("stated at"), default=timezone.now)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence of an expert")
        verbose_name_plural = _("absences of experts")
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="absence_in_order")
        ]

    def __str__(self) -> str:
        """Return expert and days."""
        return f"{self.expert} · {self.since} – {self.until}"


class Conflict(models.Model):
    """That an expert may not judge an enterprise, declared or detected (回避)."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="conflicts", verbose_name=_("expert"))
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="conflicts", verbose_name=_("enterprise")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind)
    is_detected = models.BooleanField(_("detected by the system"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    stated_at = models.DateTimeField(_("stated at"), default=timezone.now)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["expert", "enterprise", "kind"], name="conflict_once")
        ]

    def __str__(self) -> str:
        """Return expert and enterprise."""
        return f"{self.expert} × {self.enterprise}"


class ExpertList(models.Model):
    """A list of experts that somebody took in (专家名单导入): tried first, taken over on a second word, its result kept."""

    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=bytes, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    trial = models.JSONField(_("result of the trial"), default=dict)
    result = models.JSONField(_("result"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken over at"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of experts")
        verbose_name_plural = _("lists of experts")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name
