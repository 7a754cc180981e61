"""The drawing of the panels of a whole batch, from the announcement of its seed to its record."""

from __future__ import annotations

import datetime
import secrets
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# After as many attempts in a row without a case done, the run waits for the secretary.
MAX_ATTEMPTS: Final = 5


def new_secret() -> str:
    """Return what the seed is made of, known to nobody before the drawing."""
    return secrets.token_hex(32)


class BatchDraw(models.Model):
    """The panels of a batch drawn at once (批次抽取): seed announced by its hash, pool frozen, experts drawn, record kept."""

    batch = models.ForeignKey(
        "programs.Batch", models.PROTECT, related_name="batch_draws", verbose_name=_("batch")
    )
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    commitment = models.CharField(_("hash of the secret"), max_length=64, editable=False)
    source = models.CharField(
        _("public source"),
        max_length=200,
        blank=True,
        help_text=_(
            "What becomes public only later and is mixed into the seed, for instance the winning numbers of a named lottery draw."
        ),
    )
    objection_days = models.PositiveSmallIntegerField(
        _("working days for objections to experts"),
        default=0,
        validators=[MaxValueValidator(30)],
        help_text=_(
            "From the first freezing of the pool on, applicants see the names of their category's pool and may object. 0 keeps the names secret. Who is drawn is never shown to them."
        ),
    )
    objections_until = models.DateField(_("objections until"), null=True, blank=True, editable=False)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("announced by")
    )
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    inputs = models.JSONField(_("pool and cases"), null=True, blank=True, editable=False)
    findings = models.JSONField(default=list, blank=True, editable=False)
    left_out = models.JSONField(default=list, blank=True, editable=False)
    inputs_sha256 = models.CharField(_("hash of pool and cases"), max_length=64, blank=True, editable=False)
    public_sha256 = models.CharField(
        _("hash of the published pool"), max_length=64, blank=True, editable=False
    )
    frozen_at = models.DateTimeField(_("pool frozen at"), null=True, blank=True, editable=False)
    public_value = models.CharField(_("value from the public source"), max_length=200, blank=True)
    answer = models.JSONField(_("record"), null=True, blank=True, editable=False)
    record_sha256 = models.CharField(_("hash of the record"), max_length=64, blank=True, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("drawn by"),
    )
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(
        pgettext_lazy("a drawing", "checked at"), null=True, blank=True, editable=False
    )
    faults = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("drawing for a batch")
        verbose_name_plural = _("drawings for batches")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch"], condition=models.Q(drawn_at=None), name="one_open_drawing_of_a_batch"
            )
        ]

    def __str__(self) -> str:
        """Return batch and number."""
        return f"{self.batch} · {self.pk}"

    @property
    def names_pool(self) -> bool:
        """Say whether applicants see whom the pool of their category holds."""
        return self.objections_until is not None

    def takes_objections(self, today: datetime.date) -> bool:
        """Say whether applicants may object to experts on the day."""
        return self.objections_until is not None and self.drawn_at is None and today <= self.objections_until

    @property
    def record(self) -> dict[str, Any]:
        """Return the whole record, as it is replayed."""
        return {**(self.answer or {}), "inputs": self.inputs}


class InvitationRun(models.Model):
    """The invitations of a drawing (批量邀请), made case by case by a worker; whoever finds it cut off goes on."""

    draw = models.OneToOneField(
        BatchDraw, models.PROTECT, related_name="invitation_run", verbose_name=_("drawing for a batch")
    )
    total = models.PositiveIntegerField(_("cases"))
    done = models.PositiveIntegerField(_("cases done"), default=0)
    # Cases that got no panel, and experts of a case who were not invited, each with the reason.
    skipped = models.JSONField(default=list, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    fault = models.CharField(_("fault"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitations of a drawing")
        verbose_name_plural = _("invitations of drawings")

    def __str__(self) -> str:
        """Return the drawing and how far it is."""
        return f"{self.draw} · {self.done}/{self.total}"

    @property
    def is_parked(self) -> bool:
        """Say whether nobody tries again before somebody asks for it."""
        return self.finished_at is None and self.attempts >= MAX_ATTEMPTS
