"""Choices of deliberation, notice, objection and appeal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Choice(models.TextChoices):
    """A vote."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAIN = "abstain", _("abstains")
    RECUSED = "recused", _("recused")


class AnnouncementKind(models.TextChoices):
    """What is announced."""

    AWARD = "award", _("announcement of awards")  # 认定公告
    WITHDRAWAL = "withdrawal", _("announcement of a withdrawal")  # 撤回公告


class Outcome(models.TextChoices):
    """How an objection or an appeal ended."""

    REFUSED = "refused", _("not admitted")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
    WITHDRAWN = "withdrawn", _("withdrawn")
