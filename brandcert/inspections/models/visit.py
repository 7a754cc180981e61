"""Visits to enterprises and what they found."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.core.errors import BusinessError
from brandcert.inspections.enums import Mode, Severity, Signature


class LockedReport(BusinessError):
    """A locked report is never edited."""

    def __init__(self) -> None:
        """Say so in the words of the user."""
        super().__init__(_("A locked report can no longer be changed."))


def refuse_when_locked(inspection_id: int) -> None:
    """Raise LockedReport when the report of the inspection is locked."""
    if Inspection.objects.filter(pk=inspection_id, locked_at__isnull=False).exists():
        raise LockedReport


def believable(moment: datetime.datetime | None) -> datetime.datetime | None:
    """Return a moment a phone told, unless it is at the very end of the calendar, where no page can print it."""
    return None if moment is None or moment.year >= datetime.MAXYEAR else moment


class PartOfReport(models.Model):
    """A row of an inspection's report; written only while the report is open."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row unless the report is locked; raises LockedReport."""
        refuse_when_locked(self.inspection_id)  # type: ignore[attr-defined] # each part declares its own key
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row unless the report is locked; raises LockedReport."""
        refuse_when_locked(self.inspection_id)  # type: ignore[attr-defined] # as above
        return super().delete(*args, **kwargs)


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Reads of inspections."""

    # Who sees which rows; set by `policies.py`, none sees by default.
    scope: ClassVar[Callable[[Any], models.Q]] = staticmethod(lambda _user: models.Q(pk__in=[]))

    def visible_to(self, user: Any) -> InspectionQuerySet:
        """Return the inspections of the person's teams; all of them to those who run the review."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(type(self).scope(user))

    def open(self) -> InspectionQuerySet:
        """Return what is neither cancelled nor reported."""
        return self.filter(cancelled_at=None, locked_at=None)


class Inspection(models.Model):
    """One inspection (现场核查) of an application: plan, sheet and locked report."""

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="inspections", verbose_name=_("application")
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    planned_on = models.DateField(_("planned on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Why it is made outside the season, where the rules of the batch let it.
    season_reason = models.CharField(_("why outside the season"), max_length=300, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned at"), default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    enterprise_signature = models.CharField(
        _("signature of the enterprise"), max_length=10, choices=Signature, blank=True
    )
    signature_note = models.CharField(_("note on the signature"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    # The enterprise did not let the team in, or not do its work (拒绝核查): it ends the application as a severe finding does.
    refusal = models.TextField(_("how the inspection was refused"), blank=True)
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refusal_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("refusal noted by"),
    )
    locked_at = models.DateTimeField(_("report locked at"), null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(cancelled_at=None, locked_at=None),
                name="inspection_one_open",
            )
        ]

    def __str__(self) -> str:
        """Return application and date."""
        return f"{self.application} {self.planned_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the inspection unless its report is locked; raises LockedReport."""
        if self.pk:
            refuse_when_locked(self.pk)
        super().save(*args, **kwargs)


class TeamMember(models.Model):
    """An inspector of the team; one of them leads and signs (核查组)."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="inspection_teams", verbose_name=_("inspector")
    )
    is_leader = models.BooleanField(_("leader"), default=False)
    declared_at = models.DateTimeField(_("declared no conflict at"), null=True, blank=True)

    class Meta:
        verbose_name = _("inspector of the team")
        verbose_name_plural = _("inspectors of the team")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "user"], name="team_member_once"),
            models.UniqueConstraint(
                fields=["inspection"], condition=models.Q(is_leader=True), name="team_one_leader"
            ),
        ]

    def __str__(self) -> str:
        """Return the person."""
        return str(self.user)


class DateAnswer(models.Model):
    """What the enterprise said about the day of the visit: it suits, or another is asked for (核查日期确认)."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="date_answers")
    # The day it was asked about; a later day is asked about anew.
    proposed_on = models.DateField(_("proposed day"))
    suits = models.BooleanField(_("the day suits"))
    wished_on = models.DateField(_("day asked for"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)
    # What the leader of the team decided about another day.
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)
    note = models.CharField(_("note to the enterprise"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer on the day of a visit")
        verbose_name_plural = _("answers on the day of a visit")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(suits=True, wished_on=None)
                | models.Q(suits=False, wished_on__isnull=False),
                name="date_answer_suits_or_wishes",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=models.Q(suits=False, is_granted=None),
                name="date_answer_one_open_wish",
            ),
        ]

    def __str__(self) -> str:
        """Return the inspection."""
        return str(self.inspection)


class ChecklistLine(PartOfReport):
    """Points for one on-site criterion, agreed by the team, with the observation behind them."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="checklist")
    criterion = models.ForeignKey(
        "programs.Criterion", models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, blank=True)
    observation = models.TextField(_("observation"), blank=True)

    class Meta:
        verbose_name = _("line of the checklist")
        verbose_name_plural = _("lines of the checklist")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "criterion"], name="checklist_once"),
            models.CheckConstraint(
                condition=models.Q(points=None) | models.Q(points__gte=0), name="checklist_not_negative"
            ),
        ]

    def __str__(self) -> str:
        """Return criterion and points."""
        return f"{self.criterion}: {self.points}"


class Photo(PartOfReport):
    """A picture taken during the inspection, hashed when it was received, and on a phone when it was taken."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="photos")
    upload = models.ForeignKey("documents.Upload", models.PROTECT, related_name="+", verbose_name=_("file"))
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    finding = models.ForeignKey(
        "inspections.Finding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("finding"),
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    # As the clock of the phone told it; when it was received stands on the file.
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    # Of a picture the phone had to make smaller: the hash of the one it took, which is not kept here.
    original_sha256 = models.CharField(_("SHA-256 of the larger original"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        """Return the caption or the file."""
        return self.caption or str(self.upload)

    @property
    def told_at(self) -> datetime.datetime | None:
        """Return when it was taken, as far as that can be believed."""
        return believable(self.taken_at)


class Finding(PartOfReport):
    """Something that is not as it should be (不符合项)."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    severity = models.CharField(_("severity"), max_length=12, choices=Severity)
    clause = models.CharField(_("clause"), max_length=60)
    description = models.TextField(_("description"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    # As the clock of the phone told it; `recorded_at` is when it was received.
    found_at = models.DateTimeField(_("found at"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        """Return the clause."""
        return self.clause

    @property
    def told_at(self) -> datetime.datetime | None:
        """Return when it was seen, as far as that can be believed."""
        return believable(self.found_at)
