"""The sanction case and what the holder states in it."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from brandcert.accounts.enums import Role
from brandcert.certificates.models import Certificate
from brandcert.core.models import StatefulModel, step
from brandcert.enterprises.models import Enterprise
from brandcert.supervision.enums import ANSWERABLE, OPEN, RUNNING, Sanction, SanctionStatus

READERS = frozenset({Role.SUPERVISOR, Role.LEGAL, Role.DIRECTOR, Role.AUDITOR})
Day = datetime.date


class SanctionCaseQuerySet(models.QuerySet["SanctionCase"]):
    """Reads of sanction cases."""

    def visible_to(self, user: Any) -> SanctionCaseQuerySet:
        """Return the cases the person may read; agrees with the policy `view`."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.roles & READERS:
            return self
        own = {
            "certificate__enterprise__memberships__user": user,
            "certificate__enterprise__memberships__left_at": None,
        }
        return self.announced().filter(**own)

    def announced(self) -> SanctionCaseQuerySet:
        """Return the cases whose notice was served at least once: the holder knows of them."""
        return self.exclude(served_on=None)

    def open(self) -> SanctionCaseQuerySet:
        """Return the cases in which nothing is decided yet."""
        return self.filter(status__in=OPEN)

    def against(self, certificate: Certificate, action: str) -> SanctionCaseQuerySet:
        """Return the open cases that may lead to this sanction."""
        return self.open().filter(certificate=certificate, action=action)

    def unanswered(self) -> SanctionCaseQuerySet:
        """Return the cases whose holder may answer in time and has not."""
        return self.filter(status=SanctionStatus.ANNOUNCED)

    def running(self) -> SanctionCaseQuerySet:
        """Return the cases in which somebody still has something to do."""
        return self.filter(status__in=RUNNING)


