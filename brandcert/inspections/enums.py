"""Choices of inspections."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How an inspection is made."""

    ON_SITE = "on_site", _("on site")  # 现场
    VIDEO = "video", _("by video")  # 视频
    MYSTERY = "mystery", _("mystery visit")  # 暗访


class Severity(models.TextChoices):
    """How grave a finding is."""

    SEVERE = "severe", _("severe")  # 严重不符合
    CLOSABLE = "closable", _("to be rectified")  # 一般不符合
    OBSERVATION = "observation", _("observation")  # 观察项


class Signature(models.TextChoices):
    """Whether the enterprise signed the report."""

    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused to sign")


class Outcome(models.TextChoices):
    """What the laboratory found of a sample."""

    PASSED = "passed", _("meets the standard")  # 合格
    FAILED = "failed", _("does not meet the standard")  # 不合格


class EntryKind(models.TextChoices):
    """What an inspector enters on a phone without network."""

    LINE = "line", _("line of the checklist")
    FINDING = "finding", _("finding")
    PHOTO = "photo", _("photo")
