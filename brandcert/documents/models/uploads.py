"""Files people hand in, stored once and never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """One file as it was received: its bytes never change, its hash proves it."""

    class Kind(models.TextChoices):
        """What the content really is, whatever the name says."""

        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"

    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40, choices=Kind)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    path = models.CharField(_("place"), max_length=120, unique=True)
    pages = models.PositiveIntegerField(_("pages"), default=1)
    # Nobody for what came without signing in, such as the evidence of an objection.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    # Since when the clock has found the file in no place; it is removed a while after.
    unused_since = models.DateTimeField(_("unused since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        """Return the name."""
        return self.name
