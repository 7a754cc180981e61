"""What holders ask for: changes, renewals, cancellation."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.certificates.enums import FACE_CHANGES, ChangeKind, RequestOutcome
from brandcert.certificates.models.certificate import Certificate


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    """Reads of requests."""

    def waiting(self) -> ChangeRequestQuerySet:
        """Return the requests nobody has decided or withdrawn yet."""
        return self.filter(outcome="")


class ChangeRequest(models.Model):
    """A holder asks for a change or a renewal (变更/续展), or for cancellation (注销).

    Granting a change means proposing a successor, which another person approves. A renewal is an
    application of its own, linked here; it is granted when that is awarded.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="change_requests")
    kind = models.CharField(_("kind"), max_length=12, choices=ChangeKind)
    changed_on = models.DateField(_("changed on"), null=True, blank=True)
    values = models.JSONField(_("new values"), default=dict)
    statement = models.TextField(_("what has changed and why"), blank=True)
    evidence = models.ManyToManyField(
        "documents.Upload", blank=True, related_name="change_requests", verbose_name=_("evidence")
    )
    application = models.OneToOneField(
        "applications.Application",
        # A draft may be given up; with it goes the wish to renew.
        models.CASCADE,
        null=True,
        blank=True,
        related_name="renewal",
        verbose_name=_("application"),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=RequestOutcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    successor = models.ForeignKey(
        Certificate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_for_by",
        verbose_name=_("successor"),
    )

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate", "kind"], condition=models.Q(outcome=""), name="request_open_once"
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(outcome="", kind__in=[str(kind) for kind in FACE_CHANGES]),
                name="request_one_open_change",
            ),
        ]

    def __str__(self) -> str:
        """Return kind and certificate."""
        return f"{self.get_kind_display()} {self.certificate}"

    @property
    def is_open(self) -> bool:
        """Say whether the request still waits for a decision."""
        return not self.outcome
