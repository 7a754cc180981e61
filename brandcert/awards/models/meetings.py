"""What the committee deliberates on and how it votes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import Choice, Presence, RecusalKind, Result, Staged
from brandcert.awards.voting import Rules


class Deliberation(models.Model):
    """A meeting of the committee (综合评议): who was there, what was discussed."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="deliberations", verbose_name=_("batch")
    )
    held_on = models.DateField(_("held on"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secretary of the meeting"),
    )
    # By what the meeting votes and up to which quota, as it stood when the meeting was called.
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    attendees: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="deliberations", verbose_name=_("members invited")
    )
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("minutes locked at"), null=True, blank=True)
    lock_note = models.CharField(_("why a signature is missing"), max_length=500, blank=True)
    minutes_file = models.CharField(_("file of the minutes"), max_length=120, blank=True)
    minutes_sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        """Return batch and date."""
        return f"{self.batch} {self.held_on}"

    @property
    def quorum(self) -> int:
        """Return how many members must take part, as frozen at the call."""
        return int(self.rules.get("quorum", self.batch.quorum))

    @property
    def is_secret(self) -> bool:
        """Say whether nobody ever learns who voted how."""
        return bool(self.rules.get("secret", self.batch.is_ballot_secret))

    @property
    def voting_rules(self) -> Rules:
        """Return by what the votes are counted."""
        return Rules(
            self.quorum,
            self.rules.get("majority", self.batch.majority),
            self.rules.get("tie", self.batch.tie_rule),
        )


class Attendance(models.Model):
    """Whether an invited member is at the meeting; nobody represents him (出席)."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances", verbose_name=_("member")
    )
    presence = models.CharField(_("attendance"), max_length=10, choices=Presence)
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deliberation", "member"], name="attendance_once")
        ]

    def __str__(self) -> str:
        """Return member and attendance."""
        return f"{self.member}: {self.get_presence_display()}"


class AgendaItem(models.Model):
    """An application on the agenda of a meeting, with what ranked it when it was put there."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="items")
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="agenda_items", verbose_name=_("application")
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    # Place in its category, scores, tie-break, version of the rubric and formula at the moment of the call.
    facts = models.JSONField(_("what ranked it"), default=dict, blank=True)
    added_at = models.DateTimeField(_("added later at"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_reason = models.CharField(_("why it was added later"), max_length=500, blank=True)
    discussion = models.TextField(_("what was said"), blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    # How often each choice was taken, who could vote, and by which rule it was decided.
    tally = models.JSONField(_("count of the votes"), default=dict, blank=True)
    decided_at = models.DateTimeField(_("voted at"), null=True, blank=True)

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


class Recusal(models.Model):
    """That a member is out for one item (回避): he said so, or the records show why."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RecusalKind)
    reason = models.CharField(_("reason"), max_length=200)
    evidence = models.CharField(_("evidence"), max_length=80, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "member"], name="recusal_once")]

    def __str__(self) -> str:
        """Return member and item."""
        return f"{self.member}: {self.item}"


class Vote(models.Model):
    """One member's vote on one item (表决); of a secret ballot only that he voted remains."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="votes", verbose_name=_("member")
    )
    choice = models.CharField(_("vote"), max_length=10, choices=Choice, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    cast_at = models.DateTimeField(_("cast at"), default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]

    def __str__(self) -> str:
        """Return member and vote."""
        return f"{self.member}: {self.get_choice_display()}"


class StagedDecision(models.Model):
    """What is intended for an item: free to be changed until everything is released together (拟定)."""

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="staged")
    outcome = models.CharField(_("intended"), max_length=10, choices=Staged)
    reason = models.TextField(_("reason"), blank=True)
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    staged_at = models.DateTimeField(_("at"), default=timezone.now)
    # The committee's proposal; what the director put down himself waits for a member to confirm it.
    approval = models.ForeignKey(
        "core.Approval", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposal")
    )

    class Meta:
        verbose_name = _("intended decision")
        verbose_name_plural = _("intended decisions")

    def __str__(self) -> str:
        """Return item and intention."""
        return f"{self.item}: {self.get_outcome_display()}"

    def details(self) -> dict[str, Any]:
        """Return what the second person approves."""
        found: dict[str, Any] = {"deliberation": self.item.deliberation_id}
        if self.outcome == Staged.AWARD:
            return found
        code = "deferred" if self.outcome == Staged.DEFER else "committee"
        return found | {"reason_code": code, "reason": self.reason}
