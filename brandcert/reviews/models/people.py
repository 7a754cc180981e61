"""Experts and what stands between them and an enterprise."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
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
    is_available = models.BooleanField(_("available"), default=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    def __str__(self) -> str:
        """Return the name."""
        return str(self.user)


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
