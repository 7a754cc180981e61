"""Draws, panels and the tasks of their experts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from brandcert.core.models import StatefulModel, step
from brandcert.reviews.enums import OPEN, AssignmentStatus
from brandcert.reviews.models.draws import BatchDraw
from brandcert.reviews.models.people import Expert


class Draw(models.Model):
    """A drawing of experts (抽取): seed, pool, exclusions with reasons and result, to be replayed."""

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="draws", verbose_name=_("application")
    )
    seed = models.CharField(_("seed"), max_length=64)
    record = models.JSONField(_("record"))
    # Nobody for a successor whom the system draws from the seed of the batch.
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drawn by"),
    )
    drawn_at = models.DateTimeField(_("drawn at"), default=timezone.now)

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        """Return application and seed."""
        return f"{self.application} {self.seed[:8]}"


class Panel(models.Model):
    """The experts who judge one application together (专家组)."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="panel", verbose_name=_("application")
    )
    rubric = models.ForeignKey(
        "programs.Rubric", models.PROTECT, related_name="panels", verbose_name=_("rubric")
    )
    batch_draw = models.ForeignKey(
        BatchDraw,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="panels",
        verbose_name=_("drawing for a batch"),
    )
    divergence_note = models.TextField(_("how a divergence was handled"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")

    def __str__(self) -> str:
        """Return the application."""
        return str(self.application)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments."""

    # Who sees which rows; set by `policies.py`, none sees by default.
    scope: ClassVar[Callable[[Any], models.Q]] = staticmethod(lambda _user: models.Q(pk__in=[]))

    def visible_to(self, user: Any) -> AssignmentQuerySet:
        """Return the expert's own assignments; all of them to those who run the review."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(type(self).scope(user))

    def open(self) -> AssignmentQuerySet:
        """Return the tasks that still wait for their expert."""
        return self.filter(status__in=OPEN)

    def locked(self) -> AssignmentQuerySet:
        """Return the tasks whose sheet counts."""
        return self.filter(status=AssignmentStatus.LOCKED)


class Assignment(StatefulModel):
    """One expert's task to judge one application (评审任务)."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="assignments", verbose_name=_("panel"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="assignments", verbose_name=_("expert"))
    status = FSMField(
        _("status"), choices=AssignmentStatus, default=AssignmentStatus.INVITED, protected=True, db_index=True
    )
    is_leader = models.BooleanField(_("leader of the panel"), default=False)
    is_arbitrator = models.BooleanField(_("further expert after a divergence"), default=False)
    hand_reason = models.CharField(_("why invited without a draw"), max_length=500, blank=True)
    declared_at = models.DateTimeField(_("declaration signed at"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    answer_by = models.DateField(_("invitation to be answered by"), null=True, blank=True)
    # When the sheet was opened for the first time, to see whether the evidence can have been read.
    opened_at = models.DateTimeField(_("sheet opened at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=AssignmentStatus.values), name="assignment_status"
            ),
            models.UniqueConstraint(
                fields=["panel", "expert"],
                condition=models.Q(status__in=["invited", "agreed", "locked"]),
                name="assignment_once",
            ),
        ]

    def __str__(self) -> str:
        """Return expert and application."""
        return f"{self.expert} · {self.panel}"

    @step(
        source=AssignmentStatus.INVITED,
        target=AssignmentStatus.AGREED,
        label=_("Declare no conflict and begin"),
    )
    def agree(self) -> None:
        """承诺无利害关系: the declaration is signed; only now the evidence opens."""
        self.declared_at = timezone.now()

    @step(
        source=[AssignmentStatus.INVITED, AssignmentStatus.AGREED],
        target=AssignmentStatus.DECLINED,
        label=_("Recuse myself"),
        needs_reason=True,
        tone="danger",
    )
    def decline(self, *, reason: str) -> None:  # the service writes the reason down as a Conflict
        """回避: the expert declares a conflict."""

    @step(source=AssignmentStatus.AGREED, target=AssignmentStatus.LOCKED, label=_("Sign and lock score"))
    def lock(self) -> None:
        """签名锁定: the sheet is final."""

    @step(
        source=[AssignmentStatus.INVITED, AssignmentStatus.AGREED],
        target=AssignmentStatus.REPLACED,
        label=_("Replace expert"),
        needs_reason=True,
        tone="warning",
    )
    def replace(self, *, reason: str) -> None:
        """更换专家: the task goes to someone else."""

    @step(
        source=[AssignmentStatus.INVITED, AssignmentStatus.AGREED],
        target=AssignmentStatus.REPLACED,
        label=_("Give on after the term"),
        needs_reason=True,
        tone="warning",
    )
    def give_on(self, *, reason: str) -> None:
        """逾期更换: the clock gives the task to someone else."""

    @step(
        source=AssignmentStatus.LOCKED,
        target=AssignmentStatus.VOID,
        label=_("Void score"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def void(self, *, reason: str) -> None:
        """作废: a locked sheet is never edited; it stays, and a new assignment is made."""
