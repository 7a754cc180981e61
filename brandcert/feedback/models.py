"""Ratings of the service, and the follow-ups of bad ones."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.feedback.enums import Level, Occasion, Outcome

WORST, BEST = min(Level.values), max(Level.values)


class RatingQuerySet(models.QuerySet["Rating"]):
    """Reads of ratings."""

    def given(self) -> RatingQuerySet:
        """Return what was rated."""
        return self.exclude(given_at=None)

    def waiting(self, today: datetime.date) -> RatingQuerySet:
        """Return what may still be rated."""
        return self.filter(given_at=None, open_until__gte=today)


class Rating(models.Model):
    """That an enterprise is asked about one finished stage of its case, and what it says (评价); it names no person.

    Whoever holds the link may answer once. Who did is not stored: those who are rated could find it out otherwise.
    """

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="ratings", verbose_name=_("application")
    )
    occasion = models.CharField(_("rated stage"), max_length=12, choices=Occasion)
    invited_at = models.DateTimeField(_("asked at"), default=timezone.now)
    open_until = models.DateField(_("open until"))
    level = models.PositiveSmallIntegerField(_("rating"), choices=Level, null=True, blank=True)
    reasons = models.JSONField(_("what it is about"), default=list, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    given_at = models.DateTimeField(_("rated at"), null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("service rating")
        verbose_name_plural = _("service ratings")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "occasion"], name="rating_once"),
            models.CheckConstraint(
                condition=models.Q(level=None, given_at=None)
                | models.Q(level__range=(WORST, BEST), given_at__isnull=False),
                name="rating_whole",
            ),
        ]

    def __str__(self) -> str:
        """Return the rated stage; never of which case."""
        return str(self.get_occasion_display())

    @property
    def is_bad(self) -> bool:
        """Say whether somebody has to look into it."""
        return self.level is not None and self.level <= Level.DISCONTENT


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Reads of follow-ups."""

    # Who sees which rows; set by `policies.py`, none sees by default.
    scope: ClassVar[Callable[[Any], models.Q]] = staticmethod(lambda _user: models.Q(pk__in=[]))

    def visible_to(self, user: Any) -> FollowUpQuerySet:
        """Return what the person may look into; never what concerns a case they dealt with."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(type(self).scope(user))

    def open(self) -> FollowUpQuerySet:
        """Return what is not closed."""
        return self.filter(closed_at=None)


class FollowUp(models.Model):
    """What supervision does about one bad rating (差评回访整改): calls back, has it put right, closes it in time."""

    rating = models.OneToOneField(
        Rating, models.PROTECT, related_name="follow_up", verbose_name=_("service rating")
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    due_on = models.DateField(_("due on"))
    is_due_provisional = models.BooleanField(_("date is provisional"), default=False)
    called_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("called back by"),
    )
    is_reached = models.BooleanField(_("somebody was reached"), default=False)
    said = models.TextField(_("what the enterprise said"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(_("answer to the enterprise"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up of a bad rating")
        verbose_name_plural = _("follow-ups of bad ratings")
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None, outcome="")
                | (models.Q(closed_at__isnull=False, called_at__isnull=False) & ~models.Q(outcome="")),
                name="follow_up_whole",
            )
        ]

    def __str__(self) -> str:
        """Return which it is."""
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def created_at(self) -> datetime.datetime:
        """Return when its clock began."""
        return self.opened_at
