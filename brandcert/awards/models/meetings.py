"""What the committee deliberates on and how it votes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import Choice


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
