"""Filters of lists that people keep under a name."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role

MOST_FILTERS: Final = 30
# More links above one list are read by nobody.
MOST_SHARED: Final = 12
NAME_LENGTH: Final = 60
MOST_PAIRS: Final = 30
KEY_LENGTH: Final = 120
VALUE_LENGTH: Final = 300


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Reads of filters."""

    def visible_to(self, user: Any) -> SavedFilterQuerySet:
        """Return the person's own filters and those shared with one of the own roles. The query twin of the policy `view`."""
        shared = Q(shared_with__in=list(getattr(user, "roles", ())), owner__is_active=True)
        return self.filter(Q(owner_id=user.pk) | shared)


class SavedFilter(models.Model):
    """Filter, search and order of one list under a name (常用筛选): its owner's, and everyone's of a role when shared.

    It keeps what is asked for, never rows: whoever opens it sees of them what he may see.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    model = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name of the filter"), max_length=NAME_LENGTH)
    # Pairs [parameter, value] of the list's address, in order.
    query = models.JSONField(default=list)
    shared_with = models.CharField(_("shared with"), max_length=20, choices=Role, blank=True)
    is_default = models.BooleanField(_("opens the list"), default=False)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering: ClassVar = ["model", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "model", "name"], name="saved_filter_name"),
            models.UniqueConstraint(
                fields=["owner", "model"], condition=Q(is_default=True), name="saved_filter_default"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["model", "shared_with"], name="saved_filter_shared")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
