"""Choices that describe enterprises."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationType(models.TextChoices):
    """What kind of body a credit code stands for; its first two digits tell."""

    COMPANY = "company", _("company")  # 91 企业
    SOLE_TRADER = "sole_trader", _("sole trader")  # 92 个体工商户
    COOPERATIVE = "cooperative", _("co-operative")  # 93 农民专业合作社
    ASSOCIATION = "association", _("association")  # 51 社会团体
    INSTITUTION = "institution", _("public institution")  # 12 事业单位
    OTHER = "other", _("other body")


class SizeClass(models.TextChoices):
    """Size of an enterprise by the national classification."""

    LARGE = "large", _("large")
    MEDIUM = "medium", _("medium")
    SMALL = "small", _("small")
    MICRO = "micro", _("micro")


class MemberRole(models.TextChoices):
    """What a person may do for an enterprise."""

    OWNER = "owner", _("owner")  # 管理员
    EDITOR = "editor", _("editor")  # 经办人


class Outcome(models.TextChoices):
    """How a request or an offer between people of an enterprise ended; empty while it is open."""

    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class IntegrityKind(models.TextChoices):
    """The lists and events that stand in the way of an award (名单)."""

    ABNORMAL = "abnormal", _("list of abnormal operations")  # 经营异常名录
    DISHONEST = "dishonest", _("list of serious dishonesty")  # 严重违法失信名单
    DEFAULTER = "defaulter", _("list of judgment defaulters")  # 失信被执行人
    ACCIDENT = "accident", _("major accident")  # 重大事故
    SAMPLING = "sampling", _("failed sampling")  # 抽查不合格
    COMPLAINT = "complaint", _("verified major complaint")
    RECALL = "recall", _("recall abroad")
    BAR = "bar", _("bar to applying again")  # 限制申报


class Concerns(models.TextChoices):
    """Whom an entry names: the enterprise itself, or its legal representative."""

    ENTERPRISE = "enterprise", _("the enterprise")  # 企业本身
    REPRESENTATIVE = "person", _("its legal representative")  # 法定代表人


class Origin(models.TextChoices):
    """How an entry came into the register."""

    HAND = "hand", _("entered by hand")
    LIST = "list", _("taken from a list")
    SYSTEM = "system", _("answer of a national system")
    DECISION = "decision", _("own decision")


class Occasion(models.TextChoices):
    """For which decision the lists were looked up: three before the award, one before the certificate."""

    ACCEPTANCE = "acceptance", _("before acceptance")  # 受理前
    PUBLICATION = "notice", _("before the public notice")  # 公示前
    AWARD = "award", _("before the award")  # 认定前
    ISSUE = "issue", _("before the certificate")  # 颁证前
