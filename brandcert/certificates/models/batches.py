"""Lists of certificates that are issued together, their rows, and the switch that halts all issuing."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from brandcert.accounts.enums import Role
from brandcert.certificates.enums import BatchStatus, HaltStatus
from brandcert.certificates.models.certificate import READERS, Certificate
from brandcert.core.models import StatefulModel, step

S = BatchStatus


class IssueBatchQuerySet(models.QuerySet["IssueBatch"]):
    """Reads of issue batches."""

    def visible_to(self, user: Any) -> IssueBatchQuerySet:
        """Return all lists to those who may see all certificates; the query twin of the policy `view`."""
        is_reader = getattr(user, "is_authenticated", False) and user.is_active and user.roles & READERS
        return self if is_reader else self.none()

    def waiting(self) -> IssueBatchQuerySet:
        """Return the lists that were tried and that nobody has approved or declined yet."""
        return self.filter(status=S.CHECKED)

    def untried(self, now: datetime.datetime) -> IssueBatchQuerySet:
        """Return the lists whose trial nobody works on."""
        return self.filter(_is_free(now), status=S.TRYING).order_by("id")

    def unclosed(self) -> IssueBatchQuerySet:
        """Return the lists whose certificates are all made or left out, and that were not counted yet."""
        left = IssueItem.objects.filter(
            batch=models.OuterRef("pk"), left_out_at=None, certificate__status="draft"
        )
        return self.filter(~models.Exists(left), status=S.RUNNING).order_by("id")


def _is_free(now: datetime.datetime) -> models.Q:
    return models.Q(lease_until=None) | models.Q(lease_until__lt=now)


class IssueBatch(StatefulModel):
    """Certificates issued together (颁证清单): frozen, tried, approved by another person, numbered, made, counted, signed for.

    A certificate that comes late is a list of one. The list is the proposal: who proposed what stands here, and
    `frozen` is the hash of what every face will say.
    """

    status = FSMField(_("status"), choices=S, default=S.TRYING, protected=True, db_index=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("declined by"),
    )
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    total = models.PositiveIntegerField(_("certificates"), default=0)
    frozen = models.CharField(_("hash of the frozen list"), max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    numbered_at = models.DateTimeField(_("numbered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    fault = models.TextField(_("what does not add up"), blank=True)
    manifest = models.TextField(_("signed manifest"), blank=True, editable=False)
    manifest_sha256 = models.CharField(_("hash of the manifest"), max_length=64, blank=True)
    certificates = models.ManyToManyField(
        Certificate,
        through="certificates.IssueItem",
        related_name="issue_batches",
        verbose_name=_("certificates"),
    )

    objects = IssueBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue batch")
        verbose_name_plural = _("issue batches")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=S.values), name="issue_batch_status"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("proposed_by")),
                name="issue_batch_two_persons",
            ),
        ]

    def __str__(self) -> str:
        """Return the key and the date."""
        return f"#{self.pk} {timezone.localtime(self.proposed_at):%Y-%m-%d}"

    @step(source=S.TRYING, target=S.CHECKED, label=_("Tried"))
    def check_off(self) -> None:
        """试印完毕: every row was tried; what was found stands in the rows."""
        self.lease_until = None

    @step(source=S.CHECKED, target=S.TRYING, label=_("Try the list again"), tone="plain")
    def try_again(self, *, frozen: str) -> None:
        """重新试印: what was found has been mended; the list is frozen as it stands now."""
        self.lease_until, self.frozen = None, frozen

    @step(source=S.CHECKED, target=S.RUNNING, label=_("Approve the list"))
    def approve(self, *, approved_by: Any, now: datetime.datetime) -> None:
        """批准制证: another person approves exactly what was frozen."""
        self.approved_by, self.approved_at = approved_by, now

    @step(
        source=[S.TRYING, S.CHECKED],
        target=S.DECLINED,
        label=_("Decline the list"),
        needs_reason=True,
        tone="danger",
    )
    def decline(self, *, reason: str, declined_by: Any, now: datetime.datetime) -> None:
        """不予批准: its certificates may be proposed again."""
        self.declined_by, self.declined_at, self.reason = declined_by, now, reason

    @step(
        source=[S.TRYING, S.CHECKED, S.RUNNING, S.PAUSED],
        target=S.CANCELLED,
        label=_("Cancel the list"),
        needs_reason=True,
        tone="danger",
    )
    def cancel(self, *, reason: str, now: datetime.datetime) -> None:
        """取消: only as long as no number of it was taken."""
        self.closed_at, self.reason = now, reason

    @step(source=S.RUNNING, target=S.PAUSED, label=_("Pause"), tone="warning")
    def pause(self) -> None:
        """暂停制证: the certificate in hand is finished, no further one begun."""

    @step(source=[S.PAUSED, S.STOPPED], target=S.RUNNING, label=_("Go on"))
    def resume(self) -> None:
        """继续: the workers go on with the first that waits."""
        self.fault, self.lease_until = "", None

    @step(source=S.RUNNING, target=S.STOPPED, label=_("Stop: the counts do not add up"))
    def stop(self, *, fault: str) -> None:
        """对账不符: somebody has to look before anything goes on."""
        self.fault, self.lease_until = fault, None

    @step(source=S.RUNNING, target=S.COMPLETED, label=_("Complete"))
    def complete(self, *, manifest: str, sha256: str, now: datetime.datetime) -> None:
        """完成: everything adds up and is signed for."""
        self.manifest, self.manifest_sha256, self.closed_at = manifest, sha256, now
        self.fault, self.lease_until = "", None


class IssueItem(models.Model):
    """One certificate in a list: its place, what was frozen, what the trial found."""

    batch = models.ForeignKey(IssueBatch, models.CASCADE, related_name="items")
    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="issue_items")
    position = models.PositiveIntegerField(_("place in the list"), default=0)
    frozen = models.CharField(_("hash of the face"), max_length=64, blank=True)
    tried_at = models.DateTimeField(_("tried at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to try it"), default=0)
    findings = models.JSONField(_("what the trial found"), default=list, blank=True)
    left_out_at = models.DateTimeField(_("left out at"), null=True, blank=True)
    reason = models.TextField(_("why it was left out"), blank=True)

    class Meta:
        verbose_name = _("row of an issue batch")
        verbose_name_plural = _("rows of issue batches")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "certificate"], name="issue_item_once"),
        ]

    def __str__(self) -> str:
        """Return the list and the place."""
        return f"#{self.batch_id} · {self.position}"


class HaltQuerySet(models.QuerySet["Halt"]):
    """Reads of halts."""

    def visible_to(self, user: Any) -> HaltQuerySet:
        """Return the halts to those who may halt or read certificates; the query twin of the policy `view`."""
        is_staff = getattr(user, "is_authenticated", False) and user.is_active
        return self if is_staff and user.roles & (READERS | {Role.SECADMIN}) else self.none()

    def standing(self) -> HaltQuerySet:
        """Return the halts nobody has lifted."""
        return self.filter(status=HaltStatus.STANDING)


class Halt(StatefulModel):
    """A halt of all issuing (停发): one person orders it at once, two lift it; what was issued stays valid."""

    status = FSMField(
        _("status"), choices=HaltStatus, default=HaltStatus.STANDING, protected=True, db_index=True
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    ordered_at = models.DateTimeField(_("ordered at"), default=timezone.now)
    reason = models.TextField(_("reason"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = HaltQuerySet.as_manager()

    class Meta:
        verbose_name = _("halt of all issuing")
        verbose_name_plural = _("halts of all issuing")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=HaltStatus.values), name="halt_status"),
            models.UniqueConstraint(
                fields=["status"], condition=models.Q(status="standing"), name="halt_one_standing"
            ),
        ]

    def __str__(self) -> str:
        """Return since when."""
        return f"{timezone.localtime(self.ordered_at):%Y-%m-%d %H:%M}"

    @step(
        source=HaltStatus.STANDING,
        target=HaltStatus.LIFTED,
        label=_("Lift the halt"),
        two_persons=True,
        needs_reason=True,
        tone="warning",
    )
    def lift(self, *, reason: str, now: str) -> None:
        """恢复: the cause was found and put right; issuing goes on where it stopped."""
        self.lifted_at = datetime.datetime.fromisoformat(now)
