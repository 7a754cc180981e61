"""What the public is told of a decision, and that it was told wrongly."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import AnnouncementKind
from brandcert.awards.models.decisions import Decision
from brandcert.core.errors import BusinessError
from brandcert.programs.enums import CategoryKey


class Announced(BusinessError):
    """An announcement is never changed: a mistake is withdrawn by another one."""

    def __init__(self) -> None:
        """Say so in the words of the user."""
        super().__init__(_("An announcement is never changed: withdraw it by another one."))


class Published(models.Model):
    """A row that stays as it was published; the database refuses changes as well."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; raises Announced for one that stands."""
        if self.pk is not None:
            raise Announced
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Any:
        """Raise Announced."""
        raise Announced


class Announcement(Published):
    """The announcement (公告) of a decision, or the withdrawal (撤回公告) of an earlier announcement."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="announcements", verbose_name=_("batch")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AnnouncementKind)
    number = models.CharField(_("number"), max_length=40, unique=True)
    decision = models.OneToOneField(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="announcement",
        verbose_name=_("decision"),
    )
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_by",
        verbose_name=_("withdraws"),
    )
    reason = models.TextField(_("reason"), blank=True)
    issuing_body = models.CharField(_("issuing body"), max_length=60)
    issuing_body_en = models.CharField(_("English name of the issuing body"), max_length=120)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering: ClassVar = ["-issued_on", "-id"]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class AnnouncementEntry(Published):
    """An award as it was announced, in the words of that day."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="entries")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="announced")
    position = models.PositiveSmallIntegerField(_("position"))
    enterprise_name = models.CharField(_("enterprise"), max_length=200)
    product_name = models.CharField(_("product or service"), max_length=200)
    category = models.CharField(_("category"), max_length=20, choices=CategoryKey)
    division_name = models.CharField(_("division"), max_length=60)

    class Meta:
        verbose_name = _("entry of an announcement")
        verbose_name_plural = _("entries of announcements")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announcement", "application"], name="announcement_entry_once")
        ]

    def __str__(self) -> str:
        """Return enterprise and product."""
        return f"{self.enterprise_name} {self.product_name}"
