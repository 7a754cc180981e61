"""Words of the letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Whom a letter is written to; what goes to a person is shown to far fewer people."""

    ENTERPRISE = "enterprise", _("enterprise")
    PERSON = "person", _("person")


class Method(models.TextChoices):
    """How a letter was delivered (送达方式)."""

    PORTAL = "portal", _("portal")
    HANDED = "handed", _("handed over in person")
    POST = "post", _("registered post")
    OTHER = "other", _("another way")


class Outcome(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", pgettext_lazy("delivery", "under way")
    DELIVERED = "delivered", pgettext_lazy("delivery", "delivered")
    FAILED = "failed", pgettext_lazy("delivery", "failed")
