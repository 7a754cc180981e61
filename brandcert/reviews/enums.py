"""States and choices of the expert review."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentStatus(models.TextChoices):
    """The life of one expert's task (评审任务)."""

    INVITED = "invited", _("invited")  # 已邀请
    AGREED = "agreed", _("scoring")  # 评分中
    LOCKED = "locked", _("locked")  # 已锁定
    DECLINED = "declined", _("declined")  # 已回避
    REPLACED = "replaced", _("replaced")  # 已更换
    VOID = "void", _("void")  # 作废


OPEN = (AssignmentStatus.INVITED, AssignmentStatus.AGREED)
# Who counts as a member of the panel.
LIVE = (*OPEN, AssignmentStatus.LOCKED)
# Whose sheet is never written again.
FINAL = (AssignmentStatus.LOCKED, AssignmentStatus.VOID)


class ConflictKind(models.TextChoices):
    """Why an expert may not judge an enterprise (回避事由)."""

    SAME_ENTITY = "same_entity", _("same legal entity or group")
    EMPLOYER = "employer", _("employed there within three years")
    SHAREHOLDER = "shareholder", _("shareholder")
    CONSULTANT = "consultant", _("consultant")
    DRAFTER = "drafter", _("drafted the application")
    KIN = "kin", _("kin")
    OBJECTED = "objected", _("the enterprise objected")
    COUNTY = "county", _("same county")
    OTHER = "other", _("other reason")


class InterestKind(models.TextChoices):
    """What an expert has, or had, to do with a body (利害关系)."""

    EMPLOYER = "employer", _("works or worked there")
    CONSULTANT = "consultant", _("advises or advised it")
    SHAREHOLDER = "shareholder", _("owns part of it")
    DRAFTER = "drafter", _("drafted a standard or document for it")
    KIN = "kin", _("has kin in charge there")
