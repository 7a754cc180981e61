"""What stands against an enterprise, where it was read, and when that was looked up."""

from __future__ import annotations

import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import Concerns, IntegrityKind, Occasion, Origin
from brandcert.enterprises.models.enterprises import Enterprise

PERSON: Final = settings.AUTH_USER_MODEL


class IntegrityList(models.Model):
    """A list of entries that somebody took in (名单导入): tried first, taken over on a second word, its result kept."""

    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=bytes, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    source = models.CharField(_("source"), max_length=200)
    listed_on = models.DateField(_("date of the list"))
    kind = models.CharField(_("kind"), max_length=12, choices=IntegrityKind, blank=True)
    trial = models.JSONField(_("result of the trial"), default=dict)
    result = models.JSONField(_("result"), null=True, blank=True)
    received_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("received by"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken over at"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of entries")
        verbose_name_plural = _("lists of entries")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name


class IntegrityRecordQuerySet(models.QuerySet["IntegrityRecord"]):
    """Reads of integrity records."""

    def in_force(self, on: datetime.date) -> IntegrityRecordQuerySet:
        """Return the records that count on the date."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class IntegrityRecord(models.Model):
    """An entry in a list, an accident, a failed sampling or a bar, with its dates and source (名单); it ends, it is never deleted."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="integrity_records", verbose_name=_("enterprise")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=IntegrityKind)
    concerns = models.CharField(_("names"), max_length=12, choices=Concerns, default=Concerns.ENTERPRISE)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    reference = models.CharField(_("number of the document"), max_length=120, blank=True)
    listed_on = models.DateField(_("date of the list"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.HAND)
    taken_from = models.ForeignKey(
        IntegrityList, models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("list")
    )
    evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    entered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True)
    end_evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proof that it ended"),
    )
    end_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    ended_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = IntegrityRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("integrity record")
        verbose_name_plural = _("integrity records")

    def __str__(self) -> str:
        """Return the kind and since when."""
        return f"{self.get_kind_display()} {self.since}"


class IntegrityInquiry(models.Model):
    """One question to one national system about one enterprise, and its answer; without an answer nothing is clear."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="inquiries", verbose_name=_("enterprise")
    )
    system = models.CharField(_("system"), max_length=20)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    as_of = models.DateField(_("state of the answer"), null=True, blank=True)
    entries = models.JSONField(_("entries"), default=list, blank=True)
    sha256 = models.CharField(_("hash of the answer"), max_length=64, blank=True)
    fault = models.CharField(_("why there is no answer"), max_length=200, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to a national system")
        verbose_name_plural = _("questions to national systems")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "system"],
                condition=models.Q(answered_at=None, failed_at=None),
                name="one_open_question_per_system",
            )
        ]

    def __str__(self) -> str:
        """Return system and enterprise."""
        return f"{self.system} {self.enterprise}"


class IntegrityCheck(models.Model):
    """That someone looked an enterprise up in all lists on a date: for what, which lists, how each answered, and what was found."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="integrity_checks")
    checked_on = models.DateField(_("checked on"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion, blank=True)
    is_clear = models.BooleanField(_("nothing found"))
    asked = models.JSONField(_("lists that were asked"), default=list, blank=True)
    snapshot = models.JSONField(_("what was found"), default=list)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    evidence = models.ForeignKey(
        "documents.Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )

    class Meta:
        verbose_name = _("integrity check")
        verbose_name_plural = _("integrity checks")
        ordering: ClassVar = ["-checked_on", "-id"]

    def __str__(self) -> str:
        """Return enterprise and date."""
        return f"{self.enterprise} {self.checked_on}"

    @property
    def unanswered(self) -> list[str]:
        """Return the keys of the systems that could not be asked: as long as there is one, nothing is clear."""
        return [line["source"] for line in self.asked if line["how"] == "unanswered"]
