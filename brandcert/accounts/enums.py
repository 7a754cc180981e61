"""The roles of staff; enterprise people hold theirs through a membership."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be appointed to (岗位)."""

    RECOMMENDER = "recommender", _("recommender")  # 推荐单位经办人
    CLERK = "clerk", _("provincial clerk")  # 受理员
    SECRETARY = "secretary", _("panel secretary")  # 评审秘书
    EXPERT = "expert", _("expert")  # 专家
    INSPECTOR = "inspector", _("inspector")  # 核查员
    COMMITTEE = "committee", _("committee member")  # 评议委员
    DIRECTOR = "director", _("director")  # 审批人
    ISSUER = "issuer", _("issuing officer")  # 发证人员
    SUPERVISOR = "supervisor", _("supervision officer")  # 监管人员
    LEGAL = "legal", _("legal reviewer")  # 法制审核
    AUDITOR = "auditor", _("auditor")  # 安全审计员
    SYSADMIN = "sysadmin", _("system administrator")  # 系统管理员
    SECADMIN = "secadmin", _("security administrator")  # 安全管理员


class GrantKind(models.TextChoices):
    """How a person came to a role (任职方式)."""

    ORDINARY = "ordinary", _("appointment")  # 任命
    DEPUTY = "deputy", _("deputy")  # 代理
    EMERGENCY = "emergency", _("emergency access")  # 应急授权


# 三员分立: three people, none of whom deals with cases.
ADMINISTRATORS: Final = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
# Who decides, issues or watches over the others is appointed by two security administrators.
CRITICAL: Final = ADMINISTRATORS | {Role.DIRECTOR, Role.ISSUER}
# What somebody of the staff may take over for some hours: work that cannot wait, never a decision, score or vote.
URGENT: Final = frozenset({Role.CLERK, Role.SECRETARY, Role.SUPERVISOR, Role.LEGAL})
# The offices of the provincial bureau: only who holds one of them, and nothing outside the bureau, takes one over.
BUREAU: Final = URGENT | {Role.DIRECTOR, Role.ISSUER}
# Who decides does not also propose, who examines does not also pursue: pairs nobody holds at once by an emergency.
APART: Final = frozenset(
    {
        *(frozenset({Role.DIRECTOR, role}) for role in URGENT | {Role.ISSUER}),
        frozenset({Role.SUPERVISOR, Role.LEGAL}),
    }
)


class UnitKind(models.TextChoices):
    """What sort of office looks at applications before the province."""

    BUREAU = "bureau", _("bureau of a prefecture or city")  # 市州
    COUNTY = "county", _("county office")  # 区县
    ASSOCIATION = "association", _("association")  # 行业协会
