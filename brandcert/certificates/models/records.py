"""Dated records that accompany a certificate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models.certificate import Certificate


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
    # By the rule of the programme when it was ordered: a later rule moves no clock that runs.
    ratify_by = models.DateTimeField(_("to be ratified by"), null=True, blank=True)
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
            models.CheckConstraint(
                condition=models.Q(is_to_ratify=False) | models.Q(ratify_by__isnull=False),
                name="interval_has_a_term_to_ratify",
            ),
        ]

    def __str__(self) -> str:
        """Return the status and since when."""
        return f"{self.get_status_display()} {self.starts_at:%Y-%m-%d}"
