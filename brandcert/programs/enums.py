"""Choices that describe programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CategoryKey(models.TextChoices):
    """The three categories (类别)."""

    MANUFACTURING = "MANUFACTURING", _("Jilin Manufacturing")  # 吉林制造
    AGRICULTURE = "AGRICULTURE", _("Jilin Agricultural Specialities")  # 吉林农特
    SERVICES = "SERVICES", _("Jilin Services")  # 吉林服务


class Route(models.TextChoices):
    """The way from the enterprise to the province."""

    UNIT = "unit", _("through the recommending unit")  # 市州推荐
    SELF = "self", _("self-nomination")  # 自荐


class CriterionStage(models.TextChoices):
    """Where a criterion is judged: on the documents or on site."""

    DOCUMENTS = "D", _("documents")
    SITE = "S", _("on site")


class CriterionKind(models.TextChoices):
    """Whether a criterion follows from a record or is judged."""

    OBJECTIVE = "o", _("objective")
    JUDGED = "j", _("judged")
