"""Enterprises: the bodies that apply."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.core.models import digest
from brandcert.enterprises.enums import OrganisationType, SizeClass


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

    @property
    def stamp(self) -> str:
        """Tell this state of the particulars from any other: a form carries it, so that no window overwrites another."""
        stated = [self.name_en, self.address, self.address_en, self.size_class, self.industry_code]
        return digest([*stated, str(self.established_on or "")])
