"""Secret addresses under which calendars of visits are read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """A secret address of a calendar (日历订阅): an inspector's own visits, or for the secretary those of a prefecture.

    The address itself is shown once and not kept; whoever holds it reads the calendar until it is revoked.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner of the address")
    )
    # Without one: the visits of the person's own teams; for those who plan visits, of the whole province.
    prefecture = models.ForeignKey(
        "accounts.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prefecture"),
    )
    is_own = models.BooleanField(_("only the visits of one's own teams"), default=True)
    digest = models.CharField(_("hash of the address"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_own=False) | models.Q(prefecture=None),
                name="calendar_feed_own_or_place",
            )
        ]

    def __str__(self) -> str:
        """Return what the calendar holds."""
        if self.is_own:
            return str(_("my visits"))
        return str(self.prefecture or _("all visits"))
