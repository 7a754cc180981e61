"""What was told to whom, whether it arrived, in which words, and what people want to be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.notifications.enums import Channel, Result


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user: Any) -> MessageQuerySet:
        """Return the person's own messages."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(recipient=user)

    def unread(self) -> MessageQuerySet:
        """Return what its recipient has not opened."""
        return self.filter(read_at=None)

    def unread_first(self) -> MessageQuerySet:
        """Put what is unread before the rest, the latest first in each."""
        is_read = models.Case(
            models.When(read_at=None, then=0), default=1, output_field=models.SmallIntegerField()
        )
        return self.alias(is_read=is_read).order_by("is_read", "-created_at", "-id")

    def about(self, row: models.Model) -> MessageQuerySet:
        """Return what was told of one case, the latest first."""
        return self.filter(case_type=row._meta.label_lower, case_id=row.pk).order_by("-id")


class Message(models.Model):
    """One message (站内信) to one person about one event."""

    event = models.ForeignKey("core.Event", models.PROTECT, related_name="messages", verbose_name=_("event"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name=_("recipient")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("enterprise"),
    )
    kind = models.CharField(_("kind of notice"), max_length=60, blank=True)
    # The case on whose page the message is listed; the event may be about something that belongs to it.
    case_type = models.CharField(_("kind of case"), max_length=60, blank=True)
    case_id = models.BigIntegerField(_("case"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    url = models.CharField(_("page"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "recipient"], name="message_once")]
        indexes: ClassVar = [
            models.Index(fields=["case_type", "case_id"], name="message_case"),
            models.Index(fields=["recipient", "-id"], name="message_inbox"),
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Reads of dispatches."""

    # Who sees which rows; set by `policies.py`, none sees by default.
    scope: ClassVar[Callable[[Any], models.Q]] = staticmethod(lambda _user: models.Q(pk__in=[]))

    def visible_to(self, user: Any) -> DispatchQuerySet:
        """Return what those who look after delivery see."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(type(self).scope(user))

    def waiting(self, now: Any) -> DispatchQuerySet:
        """Return what is neither sent nor given up, due, and not in anyone's hands now, the oldest first."""
        is_free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        return self.filter(is_free, sent_at=None, failed_at=None, not_before__lte=now).order_by("id")

    def failed(self) -> DispatchQuerySet:
        """Return what was given up."""
        return self.exclude(failed_at=None)


class Dispatch(models.Model):
    """One sending of a message by one channel, with its result (投递); the words are kept as they were sent."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="dispatches", verbose_name=_("message"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.EMAIL)
    address = models.CharField(_("address"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "channel"], name="dispatch_once"),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(failed_at=None), name="dispatch_one_result"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="dispatch_waiting", condition=models.Q(sent_at=None, failed_at=None)
            )
        ]

    def __str__(self) -> str:
        """Return channel and key; never an address."""
        return f"{self.get_channel_display()} {self.pk}"

    @property
    def result(self) -> Result:
        """Return what became of it."""
        if self.sent_at:
            return Result.SENT
        return Result.FAILED if self.failed_at else Result.WAITING


class MessageTemplate(models.Model):
    """One version of the words staff gave a notice; the highest version counts, none means the delivered words."""

    kind = models.CharField(_("kind of notice"), max_length=60)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    language = models.CharField(_("language"), max_length=10)
    version = models.PositiveIntegerField(_("version"))
    # A version may also say: back to the delivered words. Then it holds none of its own.
    is_shipped = models.BooleanField(_("delivered text"), default=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        ordering: ClassVar = ["kind", "channel", "language", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "channel", "language", "version"], name="template_version_once"
            )
        ]

    def __str__(self) -> str:
        """Return notice, channel, language and version."""
        return f"{self.kind} {self.channel} {self.language} v{self.version}"


class Preference(models.Model):
    """By which channels a person wants to be told, beside the messages in the portal."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notice_preference", verbose_name=_("person")
    )
    by_email = models.BooleanField(_("by e-mail"), default=True)
    by_sms = models.BooleanField(_("by text message"), default=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("wish about messages")
        verbose_name_plural = _("wishes about messages")

    def __str__(self) -> str:
        """Return the person."""
        return str(self.user)
