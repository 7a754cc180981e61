"""The public halves of the keys that signed certificates, credentials and the log."""

import base64
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SigningKey(models.Model):
    """The public certificates of a key this house signed with, kept so that old documents can be checked for ever.

    A row counts only together with its event: whoever writes into the table alone does not make a
    forged document genuine.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    certificates = models.JSONField(_("certificates"))
    first_used_at = models.DateTimeField(_("first used at"), default=timezone.now)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return the beginning of the fingerprint."""
        return self.fingerprint[:16]

    def chain(self) -> tuple[bytes, ...]:
        """Return the certificate of the key and those above it (DER)."""
        return tuple(base64.b64decode(each) for each in self.certificates)


class PublishedKey(models.Model):
    """The public half of a key that signs credentials or the public log, published for ever.

    A row counts only together with its event, as with the keys of documents.
    """

    class Use(models.TextChoices):
        """What a key signs."""

        CREDENTIALS = "credentials", _("machine-readable certificates")
        LOG = "log", _("public log")

    kid = models.CharField(_("identifier"), max_length=64, unique=True)
    use = models.CharField(_("use"), max_length=12, choices=Use)
    jwk = models.JSONField(_("public key"))
    first_used_at = models.DateTimeField(_("first used at"), default=timezone.now)

    class Meta:
        verbose_name = _("published key")
        verbose_name_plural = _("published keys")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Return use and the beginning of the identifier."""
        return f"{self.get_use_display()} {self.kid[:12]}"
