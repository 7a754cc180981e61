"""Words for how people are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """The ways by which people are told (渠道)."""

    PORTAL = "portal", _("message in the portal")
    EMAIL = "email", pgettext_lazy("channel", "e-mail")
    SMS = "sms", pgettext_lazy("channel", "text message")


class Group(models.TextChoices):
    """What a notice is about; the order of the lists of staff."""

    ACCOUNT = "account", _("Account and enterprise")
    APPLICATION = "application", _("Application")
    CERTIFICATE = "certificate", _("Certificate")
    REMINDER = "reminder", _("Reminders")
    STAFF = "staff", _("Work of staff")


class Result(models.TextChoices):
    """What became of one dispatch."""

    WAITING = "waiting", pgettext_lazy("dispatch", "waiting")
    SENT = "sent", pgettext_lazy("dispatch", "sent")
    FAILED = "failed", pgettext_lazy("dispatch", "failed")
