"""What ties an expert to an enterprise, as far as somebody wrote it down, and what a batch asks of its panels."""

from __future__ import annotations

import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.reviews.enums import InterestKind
from brandcert.reviews.models.people import Expert

# How long someone who worked for an enterprise, advised it or drafted for it may not judge it.
TIED_FOR: Final = datetime.timedelta(days=3 * 365)
# Ties that last beyond their end; a share that was sold or a relative who left ties no longer.
LASTING: Final = (InterestKind.EMPLOYER, InterestKind.CONSULTANT, InterestKind.DRAFTER)


class InterestQuerySet(models.QuerySet["Interest"]):
    """Reads of interests."""

    def in_force(self, today: datetime.date) -> InterestQuerySet:
        """Return the interests that still tie on the date."""
        is_recent = models.Q(kind__in=LASTING, until__gt=today - TIED_FOR)
        return self.filter(models.Q(until=None) | models.Q(until__gte=today) | is_recent)

    def named_only(self) -> InterestQuerySet:
        """Return the interests in bodies whose credit code nobody knows: they tie by the name."""
        return self.filter(credit_code="")


class Interest(models.Model):
    """That an expert works or worked for a body, advises it, owns part of it, drafted for it or has kin there (利害关系)."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="interests", verbose_name=_("expert"))
    kind = models.CharField(_("kind"), max_length=12, choices=InterestKind)
    body = models.CharField(_("body"), max_length=200)
    # Without a code the name ties, in either width of its brackets.
    credit_code = models.CharField(_("credit code of the body"), max_length=18, blank=True, db_index=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    stated_at = models.DateTimeField(_("stated at"), default=timezone.now)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest of an expert")
        verbose_name_plural = _("interests of experts")

    def __str__(self) -> str:
        """Return expert, kind and body."""
        return f"{self.expert} · {self.get_kind_display()} · {self.body}"


class Affiliate(models.Model):
    """A body of the same group as an enterprise: parent, subsidiary, sister (关联企业)."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="affiliates", verbose_name=_("enterprise")
    )
    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(_("credit code"), max_length=18, db_index=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("affiliated body")
        verbose_name_plural = _("affiliated bodies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "credit_code"], name="affiliate_once")
        ]

    def __str__(self) -> str:
        """Return both names."""
        return f"{self.enterprise} · {self.name}"


class ExpertObjection(models.Model):
    """That an enterprise asks an expert to stand aside (申请回避); somebody of the staff decides."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="objections", verbose_name=_("expert"))
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        related_name="expert_objections",
        verbose_name=_("enterprise"),
    )
    reason = models.CharField(_("reason"), max_length=500)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)
    application = models.ForeignKey(
        "applications.Application",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expert_objections",
        verbose_name=_("application"),
        help_text=_("The case for which the applicant objected itself, in the window of a drawing."),
    )
    is_admitted = models.BooleanField(_("admitted"), null=True)
    decision = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection to an expert")
        verbose_name_plural = _("objections to experts")
        constraints: ClassVar = [
            # An enterprise may object to an expert once.
            models.UniqueConstraint(fields=["expert", "enterprise"], name="expert_objection_once")
        ]

    def __str__(self) -> str:
        """Return enterprise and expert."""
        return f"{self.enterprise} × {self.expert}"


class PanelRule(models.Model):
    """What a batch asks of its panels in a category beyond their size (抽取规则)."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="panel_rules", verbose_name=_("batch")
    )
    category = models.ForeignKey(
        "programs.Category", models.PROTECT, related_name="panel_rules", verbose_name=_("category")
    )
    fields = models.JSONField(
        _("required fields"),
        default=list,
        blank=True,
        help_text=_("At least one expert of each; an expert counts for the first that he knows."),
    )
    avoids_county = models.BooleanField(
        _("no experts of the applicant's county"),
        default=False,
        help_text=_("Experts of the same division as the enterprise are left out."),
    )
    most_tasks = models.PositiveSmallIntegerField(
        _("most tasks of an expert in the batch"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("rule for panels")
        verbose_name_plural = _("rules for panels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "category"], name="panel_rule_once")
        ]

    def __str__(self) -> str:
        """Return batch and category."""
        return f"{self.batch} · {self.category}"
