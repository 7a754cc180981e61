"""The certificate and its life."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from brandcert.accounts.enums import Role
from brandcert.certificates.enums import (
    APPROVED_BATCHES,
    OPEN_BATCHES,
    PUBLIC,
    BatchStatus,
    CertificateStatus,
    ChangeKind,
)
from brandcert.core.models import StatefulModel, step

# After so many attempts, crashes included, a certificate is parked for the officer.
MAX_ATTEMPTS: Final = int(settings.ISSUE_ATTEMPTS)
READERS: Final = frozenset(
    {Role.ISSUER, Role.SUPERVISOR, Role.DIRECTOR, Role.CLERK, Role.LEGAL, Role.AUDITOR}
)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates."""

    def visible_to(self, user: Any) -> CertificateQuerySet:
        """Return the certificates the person may read; agrees with the policy `view`."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        if user.roles & READERS:
            return self
        return self.filter(enterprise__memberships__user=user, enterprise__memberships__left_at=None)

    def public(self) -> CertificateQuerySet:
        """Return the certificates the register shows: issued ones, never drafts or void numbers."""
        return self.filter(status__in=PUBLIC)

    def drafts(self) -> CertificateQuerySet:
        """Return what waits to be issued."""
        return self.filter(status=CertificateStatus.DRAFT)

    def approved(self) -> CertificateQuerySet:
        """Return drafts in a list that the director approved and that runs; their document is still to be made."""
        return self._in(BatchStatus.RUNNING)

    def proposed(self) -> CertificateQuerySet:
        """Return drafts that stand in a list which is not over."""
        return self._in(*OPEN_BATCHES)

    def _in(self, *states: str) -> CertificateQuerySet:
        rows = self.drafts().filter(issue_items__left_out_at=None, issue_items__batch__status__in=states)
        return rows.distinct()

    def parked(self) -> CertificateQuerySet:
        """Return approved drafts that failed too often and wait for an officer."""
        return self._in(*APPROVED_BATCHES).filter(attempts__gte=MAX_ATTEMPTS)

    def abandoned(self, now: datetime.datetime, patience: datetime.timedelta) -> CertificateQuerySet:
        """Return approved drafts nobody is working on: lease over, and sent to the workers long enough ago."""
        is_free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        is_lost = models.Q(queued_at=None) | models.Q(queued_at__lt=now - patience)
        return self.approved().filter(is_free & is_lost, attempts__lt=MAX_ATTEMPTS).order_by("attempts", "id")

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
    # Which bit of the status lists speaks of this certificate; drawn at random, never used again.
    status_place = models.PositiveBigIntegerField(
        _("place in the status lists"), unique=True, null=True, blank=True, editable=False
    )
    decision_number = models.CharField(_("decision number"), max_length=40)
    decided_on = models.DateField(_("decided on"))
    first_issued_on = models.DateField(_("first issued on"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    file = models.CharField(_("file"), max_length=120, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    font_pack = models.CharField(_("hash of the fonts"), max_length=64, blank=True)
    queued_at = models.DateTimeField(_("sent to the workers at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("being made until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to make the document"), default=0)
    fault = models.CharField(_("why the document could not be made"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )

    change_kind = models.CharField(_("why it replaces"), max_length=12, choices=ChangeKind, blank=True)
    changes = models.JSONField(_("what differs from the one it replaces"), default=dict, blank=True)

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
        """作废: the number is kept and never used; what it would have replaced may get another successor."""
        self.replaces = None

    @step(
        source=CertificateStatus.ACTIVE,
        target=CertificateStatus.SUSPENDED,
        label=_("Suspend"),
        two_persons=True,
        needs_reason=True,
        tone="warning",
    )
    def suspend(self, *, reason: str, ground: str, expected_end: str) -> None:
        """暂停: the mark may not be used until the fault is corrected."""

    @step(
        source=CertificateStatus.ACTIVE,
        target=CertificateStatus.SUSPENDED,
        label=_("Suspend at once (danger)"),
        needs_reason=True,
        tone="danger",
    )
    def suspend_at_once(self, *, reason: str, ground: str) -> None:
        """紧急暂停: one person, for danger to people, ratified within the hours of the programme."""

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
    def revoke(self, *, reason: str, ground: str) -> None:
        """撤销: by authority, for cause, for ever."""

    @step(
        source=[CertificateStatus.ACTIVE, CertificateStatus.SUSPENDED],
        target=CertificateStatus.CANCELLED,
        label=_("Cancel on request"),
        two_persons=True,
        needs_reason=True,
        tone="danger",
    )
    def cancel(self, *, reason: str, ground: str) -> None:
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
        tone="warning",
    )
    def supersede(self, *, successor: str) -> None:
        """换发: happens in the very transaction that issues the approved successor."""

    @property
    def is_parked(self) -> bool:
        """Say whether making the document failed so often that an officer has to look at it."""
        return self.status == CertificateStatus.DRAFT and self.attempts >= MAX_ATTEMPTS

    def freeze(self, facts: Mapping[str, Any]) -> None:
        """Keep what will be printed; the caller saves."""
        self.facts = dict(facts)