class SanctionCase(StatefulModel):
    """One case (处理案件) against one certificate: from the facts over notice, hearing and checks to the delivered decision."""

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="sanction_cases", verbose_name=_("certificate")
    )
    action = models.CharField(_("announced"), max_length=20, choices=Sanction)
    ground = models.CharField(_("ground"), max_length=40)
    status = FSMField(
        _("status"), choices=SanctionStatus, default=SanctionStatus.FACTS, protected=True, db_index=True
    )
    facts = models.TextField(_("facts"))
    basis = models.TextField(_("basis"))
    evidence = models.ManyToManyField(
        "documents.Upload", blank=True, related_name="sanction_cases", verbose_name=_("evidence")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("served by"),
    )
    served_on = models.DateField(_("served on"), null=True, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    is_answer_provisional = models.BooleanField(_("last day to answer is provisional"), default=False)
    hearing_on = models.DateField(_("heard on"), null=True, blank=True)
    hearing_record = models.TextField(_("record of the hearing"), blank=True)
    legal_opinion = models.TextField(_("opinion of the legal reviewer"), blank=True)
    legal_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("legal reviewer"),
    )
    minutes = models.TextField(_("minutes of the collective discussion"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_due_provisional = models.BooleanField(_("due date is provisional"), default=False)
    flagged_on = models.DateField(_("flagged as overdue for"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    log_index = models.PositiveBigIntegerField(_("place in the public log"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = SanctionCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction case")
        verbose_name_plural = _("sanction cases")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=SanctionStatus.values), name="sanction_status"
            ),
            models.UniqueConstraint(
                fields=["certificate", "action"],
                condition=models.Q(status__in=["facts", "announced", "hearing", "heard", "checked"]),
                name="sanction_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(legal_by=None) | ~models.Q(legal_by=models.F("opened_by")),
                name="sanction_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        """Return number and sanction."""
        return f"{self.certificate} · {self.get_action_display()}"

    @property
    def enterprise(self) -> Enterprise:
        """Return the holder."""
        return self.certificate.enterprise

    @property
    def is_open(self) -> bool:
        """Say whether nothing is decided yet."""
        return self.status in OPEN

    # --- steps, in the order of life --------------------------------------------------------------
    @step(source=SanctionStatus.FACTS, target=SanctionStatus.ANNOUNCED, label=_("Serve the prior notice"))
    def serve(self, *, served_by: Any, served_on: Day, answer_by: Day, is_provisional: bool) -> None:
        """事先告知: the holder is told facts, grounds and basis, and may answer."""
        self.served_by, self.served_on = served_by, served_on
        self.answer_by, self.is_answer_provisional = answer_by, is_provisional
        self.due_on, self.is_due_provisional = None, False

    @step(
        source=SanctionStatus.ANNOUNCED,
        target=SanctionStatus.HEARING,
        label=_("Ask for a hearing"),
        tone="plain",
    )
    def ask_hearing(self, *, due_on: Day, is_due_provisional: bool) -> None:
        """申请当面陈述: the holder wants to be heard in person."""
        self.due_on, self.is_due_provisional = due_on, is_due_provisional

    @step(source=SanctionStatus.HEARING, target=SanctionStatus.HEARD, label=_("Record the hearing"))
    def hold_hearing(self, *, held_on: Day, record: str, due_on: Day, is_due_provisional: bool) -> None:
        """听取陈述: what was said is written down."""
        self.hearing_on, self.hearing_record = held_on, record
        self.due_on, self.is_due_provisional = due_on, is_due_provisional

    @step(source=ANSWERABLE, target=SanctionStatus.HEARD, label=_("Answer"), tone="plain")
    def answer(self, *, due_on: Day, is_due_provisional: bool) -> None:
        """陈述申辩: also after the last day, as long as nothing is decided; what was checked before is checked again."""
        self.due_on, self.is_due_provisional = due_on, is_due_provisional
        self.legal_opinion, self.legal_by, self.minutes = "", None, ""

    @step(source=SanctionStatus.ANNOUNCED, target=SanctionStatus.HEARD, label=_("Time to answer over"))
    def end_term(self, *, due_on: Day, is_due_provisional: bool) -> None:
        """逾期未陈述: the last day is over without an answer."""
        self.due_on, self.is_due_provisional = due_on, is_due_provisional

    @step(
        source=SanctionStatus.HEARD,
        target=SanctionStatus.FACTS,
        label=_("Return: facts or basis do not hold"),
        needs_reason=True,
        tone="warning",
    )
    def return_to_facts(self, *, reason: str, due_on: Day, is_due_provisional: bool) -> None:
        """退回补充调查: a new notice follows, with a new time to answer."""
        self.reason = reason
        self.due_on, self.is_due_provisional = due_on, is_due_provisional

    @step(source=SanctionStatus.HEARD, target=SanctionStatus.CHECKED, label=_("Give legal opinion"))
    def check_legally(self, *, opinion: str, legal_by: Any, due_on: Day, is_due_provisional: bool) -> None:
        """法制审核: another person finds facts, basis and procedure in order."""
        self.legal_opinion, self.legal_by = opinion, legal_by
        self.due_on, self.is_due_provisional = due_on, is_due_provisional

    @step(
        source=[SanctionStatus.HEARD, SanctionStatus.CHECKED],
        target=SanctionStatus.DECIDED,
        label=_("Decide"),
        needs_reason=True,
        tone="danger",
    )
    def decide(
        self, *, reason: str, decided_at: datetime.datetime, due_on: Day, is_due_provisional: bool
    ) -> None:
        """决定: happens in the very transaction that suspends or revokes the certificate."""
        self.reason, self.decided_at = reason, decided_at
        self.due_on, self.is_due_provisional = due_on, is_due_provisional

    @step(source=SanctionStatus.DECIDED, target=SanctionStatus.PUBLISHED, label=_("Publish"))
    def publish(self, *, log_index: int) -> None:
        """公布: the public log has the entry; the register answered so from the decision on."""
        self.log_index = log_index

    @step(source=SanctionStatus.PUBLISHED, target=SanctionStatus.DELIVERED, label=_("Delivered"))
    def deliver(self, *, closed_at: datetime.datetime) -> None:
        """送达: the holder has the decision; the case is closed."""
        self.closed_at, self.due_on = closed_at, None

    @step(
        source=OPEN,
        target=SanctionStatus.DROPPED,
        label=_("Close the case without sanction"),
        needs_reason=True,
        tone="warning",
    )
    def drop(self, *, reason: str, closed_at: datetime.datetime) -> None:
        """不予处理: the facts do not carry a sanction."""
        self.reason, self.closed_at, self.due_on = reason, closed_at, None

    @step(source=OPEN, target=SanctionStatus.ENDED, label=_("End: the certificate has ended"))
    def end(self, *, closed_at: datetime.datetime) -> None:
        """案件终止: the certificate expired, was cancelled, or was revoked in another case."""
        self.closed_at, self.due_on = closed_at, None


class Statement(models.Model):
    """What the holder stated in a case (陈述申辩), with files; rows are added, never rewritten."""

    case = models.ForeignKey(
        SanctionCase, models.PROTECT, related_name="statements", verbose_name=_("sanction case")
    )
    text = models.TextField(_("statement"))
    evidence = models.ManyToManyField(
        "documents.Upload", blank=True, related_name="sanction_statements", verbose_name=_("files")
    )
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("stated by")
    )
    stated_at = models.DateTimeField(_("stated at"))
    wants_hearing = models.BooleanField(_("wants to be heard in person"), default=False)

    class Meta:
        verbose_name = _("statement in a sanction case")
        verbose_name_plural = _("statements in sanction cases")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return the case and the time."""
        return f"{self.case} {self.stated_at:%Y-%m-%d}"
