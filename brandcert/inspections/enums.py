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
    SIGNATURE = "signature", _("signature")


class SignSide(models.TextChoices):
    """For whom somebody signs the report."""

    ENTERPRISE = "enterprise", _("Enterprise")
    INSPECTOR = "inspector", _("Inspector")


class Means(models.TextChoices):
    """How a signature was given."""

    DRAWN = "drawn", _("drawn by hand on the spot")
    DESK = "desk", _("electronically, signed in")
    PORTAL = "portal", _("electronically, in the portal of the enterprise")
