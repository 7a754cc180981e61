"""States and choices of certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CertificateStatus(models.TextChoices):
    """The life of a certificate (证书)."""

    DRAFT = "draft", pgettext_lazy("certificate", "waiting to be issued")  # 待签发
    ACTIVE = "active", pgettext_lazy("certificate", "valid")  # 有效
    SUSPENDED = "suspended", pgettext_lazy("certificate", "suspended")  # 暂停
    REVOKED = "revoked", pgettext_lazy("certificate", "revoked")  # 已撤销
    CANCELLED = "cancelled", pgettext_lazy("certificate", "cancelled")  # 已注销
    EXPIRED = "expired", pgettext_lazy("certificate", "expired")  # 已过期
    SUPERSEDED = "superseded", pgettext_lazy("certificate", "replaced")  # 已换发
    VOID = "void", pgettext_lazy("certificate", "void")  # 作废


PUBLIC = (
    CertificateStatus.ACTIVE,
    CertificateStatus.SUSPENDED,
    CertificateStatus.REVOKED,
    CertificateStatus.CANCELLED,
    CertificateStatus.EXPIRED,
    CertificateStatus.SUPERSEDED,
)


class BatchStatus(models.TextChoices):
    """How far a list of certificates to be issued is (颁证清单)."""

    TRYING = "trying", pgettext_lazy("list of certificates", "being tried")  # 试印中
    CHECKED = "checked", pgettext_lazy("list of certificates", "waits for approval")  # 待批准
    RUNNING = "running", pgettext_lazy("list of certificates", "being made")  # 制证中
    PAUSED = "paused", pgettext_lazy("list of certificates", "paused")  # 已暂停
    STOPPED = "stopped", pgettext_lazy("list of certificates", "stopped: does not add up")  # 对账不符
    COMPLETED = "completed", pgettext_lazy("list of certificates", "completed")  # 已完成
    DECLINED = "declined", pgettext_lazy("list of certificates", "declined")  # 不予批准
    CANCELLED = "cancelled", pgettext_lazy("list of certificates", "cancelled")  # 已取消


# A certificate is in one of these at most; the others let it go.
OPEN_BATCHES = (
    BatchStatus.TRYING,
    BatchStatus.CHECKED,
    BatchStatus.RUNNING,
    BatchStatus.PAUSED,
    BatchStatus.STOPPED,
)
# What the director has approved and nobody has taken back.
APPROVED_BATCHES = (BatchStatus.RUNNING, BatchStatus.PAUSED, BatchStatus.STOPPED)


class HaltStatus(models.TextChoices):
    """Whether a halt of all issuing stands (停发)."""

    STANDING = "standing", pgettext_lazy("halt", "all issuing is halted")  # 停发中
    LIFTED = "lifted", pgettext_lazy("halt", "lifted")  # 已恢复


class SuspensionGround(models.TextChoices):
    """Why a certificate may be suspended (暂停事由)."""

    SURVEILLANCE_OVERDUE = "surveillance_overdue", _("surveillance overdue")
    FAILED_SAMPLING = "failed_sampling", _("failed sampling")
    COMPLAINT = "complaint", _("verified complaint")
    MARK_MISUSE = "mark_misuse", _("misuse of the mark")
    SAFETY = "safety", _("danger to personal safety")
    OWN_REQUEST = "own_request", _("at the holder's request")


class RevocationGround(models.TextChoices):
    """Why a certificate may be revoked (撤销事由): a closed list."""

    FRAUD = "fraud", _("obtained by fraud")
    ACCIDENT = "accident", _("major quality or safety accident")
    NOT_CORRECTED = "not_corrected", _("not corrected within the suspension")
    DISHONESTY = "dishonesty", _("listed for serious dishonesty")
    MARK_ABUSE = "mark_abuse", _("serious abuse of the mark")
    CONDITIONS_LOST = "conditions_lost", _("conditions of the award lost")


class ChangeKind(models.TextChoices):
    """Why a certificate is replaced (换发事由)."""

    NAME = "name", _("change of name")
    ADDRESS = "address", _("change of address")
    TRADEMARK = "trademark", _("change of trademark")
    MODEL = "model", _("change of model or scope")
    RENEWAL = "renewal", _("renewal")
    QUASHED = "quashed", _("revocation quashed")
    CANCEL = "cancel", _("cancellation asked for")


# What a holder reports because the face no longer tells the truth.
FACE_CHANGES = (ChangeKind.NAME, ChangeKind.ADDRESS, ChangeKind.TRADEMARK, ChangeKind.MODEL)


class RequestOutcome(models.TextChoices):
    """What became of a holder's request."""

    GRANTED = "granted", pgettext_lazy("request", "granted")
    REFUSED = "refused", pgettext_lazy("request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")


class CancelGround(models.TextChoices):
    """Why a certificate may be cancelled (注销事由)."""

    ON_REQUEST = "on_request", _("at the holder's request")
    ENTITY_ENDED = "entity_ended", _("the holder no longer exists")
