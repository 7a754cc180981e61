"""States and choices of sanction cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sanction(models.TextChoices):
    """What a case may lead to (拟作出的处理)."""

    SUSPEND = "suspend", _("suspension")
    REVOKE = "revoke", _("revocation")


class SanctionStatus(models.TextChoices):
    """The life of a sanction case (处理案件)."""

    FACTS = "facts", pgettext_lazy("sanction case", "facts being established")  # 调查取证
    ANNOUNCED = "announced", pgettext_lazy("sanction case", "announced, may be answered")  # 已事先告知
    HEARING = "hearing", pgettext_lazy("sanction case", "hearing to be held")  # 待听取陈述
    HEARD = "heard", pgettext_lazy("sanction case", "heard")  # 已听取陈述申辩
    CHECKED = "checked", pgettext_lazy("sanction case", "legally checked")  # 已法制审核
    DECIDED = "decided", pgettext_lazy("sanction case", "decided")  # 已决定
    PUBLISHED = "published", pgettext_lazy("sanction case", "published")  # 已公布
    DELIVERED = "delivered", pgettext_lazy("sanction case", "delivered")  # 已送达
    DROPPED = "dropped", pgettext_lazy("sanction case", "closed without sanction")  # 不予处理
    ENDED = "ended", pgettext_lazy("sanction case", "ended with the certificate")  # 证书终止


# Nothing is decided yet: the case can still be dropped.
OPEN = (
    SanctionStatus.FACTS,
    SanctionStatus.ANNOUNCED,
    SanctionStatus.HEARING,
    SanctionStatus.HEARD,
    SanctionStatus.CHECKED,
)
# The notice was served, and nothing is decided yet.
ANSWERABLE = (SanctionStatus.ANNOUNCED, SanctionStatus.HEARD, SanctionStatus.CHECKED)
# What was decided still has to reach the public and the holder.
RUNNING = (*OPEN, SanctionStatus.DECIDED, SanctionStatus.PUBLISHED)
