"""Dated records that accompany a certificate."""

from __future__ import annotations

import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.certificates.enums import CertificateStatus, NoticeAction
from brandcert.certificates.models.certificate import Certificate

RATIFY_WITHIN: Final = datetime.timedelta(hours=24)


class StatusIntervalQuerySet(models.QuerySet["StatusInterval"]):
    """Reads of status intervals."""

    def unratified(self) -> StatusIntervalQuerySet:
        """Return suspensions by one person that no director has ratified yet."""
        return self.filter(is_to_ratify=True, ratified_at=None)


class StatusInterval(models.Model):
    """From when to when a certificate had a status: answers "was it valid on that date?"."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="intervals")
    status = models.CharField(_("status"), max_length=12, choices=CertificateStatus)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    expected_end = models.DateField(_("expected end"), null=True, blank=True)
    is_to_ratify = models.BooleanField(_("to be ratified"), default=False)
    ratified_at = models.DateTimeField(_("ratified at"), null=True, blank=True)
    flagged_at = models.DateTimeField(_("flagged as overdue at"), null=True, blank=True)

    objects = StatusIntervalQuerySet.as_manager()

    class Meta:
        verbose_name = _("status interval")
        verbose_name_plural = _("status intervals")
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=models.Q(ends_at=None), name="interval_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="interval_order",
            ),
        ]

    def __str__(self) -> str:
        """Return the status and since when."""
        return f"{self.get_status_display()} {self.starts_at:%Y-%m-%d}"

    @property
    def ratify_by(self) -> datetime.datetime:
        """Return until when the director has to ratify a suspension that one person ordered."""
        return self.starts_at + RATIFY_WITHIN


class PriorNotice(models.Model):
    """The announcement (事先告知) that must precede a suspension or revocation, and the answer to it."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prior_notices")
    action = models.CharField(_("announced"), max_length=20, choices=NoticeAction)
    ground = models.CharField(_("ground"), max_length=40)
    facts = models.TextField(_("facts"))
    basis = models.TextField(_("basis"))
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("served by")
    )
    served_on = models.DateField(_("served on"))
    answer_by = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    evidence = models.ManyToManyField(
        "documents.Upload", blank=True, related_name="notice_answers", verbose_name=_("files of the answer")
    )
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
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    outcome = models.TextField(_("why it was closed without the act"), blank=True)

    class Meta:
        verbose_name = _("prior notice")
        verbose_name_plural = _("prior notices")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return certificate and date."""
        return f"{self.certificate} {self.served_on}"

    def is_heard(self, today: datetime.date) -> bool:
        """Say whether the holder answered, or the time to answer is over."""
        return self.answered_at is not None or today > self.answer_by
