"""Keys with which other systems ask the machine interface for more than everybody may."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.register.enums import Scope


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of keys."""

    def in_force(self, now: datetime.datetime) -> ApiKeyQuerySet:
        """Return the keys that open something now."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now), revoked_at=None)


class ApiKey(models.Model):
    """A key of another system (接口密钥): only its hash is kept; it opens its scopes, so often a minute, until it is revoked."""

    name = models.CharField(_("system"), max_length=100)
    prefix = models.CharField(_("beginning of the key"), max_length=12, unique=True)
    digest = models.CharField(_("hash of the key"), max_length=64)
    scopes = models.JSONField(_("scopes"), default=list)
    per_minute = models.PositiveIntegerField(_("requests a minute"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    reason = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of another system")
        verbose_name_plural = _("keys of other systems")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the system and the beginning of its key."""
        return f"{self.name} {self.prefix}"

    def opens(self, scope: Scope) -> bool:
        """Say whether the key opens the scope."""
        return str(scope) in self.scopes
