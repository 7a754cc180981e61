"""One act for many rows: the job, and what came of each row."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brandcert.accounts.enums import Role
from brandcert.lists.enums import Outcome, Phase

# More rows are several jobs: nobody reads a longer table before confirming it.
MOST_ROWS: Final = 5000
# After as many attempts that broke off a row is given up.
MAX_ATTEMPTS: Final = 3


class BulkJobQuerySet(models.QuerySet["BulkJob"]):
    """Reads of jobs."""

    def visible_to(self, user: Any) -> BulkJobQuerySet:
        """Return the person's own jobs; the auditor sees all. The query twin of the policy `view`."""
        if Role.AUDITOR in getattr(user, "roles", ()):
            return self
        return self.filter(asked_by_id=user.pk)

    def waiting_for_a_worker(self) -> BulkJobQuerySet:
        """Return what has rows to be tried or done and is neither paused nor over."""
        to_try = Q(tried_at=None, is_described=True)
        to_do = Q(confirmed_at__isnull=False, paused_at=None)
        return self.filter(to_try | to_do, finished_at=None)


class BulkJob(models.Model):
    """One act for many rows of a list (批量办理): tried, confirmed, then done row by row by a worker.

    The rows are those chosen when it was begun, and no others. What is done stands in the rows; the lease says that
    somebody works on them, and whoever finds it expired goes on with the first row that waits.
    """

    act = models.CharField(_("act"), max_length=120)
    chosen_by = models.CharField(_("filter"), max_length=2000, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    # What the form of the act asks has been answered, or the act has none.
    is_described = models.BooleanField(default=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    total = models.PositiveIntegerField(_("rows"))
    tried_at = models.DateTimeField(_("tried at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    result = models.BinaryField(_("result file"), default=b"", blank=True)
    result_sha256 = models.CharField(_("hash of the result file"), max_length=64, blank=True)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk job")
        verbose_name_plural = _("bulk jobs")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the number people call it by."""
        return f"#{self.pk}"

    @property
    def phase(self) -> Phase:
        """Return how far the job is."""
        told = (
            (self.cancelled_at, Phase.CANCELLED),
            (self.finished_at, Phase.FINISHED),
            (self.paused_at, Phase.PAUSED),
            (self.confirmed_at, Phase.RUNNING),
            (self.tried_at, Phase.TRIED),
            (self.is_described, Phase.TRYING),
        )
        return next((phase for is_so, phase in told if is_so), Phase.ASKING)


class BulkRow(models.Model):
    """One row of a job: what the trial said of it, and what came of it."""

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(pgettext_lazy("row of a table", "line"))
    subject_id = models.BigIntegerField(_("subject's key"))
    # The version of the row the person saw in the trial; a later one is refused.
    seen = models.CharField(max_length=40, blank=True)
    is_tried = models.BooleanField(default=False)
    objection = models.CharField(_("what stood against it"), max_length=1000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of a bulk job")
        verbose_name_plural = _("rows of bulk jobs")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "subject_id"], name="bulk_row_once"),
            models.UniqueConstraint(fields=["job", "position"], name="bulk_row_place"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["job", "attempts", "position"], name="bulk_row_waits", condition=Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        """Return the job and the place of the row in it."""
        return f"#{self.job_id} · {self.position}"
