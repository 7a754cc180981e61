"""The application and its life, from draft to award."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField

from brandcert.applications.enums import (
    APPEALABLE,
    BEFORE_AWARD,
    BEFORE_NOTICE,
    ORDER,
    REOPENED,
    Stage,
    Status,
)
from brandcert.applications.models.reading import ApplicationQuerySet
from brandcert.core.models import StatefulModel, step


class Application(StatefulModel):
    """One enterprise's request (申报) to have one product or service awarded in one batch."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="applications", verbose_name=_("batch")
    )
    category = models.ForeignKey(
        "programs.Category", models.PROTECT, related_name="applications", verbose_name=_("category")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="applications", verbose_name=_("enterprise")
    )
    product = models.ForeignKey(
        "enterprises.Product",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("product or service"),
    )
    # Nothing where the batch has no catalogue, and in applications from before it had one.
    product_class = models.ForeignKey(
        "programs.CatalogueClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("class of the catalogue"),
    )
    unit = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("recommending unit"),
    )
    status = FSMField(_("status"), choices=Status, default=Status.DRAFT, protected=True, db_index=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.NONE, blank=True)
    held_from = models.CharField(_("held from"), max_length=20, choices=Status, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=30, unique=True, null=True, blank=True)
    query_code = models.CharField(_("query code"), max_length=20, blank=True)
    content = models.JSONField(_("content"), default=dict, blank=True)
    content_version = models.PositiveSmallIntegerField(_("version of the content"), default=0)
    pledged_at = models.DateTimeField(_("pledge given at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_due_provisional = models.BooleanField(_("date is provisional"), default=False)
    documents_score = models.DecimalField(
        _("score of the documents"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    site_score = models.DecimalField(
        _("score on site"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    dimension_scores = models.JSONField(_("score by dimension"), default=dict, blank=True)
    formula = models.CharField(_("formula"), max_length=60, blank=True)
    reason_code = models.CharField(_("reason code"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="application_status"),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="application_stage"),
            models.UniqueConstraint(
                fields=["batch", "product"],
                condition=models.Q(status__in=[str(state) for state in (*BEFORE_AWARD, Status.AWARDED)]),
                name="application_one_live_per_product",
            ),
        ]

    def __str__(self) -> str:
        """Return the receipt number, or what a draft is about."""
        return self.receipt_number or str(self.product or self.enterprise)

    @property
    def total_score(self) -> Decimal | None:
        """Return documents plus on-site score; None until both exist."""
        if self.documents_score is None or self.site_score is None:
            return None
        return self.documents_score + self.site_score

    def _reach(self, stage: Stage) -> None:
        """Move the visible spine forward, never back."""
        if ORDER.index(stage) > ORDER.index(self.stage):
            self.stage = stage

    def _end(self, reason: str, reason_code: str) -> None:
        self.reason, self.reason_code = reason, reason_code
        self.due_on, self.is_due_provisional = None, False

    def _due(self, due_on: datetime.date | None, *, is_provisional: bool) -> None:
        self.due_on, self.is_due_provisional = due_on, is_provisional

    @step(source=Status.DRAFT, target=Status.SUBMITTED, label=_("Submit application"))
    def submit(  # every fact of the receipt comes from the service
        self,
        *,
        receipt_number: str,
        query_code: str,
        now: datetime.datetime,
        due_on: datetime.date | None,
        is_provisional: bool = False,
    ) -> None:
        """T1 提交: freeze the content as version 1 under a receipt number."""
        self.receipt_number, self.query_code, self.submitted_at = receipt_number, query_code, now
        self.content_version = 1
        self._due(due_on, is_provisional=is_provisional)
        self._reach(Stage.SUBMITTED)

    @step(
        source=[Status.SUBMITTED, Status.RECOMMENDED],
        target=Status.CORRECTION,
        label=_("Request correction"),
        tone="warning",
    )
    def request_correction(self, *, due_on: datetime.date, is_provisional: bool = False) -> None:
        """T2 补正: return the application once, with the complete list of what is wrong."""
        self.held_from = self.status
        self._due(due_on, is_provisional=is_provisional)

    @step(
        source=Status.CORRECTION,
        target=RETURN_VALUE(Status.SUBMITTED, Status.RECOMMENDED),
        label=_("Hand in the correction"),
    )
    def resubmit(
        self,
        *,
        due_on: datetime.date | None,
        is_provisional: bool = False,
        now: datetime.datetime | None = None,
    ) -> str:
        """T3 补正提交: return to where the correction was asked, as a new version."""
        self.content_version += 1
        self._due(due_on, is_provisional=is_provisional)
        back, self.held_from = self.held_from, ""
        return back

    @step(source=Status.CORRECTION, target=Status.LAPSED, label=_("Let lapse"), tone="danger")
    def lapse(self, *, reason: str) -> None:
        """T4 逾期终止: the correction did not come in time."""
        self._end(reason, "overdue")

    @step(source=Status.SUBMITTED, target=Status.RECOMMENDED, label=_("Recommend"))
    def recommend(self, *, due_on: datetime.date | None, is_provisional: bool = False) -> None:
        """T5 推荐: the unit signed its recommendation."""
        self._due(due_on, is_provisional=is_provisional)

    @step(
        source=Status.SUBMITTED,
        target=Status.NOT_ACCEPTED,
        label=_("Refuse to recommend"),
        needs_reason=True,
        tone="danger",
    )
    def refuse_recommendation(self, *, reason: str, reason_code: str = "") -> None:
        """T5b 不予推荐: the unit does not recommend."""
        self._end(reason, reason_code)

    @step(source=[Status.RECOMMENDED, Status.SUBMITTED], target=Status.ACCEPTED, label=_("Accept"))
    def accept(
        self,
        *,
        due_on: datetime.date | None = None,
        is_provisional: bool = False,
    ) -> None:
        """T6 受理: eligibility and integrity are in order."""
        self._due(due_on, is_provisional=is_provisional)

    @step(
        source=[Status.RECOMMENDED, Status.SUBMITTED],
        target=Status.NOT_ACCEPTED,
        label=_("Refuse acceptance"),
        needs_reason=True,
        tone="danger",
    )
    def refuse_acceptance(self, *, reason: str, reason_code: str) -> None:
        """T7 不予受理: with code, basis and remedies."""
        self._end(reason, reason_code)

    @step(source=Status.ACCEPTED, target=Status.EXPERT_REVIEW, label=_("Appoint panel"))
    def appoint_panel(self, *, due_on: datetime.date, is_provisional: bool = False) -> None:
        """T8 组建专家组: the panel is complete and free of conflicts."""
        self._due(due_on, is_provisional=is_provisional)
        self._reach(Stage.EXPERT_REVIEW)

    @step(source=Status.EXPERT_REVIEW, target=Status.REVIEW_DONE, label=_("Finish review"), two_persons=True)
    def finish_review(
        self, *, documents_score: Decimal, dimension_scores: Mapping[str, str], formula: str
    ) -> None:
        """T9 评审完成: the aggregate of the locked scores is stored with its formula."""
        self.documents_score, self.formula = documents_score, formula
        self.dimension_scores = dict(dimension_scores)
        self._due(None, is_provisional=False)

    @step(
        source=Status.REVIEW_DONE, target=Status.INSPECTION, label=_("Send to inspection"), two_persons=True
    )
    def plan_inspection(self, *, due_on: datetime.date, is_provisional: bool = False) -> None:
        """T10 现场核查: team, date and mode are set."""
        self._due(due_on, is_provisional=is_provisional)
        self._reach(Stage.INSPECTION)

    @step(
        source=Status.REVIEW_DONE,
        target=Status.REJECTED,
        label=_("Reject below the gate"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def reject_below_gate(self, *, reason: str, reason_code: str = "below_gate") -> None:
        """T11 不予认定: the score does not reach the gate."""
        self._end(reason, reason_code)

    @step(
        source=Status.INSPECTION, target=Status.RECTIFICATION, label=_("Order rectification"), tone="warning"
    )
    def order_rectification(self, *, due_on: datetime.date, is_provisional: bool = False) -> None:
        """T12 限期整改: the findings can be closed."""
        self.held_from = self.status
        self._due(due_on, is_provisional=is_provisional)

    @step(source=Status.RECTIFICATION, target=Status.INSPECTION, label=_("Confirm rectification"))
    def verify_rectification(
        self, *, due_on: datetime.date | None = None, is_provisional: bool = False
    ) -> None:
        """T13 整改验证: the evidence holds."""
        self.held_from = ""
        self._due(due_on, is_provisional=is_provisional)

    @step(source=Status.INSPECTION, target=Status.DELIBERATION, label=_("Finish inspection"))
    def finish_inspection(self, *, site_score: Decimal, dimension_scores: Mapping[str, str]) -> None:
        """T14 核查完成: the report is complete and locked."""
        self.site_score, self.dimension_scores = site_score, dict(dimension_scores)
        self._due(None, is_provisional=False)

    @step(
        source=Status.INSPECTION,
        target=Status.REJECTED,
        label=_("Reject after inspection"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def reject_after_inspection(self, *, reason: str, reason_code: str = "severe_finding") -> None:
        """T15 不予认定: a severe finding, or the inspection was refused."""
        self._end(reason, reason_code)

    @step(
        source=Status.DELIBERATION,
        target=Status.PUBLIC_NOTICE,
        label=_("Open public notice"),
        two_persons=True,
    )
    def open_notice(self, *, due_on: datetime.date, is_provisional: bool = False) -> None:
        """T16 公示: voted, within the quota, every threshold reached."""
        self._due(due_on, is_provisional=is_provisional)

    @step(
        source=Status.DELIBERATION,
        target=Status.REJECTED,
        label=_("Reject or defer"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def reject_or_defer(self, *, reason: str, reason_code: str) -> None:
        """T17 不予认定或缓评: decided by the committee."""
        self._end(reason, reason_code)

    @step(source=Status.PUBLIC_NOTICE, target=Status.OBJECTION, label=_("Admit objection"), tone="warning")
    def hold_for_objection(self) -> None:
        """T18 异议受理: only this item is held."""
        self.held_from = self.status

    @step(
        source=Status.OBJECTION, target=Status.PUBLIC_NOTICE, label=_("Dismiss objection"), two_persons=True
    )
    def dismiss_objection(self) -> None:
        """T19 异议不成立: the item goes on."""
        self.held_from = ""

    @step(
        source=Status.OBJECTION,
        target=Status.REJECTED,
        label=_("Uphold objection"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def uphold_objection(self, *, reason: str, reason_code: str = "objection_upheld") -> None:
        """T19 异议成立: no award."""
        self._end(reason, reason_code)

    @step(source=Status.PUBLIC_NOTICE, target=Status.AWARDED, label=_("Award"), two_persons=True)
    def award(self) -> None:
        """T20 认定: the period is over and nothing stands against it."""
        self._due(None, is_provisional=False)
        self._reach(Stage.AWARDED)

    @step(
        source=list(BEFORE_NOTICE),
        target=Status.WITHDRAWN,
        label=_("Withdraw"),
        needs_reason=True,
        tone="danger",
    )
    def withdraw(self, *, reason: str) -> None:
        """T21 撤回: free before the public notice."""
        self._end(reason, "withdrawn")

    @step(
        source=[Status.PUBLIC_NOTICE, Status.OBJECTION],
        target=Status.WITHDRAWN,
        label=_("Withdraw with consent"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def withdraw_late(self, *, reason: str) -> None:
        """T21 撤回: after the list was published, with the director's consent."""
        self._end(reason, "withdrawn")

    @step(
        source=list(BEFORE_AWARD),
        target=Status.REJECTED,
        label=_("Reject for fraud or veto"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def reject_for_fraud(self, *, reason: str, reason_code: str = "fraud") -> None:
        """T22 弄虚作假或一票否决: ends the application and bars the enterprise."""
        self._end(reason, reason_code)

    @step(
        source=list(APPEALABLE),
        target=RETURN_VALUE(*REOPENED),
        label=_("Reopen after appeal"),
        two_persons=True,
    )
    def reopen(self, *, back_to: str, due_on: datetime.date | None, is_provisional: bool = False) -> str:
        """T24 复核成立: return to the step appealed from; a correction and an objection go on from where they held."""
        self.reason = self.reason_code = ""
        self.held_from = self.held_from if back_to in (Status.CORRECTION, Status.OBJECTION) else ""
        self._due(due_on, is_provisional=is_provisional)
        return back_to

    @step(
        source=[Status.REVIEW_DONE, Status.INSPECTION, Status.DELIBERATION, Status.PUBLIC_NOTICE],
        target=Status.EXPERT_REVIEW,
        label=_("Return to review"),
        two_persons=True,
        needs_reason=True,
        tone="warning",
    )
    def void_and_rescore(
        self,
        *,
        due_on: datetime.date | None = None,
        is_provisional: bool = False,
    ) -> None:
        """T25 评分作废重评: a conflict was found later; the result is computed and approved anew."""
        self.documents_score, self.site_score, self.formula = None, None, ""
        self.dimension_scores = {}
        self._due(due_on, is_provisional=is_provisional)
