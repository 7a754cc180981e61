"""What people ask about the data held about them."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.privacy.enums import Outcome, Wish


class PersonalRequestQuerySet(models.QuerySet["PersonalRequest"]):
    """Reads of requests."""

    def visible_to(self, user: Any) -> PersonalRequestQuerySet:
        """Return one's own requests, and all of them to those who answer and who audit."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.roles & {Role.CLERK, Role.AUDITOR}:
            return self.all()
        return self.filter(person=user)

    def open(self) -> PersonalRequestQuerySet:
        """Return what waits for an answer."""
        return self.filter(outcome="")

    def overdue(self, today: datetime.date) -> PersonalRequestQuerySet:
        """Return what should have been answered before today."""
        return self.open().filter(due_on__lt=today)


class PersonalRequest(models.Model):
    """One request of a person about his own data (个人信息请求); it names a number only, so that it may stay."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="personal_requests", verbose_name=_("person")
    )
    wish = models.CharField(_("asked for"), max_length=10, choices=Wish)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_due_provisional = models.BooleanField(_("date is provisional"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.TextField(_("reason"), blank=True)
    # How many rows were changed, by table; keys and numbers only.
    erased = models.JSONField(_("erased"), default=dict, blank=True)

    objects = PersonalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(wish=Wish.DELETION, outcome=""),
                name="deletion_asked_once",
            )
        ]

    def __str__(self) -> str:
        """Return what was asked for, and when."""
        return f"{self.get_wish_display()} {timezone.localdate(self.asked_at)}"

    @property
    def created_at(self) -> datetime.datetime:
        """Return when the clock of the answer began."""
        return self.asked_at
