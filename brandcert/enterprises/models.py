"""Enterprises and what belongs to them."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import IntegrityKind, MemberRole, OrganisationType, SizeClass


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Reads of enterprises."""

    def of_member(self, user: Any) -> EnterpriseQuerySet:
        """Return the enterprises the person acts for now."""
        return self.filter(memberships__user=user, memberships__left_at=None).distinct()


class Enterprise(models.Model):
    """An applicant (申报企业). Without a credit code it is kept but cannot apply yet."""

    name = models.CharField(_("name"), max_length=200, db_index=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    name_local = models.CharField(_("name in another script"), max_length=200, blank=True)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, null=True, blank=True
    )
    organisation_type = models.CharField(
        _("kind of body"), max_length=20, choices=OrganisationType, default=OrganisationType.COMPANY
    )
    division = models.ForeignKey(
        "accounts.Division", models.PROTECT, related_name="enterprises", verbose_name=_("division")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    address_en = models.CharField(_("English address"), max_length=200, blank=True)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass, blank=True)
    industry_code = models.CharField(_("industry code (GB/T 4754)"), max_length=6, blank=True)
    established_on = models.DateField(_("established on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(credit_code=None) | ~models.Q(credit_code=""),
                name="credit_code_null_not_empty",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_eligible(self) -> bool:
        """Say whether the enterprise can apply at all: it needs a credit code."""
        return bool(self.credit_code)


class Membership(models.Model):
    """That a person acts for an enterprise, as owner or editor."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "user"], condition=models.Q(left_at=None), name="member_once"
            )
        ]

    def __str__(self) -> str:
        """Return person and enterprise."""
        return f"{self.user} · {self.enterprise}"


class Trademark(models.Model):
    """A registered trademark an enterprise owns or is licensed to use (商标)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="trademarks")
    name = models.CharField(_("trademark"), max_length=100)
    number = models.CharField(_("registration number"), max_length=40, blank=True)
    is_licensed = models.BooleanField(_("used under licence"), default=False)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("trademark")
        verbose_name_plural = _("trademarks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name", "number"], name="trademark_once")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Product(models.Model):
    """A product or service of one enterprise: the identity an application and a certificate name."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="products")
    name = models.CharField(_("product or service"), max_length=200)
    normalised_name = models.CharField(_("normalised name"), max_length=200, editable=False)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    model_or_scope = models.CharField(_("model, or scope of the service"), max_length=200, blank=True)
    trademark = models.ForeignKey(
        Trademark,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("trademark"),
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "normalised_name", "model_or_scope", "trademark"],
                name="product_once",
            ),
            # Two constraints, because to a database two missing trademarks are different ones.
            models.UniqueConstraint(
                fields=["enterprise", "normalised_name", "model_or_scope"],
                condition=models.Q(trademark=None),
                name="product_once_without_trademark",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class IntegrityRecordQuerySet(models.QuerySet["IntegrityRecord"]):
    """Reads of integrity records."""

    def in_force(self, on: datetime.date) -> IntegrityRecordQuerySet:
        """Return the records that count on the date."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class IntegrityRecord(models.Model):
    """An entry in a list, an accident, a failed sampling or a bar, with its dates and source (名单)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="integrity_records")
    kind = models.CharField(_("kind"), max_length=12, choices=IntegrityKind)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects = IntegrityRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("integrity record")
        verbose_name_plural = _("integrity records")

    def __str__(self) -> str:
        """Return the kind and since when."""
        return f"{self.get_kind_display()} {self.since}"


class IntegrityCheck(models.Model):
    """That someone looked an enterprise up in all lists on a date, and what was found."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="integrity_checks")
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    is_clear = models.BooleanField(_("nothing found"))
    snapshot = models.JSONField(_("what was found"), default=list)

    class Meta:
        verbose_name = _("integrity check")
        verbose_name_plural = _("integrity checks")
        ordering: ClassVar = ["-checked_on", "-id"]

    def __str__(self) -> str:
        """Return enterprise and date."""
        return f"{self.enterprise} {self.checked_on}"
