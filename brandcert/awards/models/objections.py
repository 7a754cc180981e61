"""What is said against an item of a published list, and what the enterprise answers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import Outcome
from brandcert.awards.models.notices import NoticeItem


class Objection(models.Model):
    """Somebody's real-name objection (异议) to an item; the objector stays secret."""

    item = models.ForeignKey(NoticeItem, models.PROTECT, related_name="objections", verbose_name=_("item"))
    receipt_number = models.CharField(_("receipt number"), max_length=30, unique=True)
    objector_name = models.CharField(_("name of the objector"), max_length=100)
    objector_contact = models.CharField(_("contact of the objector"), max_length=100)
    facts = models.TextField(_("facts"))
    evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)
    # What the enterprise is told: the facts in words that show nobody who objected.
    told_facts = models.TextField(_("facts as told to the enterprise"), blank=True)
    statement_due_on = models.DateField(_("statement of the enterprise due on"), null=True, blank=True)
    admitted_at = models.DateTimeField(_("admitted at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    finding = models.TextField(_("written finding"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the receipt number."""
        return self.receipt_number


class Statement(models.Model):
    """What the enterprise says to an objection against it (申辩), with files; it can be added to, never changed."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="statements")
    text = models.TextField(_("statement"))
    files = models.ManyToManyField("documents.Upload", related_name="+", verbose_name=_("files"), blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    handed_in_at = models.DateTimeField(_("handed in at"), default=timezone.now)

    class Meta:
        verbose_name = _("statement on an objection")
        verbose_name_plural = _("statements on objections")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return the objection."""
        return str(self.objection)
