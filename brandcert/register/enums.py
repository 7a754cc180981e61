"""Choices of the public register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.TextChoices):
    """Where an entry of the register comes from."""

    ISSUED = "issued", _("issued here, signed")  # 本系统颁发
    LEGACY = "legacy", _("title of earlier years")  # 往年称号


class TitleEnd(models.TextChoices):
    """How a title of earlier years ended before its last day."""

    REVOKED = "revoked", _("revoked")  # 撤销
    CANCELLED = "cancelled", _("cancelled")  # 注销


class Scope(models.TextChoices):
    """What a key opens."""

    STATUS = "status", _("status of many certificates at once")  # 批量状态查询
