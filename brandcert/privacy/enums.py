"""Choices of requests about personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How a request was answered."""

    DONE = "done", _("carried out")  # 已办理
    REFUSED = "refused", _("not carried out")  # 不予办理


class Wish(models.TextChoices):
    """What a person can ask for."""

    COPY = "copy", _("a copy")  # 查阅复制
    DELETION = "deletion", _("deletion")  # 删除
