"""What is said against an item of a published list, and what the enterprise answers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import ObjectorKind, Outcome, Relation
from brandcert.awards.models.notices import NoticeItem


class Objection(models.Model):
    """Somebody's real-name objection (异议) to an item; the objector stays secret.

    Whoever holds receipt number and query code sees how far it is, may add evidence and take it back.
    """

    item = models.ForeignKey(NoticeItem, models.PROTECT, related_name="objections", verbose_name=_("item"))
    receipt_number = models.CharField(_("receipt number"), max_length=30, unique=True)
    objector_name = models.CharField(_("name of the objector"), max_length=100)
    objector_contact = models.CharField(_("contact of the objector"), max_length=100)
    objector_kind = models.CharField(
        _("who objects"), max_length=12, choices=ObjectorKind, default=ObjectorKind.PERSON
    )
    objector_code = models.CharField(_("credit code of the objector"), max_length=18, blank=True)
    relation = models.CharField(_("relation to the matter"), max_length=12, choices=Relation, blank=True)
    # Only a contact at which a code arrived is called verified.
    contact_verified_at = models.DateTimeField(_("contact verified at"), null=True, blank=True)
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    query_code = models.CharField(_("query code"), max_length=20, blank=True, editable=False)
    facts = models.TextField(_("facts"))
    files = models.ManyToManyField(
        "documents.Upload",
        through="awards.ObjectionFile",
        related_name="+",
        verbose_name=_("evidence"),
        blank=True,
    )
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)
    # Of an objection on paper: who entered it, when the office received it stands in `filed_at`.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    # First the day by which it is admitted or not, then the day by which it is decided.
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_due_provisional = models.BooleanField(_("date is provisional"), default=False)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    # What the enterprise is told: the facts in words that show nobody who objected.
    told_facts = models.TextField(_("facts as told to the enterprise"), blank=True)
    statement_due_on = models.DateField(_("statement of the enterprise due on"), null=True, blank=True)
    is_statement_provisional = models.BooleanField(_("day of the statement is provisional"), default=False)
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


class ObjectionFile(models.Model):
    """A file of evidence: its name tells nothing, and only the handler opens it."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="papers")
    upload = models.ForeignKey("documents.Upload", models.PROTECT, related_name="+", verbose_name=_("file"))
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        verbose_name = _("evidence of an objection")
        verbose_name_plural = _("evidence of objections")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return the objection."""
        return str(self.objection)


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
