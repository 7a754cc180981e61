"""What is decided together, published, disputed and awarded."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import Choice, Outcome


class Deliberation(models.Model):
    """A meeting of the committee (综合评议): who was there, what was discussed."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="deliberations", verbose_name=_("batch")
    )
    held_on = models.DateField(_("held on"))
    minutes = models.TextField(_("minutes"), blank=True)
    attendees: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="deliberations", verbose_name=_("present")
    )
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        """Return batch and date."""
        return f"{self.batch} {self.held_on}"


class AgendaItem(models.Model):
    """An application on the agenda of a meeting."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="items")
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="agenda_items", verbose_name=_("application")
    )
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deliberation", "application"], name="agenda_once")
        ]

    def __str__(self) -> str:
        """Return rank and application."""
        return f"{self.rank}. {self.application}"


class Vote(models.Model):
    """One member's vote on one item (表决)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="votes", verbose_name=_("member")
    )
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    cast_at = models.DateTimeField(_("cast at"), default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]

    def __str__(self) -> str:
        """Return member and vote."""
        return f"{self.member}: {self.get_choice_display()}"


class PublicNotice(models.Model):
    """The published list (公示) with its first and last day, both inclusive."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="notices", verbose_name=_("batch")
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    published_on = models.DateField(_("published on"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    is_provisional = models.BooleanField(_("date is provisional"), default=False)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering: ClassVar = ["-published_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="notice_period"
            )
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class NoticeItem(models.Model):
    """An application on a published list, with the words that were published."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="items")
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="notice_items", verbose_name=_("application")
    )
    enterprise_name = models.CharField(_("enterprise"), max_length=200)
    product_name = models.CharField(_("product or service"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("item of a notice")
        verbose_name_plural = _("items of notices")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "application"], name="notice_item_once")
        ]

    def __str__(self) -> str:
        """Return enterprise and product."""
        return f"{self.enterprise_name} {self.product_name}"


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


class Decision(models.Model):
    """The director's decision (认定决定) with its number: what awards rest on."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="decisions", verbose_name=_("batch")
    )
    number = models.CharField(_("decision number"), max_length=40, unique=True)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["-decided_on", "-id"]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Award(models.Model):
    """That one application is awarded by a decision (认定)."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="award_record", verbose_name=_("application")
    )
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="awards", verbose_name=_("decision"))

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)


class Appeal(models.Model):
    """An enterprise asks for a review of a refusal (复核), decided by other people."""

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="appeals", verbose_name=_("application")
    )
    grounds = models.TextField(_("grounds"))
    evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("filed by")
    )
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now)
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    finding = models.TextField(_("written finding"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(outcome=""), name="appeal_one_open"
            )
        ]

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)
