"""Every list that left the house as a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brandcert.accounts.enums import Role
from brandcert.lists.enums import FileKind, Purpose


class ListCopyQuerySet(models.QuerySet["ListCopy"]):
    """Reads of the log."""

    def visible_to(self, user: Any) -> ListCopyQuerySet:
        """Return the person's own copies; the auditor sees all. The query twin of the policy `view`."""
        if Role.AUDITOR in getattr(user, "roles", ()):
            return self
        return self.filter(made_by_id=user.pk)


class ListCopy(models.Model):
    """One file of a list (导出): who took which rows, what for, and the hash by which the file is recognised.

    The file itself is not kept: it is known by number and hash. Written once, never changed.
    """

    number = models.CharField(_("copy number"), max_length=20, unique=True)
    model = models.CharField(_("list"), max_length=60)
    kind = models.CharField(_("format"), max_length=4, choices=FileKind)
    chosen_by = models.CharField(_("filter"), max_length=2000, blank=True)
    chosen_words = models.CharField(_("filter in words"), max_length=1000, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    purpose = models.CharField(
        pgettext_lazy("of a copy", "purpose"), max_length=20, choices=Purpose, blank=True
    )
    note = models.CharField(_("what exactly for"), max_length=300, blank=True)
    is_personal = models.BooleanField(_("with personal data, masked"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = ListCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of a list")
        verbose_name_plural = _("copies of lists")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the number."""
        return self.number
