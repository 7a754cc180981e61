"""Choices of deliberation, notice, objection and appeal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Choice(models.TextChoices):
    """A vote."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAIN = "abstain", _("abstains")
    DEFERRED = "deferred", _("defer")
    RECUSED = "recused", _("recused")


class AnnouncementKind(models.TextChoices):
    """What is announced."""

    AWARD = "award", _("announcement of awards")  # 认定公告
    WITHDRAWAL = "withdrawal", _("announcement of a withdrawal")  # 撤回公告


class Presence(models.TextChoices):
    """Whether an invited member is there; nobody is represented."""

    PRESENT = "present", _("present")  # 到会
    EXCUSED = "excused", _("excused")  # 请假
    ABSENT = "absent", _("absent")  # 缺席


class Result(models.TextChoices):
    """What the votes on an item came to."""

    CARRIED = "carried", _("carried")
    LOST = "lost", _("not carried")
    DEFERRED = "deferred", _("deferred")
    UNDECIDABLE = "undecided", _("cannot be decided")


class RecusalKind(models.TextChoices):
    """How it is known that a member may not take part."""

    DECLARED = "declared", pgettext_lazy("recusal", "declared")
    DETECTED = "detected", _("found in the records")


class Staged(models.TextChoices):
    """What the committee intends for an item until everything is released together."""

    AWARD = "award", _("on the award list")  # 拟认定
    REJECT = "reject", _("not awarded")  # 不予认定
    DEFER = "defer", _("deferred to another batch")  # 缓评


class Stance(models.TextChoices):
    """What a department says of an enterprise; silence is noted at the deadline."""

    AGREES = "agrees", _("agrees")
    OBJECTS = "objects", _("objects")
    NO_INFORMATION = "unknown", _("no information")
    SILENT = "silent", _("no answer by the deadline")


class Outcome(models.TextChoices):
    """How an objection or an appeal ended."""

    REFUSED = "refused", _("not admitted")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ObjectorKind(models.TextChoices):
    """Who objects."""

    PERSON = "person", _("a person")
    ORGANISATION = "organisation", _("an organisation")


class Relation(models.TextChoices):
    """What the objector has to do with the matter."""

    CONSUMER = "consumer", _("customer or consumer")
    COMPETITOR = "competitor", _("competitor")
    RIGHTS = "rights", _("owner of a right concerned")
    PARTNER = "partner", _("supplier or business partner")
    EMPLOYEE = "employee", _("works or worked there")
    PUBLIC = "public", _("member of the public")
