"""Titles that were awarded before this system, as the old lists tell them."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.validity import Standing
from brandcert.programs.enums import CategoryKey
from brandcert.register.enums import TitleEnd

READERS: Final = frozenset(
    {Role.ISSUER, Role.SUPERVISOR, Role.DIRECTOR, Role.CLERK, Role.LEGAL, Role.AUDITOR}
)


class TitleList(models.Model):
    """A list of earlier titles that was taken in (历史称号导入): whose file, by whom, and what came of its rows."""

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    counts = models.JSONField(_("rows"), default=dict)
    correction = models.CharField(_("why entries were corrected"), max_length=300, blank=True)
    taken_at = models.DateTimeField(_("taken over at"), default=timezone.now)

    class Meta:
        verbose_name = _("list of earlier titles")
        verbose_name_plural = _("lists of earlier titles")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name


class LegacyTitleQuerySet(models.QuerySet["LegacyTitle"]):
    """Reads of earlier titles."""

    def visible_to(self, user: Any) -> LegacyTitleQuerySet:
        """Return the titles staff may look at in their lists; the public reads the register."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self if user.roles & READERS else self.none()


class LegacyTitle(models.Model):
    """A title of earlier years (往年称号): what an old list says; no document and no signature of this system stands behind it.

    Its status comes from its dates alone. It is corrected only by a further list with a reason.
    """

    number = models.CharField(_("number"), max_length=80)
    key = models.CharField(_("number without separators"), max_length=80, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=100, blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="legacy_titles",
        verbose_name=_("enterprise"),
    )
    holder = models.CharField(_("holder"), max_length=200)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=CategoryKey, blank=True)
    product = models.CharField(_("product or service"), max_length=200)
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    division = models.ForeignKey(
        "accounts.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("division"),
    )
    awarded_by = models.CharField(_("issuing body"), max_length=200, blank=True)
    decision_number = models.CharField(_("decision number"), max_length=80, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_as = models.CharField(_("how it ended"), max_length=10, choices=TitleEnd, blank=True)
    taken_from = models.ForeignKey(
        TitleList, models.PROTECT, related_name="titles", verbose_name=_("list of earlier titles")
    )
    line = models.PositiveIntegerField(_("line"), default=0)

    objects = LegacyTitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("title of earlier years")
        verbose_name_plural = _("titles of earlier years")
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="legacy_title_period"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ended_as="")
                | (models.Q(ended_on__isnull=False) & models.Q(ended_as__in=TitleEnd.values)),
                name="legacy_title_end_is_complete",
            ),
        ]

    def __str__(self) -> str:
        """Return the old number."""
        return self.number

    def standing_on(self, day: datetime.date) -> Standing | None:
        """Return what the dates say of the day; None before the first one. Only a running title counts as valid."""
        if day < self.valid_from:
            return None
        if self.ended_on is not None and day >= self.ended_on:
            return Standing(str(self.ended_as), is_valid=False)
        if day > self.valid_to:
            return Standing(str(CertificateStatus.EXPIRED), is_valid=False)
        return Standing(str(CertificateStatus.ACTIVE), is_valid=True)
