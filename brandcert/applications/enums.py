"""States and choices of applications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The visible spine; stored, and never going down."""

    NONE = "", _("not submitted")
    SUBMITTED = "submitted", _("Submitted")  # 已提交
    EXPERT_REVIEW = "expert_review", _("Expert review")  # 专家评审
    INSPECTION = "inspection", _("Inspection")  # 现场核查
    AWARDED = "awarded", _("Awarded")  # 认定


class Status(models.TextChoices):
    """The fine state of an application."""

    DRAFT = "draft", _("draft")  # 草稿
    SUBMITTED = "submitted", _("submitted, waiting for recommendation")  # 已提交
    CORRECTION = "correction", _("correction needed")  # 补正中
    RECOMMENDED = "recommended", _("recommended, waiting for acceptance")  # 已推荐
    ACCEPTED = "accepted", _("accepted")  # 已受理
    EXPERT_REVIEW = "expert_review", _("in expert review")  # 专家评审
    REVIEW_DONE = "review_done", _("review finished")  # 评审完成
    INSPECTION = "inspection", _("in inspection")  # 现场核查
    RECTIFICATION = "rectification", _("in rectification")  # 限期整改
    DELIBERATION = "deliberation", _("in deliberation")  # 综合评议
    PUBLIC_NOTICE = "public_notice", _("in public notice")  # 公示中
    OBJECTION = "objection", _("objection being examined")  # 异议核查
    AWARDED = "awarded", _("awarded")  # 认定
    REJECTED = "rejected", _("not awarded")  # 不予认定
    NOT_ACCEPTED = "not_accepted", _("not accepted")  # 不予受理
    WITHDRAWN = "withdrawn", _("withdrawn")  # 撤回
    LAPSED = "lapsed", _("lapsed")  # 逾期终止


ORDER = tuple(Stage.values)
DEAD_ENDS = (Status.REJECTED, Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.LAPSED)
APPEALABLE = (Status.REJECTED, Status.NOT_ACCEPTED, Status.LAPSED)
BEFORE_NOTICE = (
    Status.SUBMITTED,
    Status.CORRECTION,
    Status.RECOMMENDED,
    Status.ACCEPTED,
    Status.EXPERT_REVIEW,
    Status.REVIEW_DONE,
    Status.INSPECTION,
    Status.RECTIFICATION,
    Status.DELIBERATION,
)
# The inspection has ended, though the stage stays until the award.
AFTER_INSPECTION = (Status.DELIBERATION, Status.PUBLIC_NOTICE, Status.OBJECTION)
BEFORE_AWARD = (*BEFORE_NOTICE, Status.PUBLIC_NOTICE, Status.OBJECTION)
# Where an upheld appeal leads back to: an inspection is planned anew, so it begins with the finished review.
REOPENED = tuple(state for state in BEFORE_AWARD if state not in (Status.INSPECTION, Status.RECTIFICATION))
# What still competes with a new application for the same product.
LIVE = (*BEFORE_AWARD, Status.DRAFT)


class RefusalCode(models.TextChoices):
    """The closed list of grounds on which the province does not accept an application."""

    INELIGIBLE = "ineligible", _("a condition of eligibility is not met")
    OUT_OF_SCOPE = "out_of_scope", _("product or service outside the category")
    INCOMPLETE = "incomplete", _("materials still incomplete after correction")
    UNTRUE = "untrue", _("materials untrue or contradictory")
    DUPLICATE = "duplicate", _("same product already applied for or certified")


class Side(models.TextChoices):
    """Who writes in the conversation about an application."""

    ENTERPRISE = "enterprise", _("enterprise")  # 企业
    STAFF = "staff", _("staff")  # 工作人员
