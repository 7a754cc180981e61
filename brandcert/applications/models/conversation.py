"""What enterprise and staff write to each other about one application."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.enums import Side
from brandcert.applications.models.application import Application


class Conversation(models.Model):
    """The messages about one application (沟通) and how far each side has read them."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="conversation")
    # The key of the last message each side has seen.
    read_by_enterprise = models.PositiveBigIntegerField(_("read by the enterprise up to"), default=0)
    read_by_staff = models.PositiveBigIntegerField(_("read by the staff up to"), default=0)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)

    def read_up_to(self, side: str) -> int:
        """Return the key of the last message the side has seen; 0 for none."""
        return self.read_by_enterprise if side == Side.ENTERPRISE else self.read_by_staff


class ConversationMessage(models.Model):
    """One message; staff write for their office, and only the office is shown to the enterprise."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    # The recommending unit that writes; none stands for the province.
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    text = models.TextField(_("text"))
    files = models.ManyToManyField("documents.Upload", related_name="+", verbose_name=_("files"), blank=True)
    # What the form was drawn with: a second press of the button finds the first.
    key = models.CharField(_("key of the form"), max_length=40)

    class Meta:
        verbose_name = _("message of a conversation")
        verbose_name_plural = _("messages of conversations")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "key"], name="conversation_message_once"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="conversation_side"),
        ]

    def __str__(self) -> str:
        """Return side and time."""
        return f"{self.get_side_display()} {self.written_at:%Y-%m-%d %H:%M}"
