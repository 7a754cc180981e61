"""The batches and the numbers each plays by."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role, UnitKind
from brandcert.programs.enums import RECOMMENDED_ROUTES, Majority, Route, TieRule
from brandcert.programs.models.programme import Program, between
from brandcert.programs.models.terms import NoticeTerms

DEPARTMENTS: Final = "省生态环境厅\n省应急管理厅\n国家税务总局吉林省税务局\n省市场监督管理厅\n省农业农村厅"
# No batch is planned beyond this year; it keeps every date that is counted from a window within the calendar.
LAST_YEAR: Final = 2100


class Batch(NoticeTerms):
    """One round of applications (批次) with its window, route, quota and numbers."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="batches", verbose_name=_("programme"))
    year = models.PositiveSmallIntegerField(_("year"), validators=between(2020, LAST_YEAR))
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(
        _("English name"),
        max_length=80,
        blank=True,
        help_text=_("Shown on English pages, such as: Second round 2026."),
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    route = models.CharField(_("route"), max_length=10, choices=Route, default=Route.UNIT)
    least_years = models.PositiveSmallIntegerField(
        _("years an applicant has been running"), default=3, validators=between(0, 100)
    )
    correction_rounds = models.PositiveSmallIntegerField(
        _("rounds of correction"), default=1, validators=between(0, 9)
    )
    correction_days = models.PositiveSmallIntegerField(
        _("working days to correct"), default=10, validators=between(1, 250)
    )
    recommend_days = models.PositiveSmallIntegerField(
        _("working days to recommend"), default=10, validators=between(1, 250)
    )
    county_days = models.PositiveSmallIntegerField(
        _("working days of the county's opinion"),
        default=5,
        validators=between(1, 250),
        help_text=_("Afterwards the recommending unit may go on without it; the silence is recorded."),
    )
    accept_days = models.PositiveSmallIntegerField(
        _("working days to accept"), default=5, validators=between(1, 250)
    )
    escalation_days = models.PositiveSmallIntegerField(
        _("working days after which an overdue acceptance is escalated"),
        default=2,
        validators=between(1, 250),
    )
    escalation_role = models.CharField(
        _("to whom an overdue acceptance is escalated"),
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.DIRECTOR, Role.SUPERVISOR, Role.SECRETARY)],
        default=Role.DIRECTOR,
    )
    panel_days = models.PositiveSmallIntegerField(
        _("working days to appoint the panel"), default=10, validators=between(1, 250)
    )
    review_days = models.PositiveSmallIntegerField(
        _("working days of the review"), default=20, validators=between(1, 250)
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days to answer an invitation to review"), default=3, validators=between(1, 250)
    )
    late_days = models.PositiveSmallIntegerField(
        _("working days after which a late expert is replaced"), default=3, validators=between(1, 250)
    )
    inspect_days = models.PositiveSmallIntegerField(
        _("working days of the inspection"), default=30, validators=between(1, 250)
    )
    inspection_notice_days = models.PositiveSmallIntegerField(
        _("working days of notice before an inspection"), default=3, validators=between(0, 250)
    )
    rectification_days = models.PositiveSmallIntegerField(
        _("days of rectification"), default=30, validators=between(1, 250)
    )
    rectification_plan_days = models.PositiveSmallIntegerField(
        _("working days to plan a rectification"), default=5, validators=between(1, 250)
    )
    statement_days = models.PositiveSmallIntegerField(
        _("working days to answer an objection"), default=5, validators=between(1, 250)
    )
    notice_days = models.PositiveSmallIntegerField(
        _("working days of the public notice"), default=7, validators=between(5, 250)
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to appeal"), default=15, validators=between(1, 250)
    )
    appeal_decision_days = models.PositiveSmallIntegerField(
        _("days to decide an appeal"), default=30, validators=between(1, 250)
    )
    # 送达: an electronic notice counts as delivered so many days after it was sent.
    appeal_service_days = models.PositiveSmallIntegerField(
        _("days until a refusal counts as delivered"), default=0, validators=between(0, 60)
    )
    late_appeal_days = models.PositiveSmallIntegerField(
        _("days in which a late appeal may still be admitted"),
        default=15,
        validators=between(0, 250),
        help_text=_("After the last day to appeal, with a reason and by the director; 0 for never."),
    )
    appeal_exceeds_quota = models.BooleanField(
        _("an upheld appeal may exceed the quota"),
        default=True,
        help_text=_("Otherwise the case waits in deliberation until a place is free, or is deferred."),
    )
    integrity_days = models.PositiveSmallIntegerField(
        _("age of an integrity check in days"), default=10, validators=between(1, 250)
    )
    most_files = models.PositiveSmallIntegerField(
        _("most files of an application"), default=200, validators=between(1, 9999)
    )
    most_megabytes = models.PositiveSmallIntegerField(
        _("largest file in megabytes"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    panel_size = models.PositiveSmallIntegerField(
        _("experts of a panel"), default=3, validators=between(3, 99)
    )
    trims_mean = models.BooleanField(_("trimmed mean"), default=False)
    is_blind = models.BooleanField(
        _("blind review"),
        default=False,
        help_text=_(
            "Experts do not see who applies: no name, no file name, no original; text in files is blacked out where it can be found."
        ),
    )
    divergence_percent = models.PositiveSmallIntegerField(
        _("divergence in per cent"), default=15, validators=between(0, 100)
    )
    gate_score = models.DecimalField(
        _("score needed for an inspection"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(42),
        validators=between(0, 100),
    )
    award_score = models.DecimalField(
        _("score needed for an award"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(80),
        validators=between(0, 100),
    )
    dimension_percent = models.PositiveSmallIntegerField(
        _("per cent of each dimension"), default=60, validators=between(0, 100)
    )
    team_size = models.PositiveSmallIntegerField(
        _("inspectors of a team"), default=2, validators=between(2, 99)
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum of the committee"), default=3, validators=between(2, 99)
    )
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True, validators=between(1, 9999))
    unit_quota = models.PositiveIntegerField(
        _("quota of each unit"), null=True, blank=True, validators=between(1, 9999)
    )

    quota_manufacturing = models.PositiveIntegerField(
        _("quota of Jilin Manufacturing"), null=True, blank=True, validators=between(1, 9999)
    )
    quota_agriculture = models.PositiveIntegerField(
        _("quota of Jilin Agricultural Specialities"), null=True, blank=True, validators=between(1, 9999)
    )
    quota_services = models.PositiveIntegerField(
        _("quota of Jilin Services"), null=True, blank=True, validators=between(1, 9999)
    )
    majority = models.CharField(
        _("majority of the committee"), max_length=12, choices=Majority, default=Majority.SIMPLE
    )
    tie_rule = models.CharField(
        _("with as many votes for as against"), max_length=10, choices=TieRule, default=TieRule.LOST
    )
    is_ballot_secret = models.BooleanField(_("secret ballot of the committee"), default=False)
    asks_departments = models.BooleanField(
        _("departments are consulted before publication"),
        default=False,
        help_text=_("Without their answers, or their silence at the deadline, no list is published."),
    )
    departments = models.TextField(
        _("departments that are consulted"),
        default=DEPARTMENTS,
        blank=True,
        max_length=1000,
        help_text=_("One in each line."),
    )
    consultation_days = models.PositiveSmallIntegerField(
        _("working days of the consultation of departments"), default=5, validators=between(1, 250)
    )
    consultation_reminder_days = models.PositiveSmallIntegerField(
        _("working days before its end at which silent departments are remembered"),
        default=2,
        validators=between(0, 250),
        help_text=_("Whoever asked them is told; 0 for the last day."),
    )
    meeting_reminder_days = models.PositiveSmallIntegerField(
        _("working days before a meeting at which its members are reminded"),
        default=1,
        validators=between(0, 250),
    )

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="batch_window"
            ),
            models.UniqueConstraint(fields=["program", "name"], name="batch_name_once"),
        ]

    def __str__(self) -> str:
        """Return the name in the user's language, where it has one in English."""
        is_english = (get_language() or "").startswith("en")
        return (self.name_en if is_english else "") or self.name

    def clean(self) -> None:
        """Refuse a window that ends before it begins, or in a far future, and a unit's quota beyond the whole one."""
        if self.quota and self.unit_quota and self.unit_quota > self.quota:
            raise ValidationError(
                {"unit_quota": _("A unit cannot recommend more than the quota of the batch.")}
            )
        if not self.opens_at or not self.closes_at:
            return
        if self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The window must close after it opens.")})
        if self.closes_at.year > LAST_YEAR:
            raise ValidationError({"closes_at": _("The window must close before the year 2101.")})

    def is_open(self, now: datetime.datetime) -> bool:
        """Say whether applications can be submitted at this instant."""
        return self.opens_at <= now <= self.closes_at

    def quota_of(self, category: str) -> int | None:
        """Return the quota of a category; None where it has none of its own."""
        found: int | None = getattr(self, f"quota_{category.lower()}", None)
        return found

    @property
    def needs_unit(self) -> bool:
        """Say whether applications go through a recommending unit."""
        return self.route in RECOMMENDED_ROUTES

    @property
    def unit_kind(self) -> UnitKind:
        """Return what sort of unit recommends in this batch."""
        return UnitKind.ASSOCIATION if self.route == Route.GUILD else UnitKind.BUREAU

    def may_change_form(self, now: datetime.datetime) -> bool:
        """Say whether questions and documents may still be changed: before the window, and before anyone began."""
        return now < self.opens_at and not self.applications.exists()
