"""Choices of ratings and of what follows from bad ones."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Occasion(models.TextChoices):
    """What is rated: one finished stage of a case, each once (一事一评)."""

    ACCEPTANCE = "acceptance", pgettext_lazy("rated stage", "Acceptance of the application")  # 受理
    RESULT = "result", pgettext_lazy("rated stage", "Whole case, to its result")  # 办结


class Level(models.IntegerChoices):
    """How content somebody is; the last two are bad ratings (差评)."""

    VERY_CONTENT = 5, _("very satisfied")  # 非常满意
    CONTENT = 4, _("satisfied")  # 满意
    BASICALLY = 3, _("basically satisfied")  # 基本满意
    DISCONTENT = 2, _("dissatisfied")  # 不满意
    VERY_DISCONTENT = 1, _("very dissatisfied")  # 非常不满意


class Reason(models.TextChoices):
    """What a rating is about; the same list for praise and for blame."""

    GUIDANCE = "guidance", _("Guidance and answers to questions")  # 办事指引
    PROCEDURE = "procedure", _("Steps of the procedure")  # 办事程序
    DOCUMENTS = "documents", _("Amount of documents asked for")  # 申报材料
    PAGES = "pages", _("These pages and forms")  # 系统界面
    SPEED = "speed", _("Time it took")  # 办理时限
    MANNERS = "manners", _("Manners of the staff")  # 服务态度
    EXPLANATION = "explanation", _("Explanation of the decision")  # 结果说明


class Outcome(models.TextChoices):
    """How a follow-up of a bad rating ended."""

    PUT_RIGHT = "put_right", pgettext_lazy("follow-up", "put right")  # 已整改
    EXPLAINED = "explained", pgettext_lazy("follow-up", "explained, the enterprise agrees")  # 已解释说明
    UNFOUNDED = "unfounded", pgettext_lazy("follow-up", "checked, not confirmed")  # 经核实不属实
    NOT_REACHED = "not_reached", pgettext_lazy("follow-up", "nobody could be reached")  # 无法联系
