"""Certificates, from the award to the end of their life."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from brandcert.certificates.enums import PUBLIC, CertificateStatus, ChangeKind
from brandcert.core.models import StatefulModel, step


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates."""

    def public(self) -> CertificateQuerySet:
        """Return the certificates the register shows: issued ones, never drafts or void numbers."""
        return self.filter(status__in=PUBLIC)

    def waiting_for_document(self) -> CertificateQuerySet:
        """Return numbered drafts whose document is still to be made."""
        return self.filter(status=CertificateStatus.DRAFT).exclude(number="")

    def past_validity(self, today: datetime.date) -> CertificateQuerySet:
        """Return certificates whose last day is over but whose row still says otherwise."""
        live = (CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED)
        return self.filter(status__in=live, valid_to__lt=today)


class Certificate(StatefulModel):
    """The certificate (证书) of one enterprise for one product or service.

    `facts` is what is printed, frozen when the number is taken; the PDF is a derived file whose hash
    is kept. The public answer is derived from status and dates, never from the file.
    """

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="certificates", verbose_name=_("application")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="certificates", verbose_name=_("enterprise")
    )
    category = models.ForeignKey(
        "programs.Category", models.PROTECT, related_name="certificates", verbose_name=_("category")
    )
    status = FSMField(
        _("status"), choices=CertificateStatus, default=CertificateStatus.DRAFT, protected=True, db_index=True
    )
    series_year = models.PositiveSmallIntegerField(_("year of the number"), null=True, blank=True)
    series_number = models.PositiveIntegerField(_("number in its series"), null=True, blank=True)
    number = models.CharField(_("number"), max_length=30, blank=True, db_index=True)
    display_number = models.CharField(_("printed number"), max_length=40, blank=True)
    verification_code = models.CharField(
        _("verification code"), max_length=40, unique=True, null=True, blank=True
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    decision_number = models.CharField(_("decision number"), max_length=40)
    decided_on = models.DateField(_("decided on"))
    first_issued_on = models.DateField(_("first issued on"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    file = models.CharField(_("file"), max_length=120, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    font_pack = models.CharField(_("hash of the fonts"), max_length=64, blank=True)
    lease_until = models.DateTimeField(_("being made until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to make the document"), default=0)
    fault = models.CharField(_("why the document could not be made"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=CertificateStatus.values), name="certificate_status"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="certificate_period"
            ),
            models.UniqueConstraint(
                fields=["category", "series_year", "series_number"], name="certificate_series_once"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="certificate_number_once"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(status__in=["draft", "active", "suspended"], replaces=None),
                name="certificate_one_live_per_award",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "void"])
                | (~models.Q(number="") & ~models.Q(sha256="") & models.Q(verification_code__isnull=False)),
                name="certificate_issued_is_complete",
            ),
        ]

    def __str__(self) -> str:
        """Return the number, or what a draft is for."""
        return self.number or str(self.application)

    def approval_facts(self) -> dict[str, Any]:
        """Return what an approver must find unchanged; making the document is not a change."""
        return {"status": str(self.status), "valid_to": self.valid_to.isoformat(), "number": self.number}

    @step(source=CertificateStatus.DRAFT, target=CertificateStatus.ACTIVE, label=_("Issue"))
    def issue(self, *, file: str, sha256: str, font_pack: str) -> None:
        """颁证: the signed document is stored, the certificate is valid."""
        self.file, self.sha256, self.font_pack = file, sha256, font_pack
        self.lease_until, self.fault = None, ""

    @step(
        source=CertificateStatus.DRAFT,
        target=CertificateStatus.VOID,
        label=_("Void number"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def void(self, *, reason: str) -> None:
        """作废: the number is kept and never used."""

    @step(
        source=CertificateStatus.ACTIVE,
        target=CertificateStatus.SUSPENDED,
        label=_("Suspend"),
        two_persons=True,
        needs_reason=True,
        tone="warning",
    )
    def suspend(self, *, reason: str) -> None:
        """暂停: the mark may not be used until the fault is corrected."""

    @step(
        source=CertificateStatus.ACTIVE,
        target=CertificateStatus.SUSPENDED,
        label=_("Suspend at once (danger)"),
        needs_reason=True,
        tone="danger",
    )
    def suspend_at_once(self, *, reason: str) -> None:
        """紧急暂停: one person, for danger to people, ratified within a day."""

    @step(
        source=CertificateStatus.SUSPENDED,
        target=CertificateStatus.ACTIVE,
        label=_("Reinstate"),
        two_persons=True,
        needs_reason=True,
    )
    def reinstate(self, *, reason: str) -> None:
        """恢复: corrected in time; same number, same last day."""

    @step(
        source=[CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED],
        target=CertificateStatus.REVOKED,
        label=_("Revoke"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def revoke(self, *, reason: str) -> None:
        """撤销: by authority, for cause, for ever."""

    @step(
        source=[CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED],
        target=CertificateStatus.CANCELLED,
        label=_("Cancel on request"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def cancel(self, *, reason: str) -> None:
        """注销: the holder asked, or no longer exists."""

    @step(
        source=[CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED],
        target=CertificateStatus.EXPIRED,
        label=_("Expire"),
    )
    def expire(self) -> None:
        """过期: the last day is over."""

    @step(
        source=CertificateStatus.ACTIVE,
        target=CertificateStatus.SUPERSEDED,
        label=_("Replace"),
        two_persons=True,
        needs_reason=True,
        tone="warning",
    )
    def supersede(self, *, reason: str) -> None:
        """换发: a successor with a new number takes its place."""

    def freeze(self, facts: Mapping[str, Any]) -> None:
        """Keep what will be printed; the caller saves."""
        self.facts = dict(facts)


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


class PriorNotice(models.Model):
    """The announcement (事先告知) that must precede a suspension or revocation, and the answer to it."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prior_notices")
    action = models.CharField(_("announced"), max_length=20)
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

    class Meta:
        verbose_name = _("prior notice")
        verbose_name_plural = _("prior notices")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return certificate and date."""
        return f"{self.certificate} {self.served_on}"


class IssueBatch(models.Model):
    """Certificates issued together: proposed by the issuing officer, approved by the director."""

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
    certificates = models.ManyToManyField(
        Certificate, related_name="issue_batches", verbose_name=_("certificates")
    )

    class Meta:
        verbose_name = _("issue batch")
        verbose_name_plural = _("issue batches")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("proposed_by")),
                name="issue_batch_two_persons",
            )
        ]

    def __str__(self) -> str:
        """Return the key and the date."""
        return f"#{self.pk} {self.proposed_at:%Y-%m-%d}"


class ChangeRequest(models.Model):
    """A holder asks for a change or a renewal (变更/续展), or for cancellation."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="change_requests")
    kind = models.CharField(_("kind"), max_length=12, choices=ChangeKind)
    changed_on = models.DateField(_("changed on"), null=True, blank=True)
    values = models.JSONField(_("new values"), default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")

    def __str__(self) -> str:
        """Return kind and certificate."""
        return f"{self.get_kind_display()} {self.certificate}"
