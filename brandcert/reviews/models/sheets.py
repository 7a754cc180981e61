"""Score sheets, which nobody changes once they are locked, and what is computed from them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.core.errors import BusinessError
from brandcert.reviews.enums import FINAL
from brandcert.reviews.models.panels import Assignment, Panel


class LockedSheet(BusinessError):
    """A locked sheet is never edited; it becomes void and another expert judges anew."""

    def __init__(self) -> None:
        """Say so in the words of the user."""
        super().__init__(_("A locked score sheet can no longer be changed."))


def refuse_when_final(assignment_id: int) -> None:
    """Raise LockedSheet when the sheet of the assignment is locked or void."""
    if Assignment.objects.filter(pk=assignment_id, status__in=FINAL).exists():
        raise LockedSheet


class SheetQuerySet(models.QuerySet[Any]):
    """Rows of a score sheet; deleting or updating them in bulk stops at a locked sheet."""

    path: ClassVar[str] = "assignment"

    def _refuse_when_final(self) -> None:
        if self.filter(**{f"{self.path}__status__in": FINAL}).exists():
            raise LockedSheet

    def update(self, **values: Any) -> int:
        """Write values into rows of open sheets; raises LockedSheet."""
        self._refuse_when_final()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows of open sheets; raises LockedSheet."""
        self._refuse_when_final()
        return super().delete()


class LineQuerySet(SheetQuerySet):
    """Lines of score sheets."""

    path: ClassVar[str] = "score__assignment"


class Score(models.Model):
    """The sheet of one assignment (评分表); final once the assignment is locked."""

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="score", verbose_name=_("assignment")
    )
    comment = models.TextField(_("overall comment"), blank=True)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2, null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")

    def __str__(self) -> str:
        """Return the assignment."""
        return str(self.assignment)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the sheet unless it is locked; raises LockedSheet."""
        refuse_when_final(self.assignment_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the sheet unless it is locked; raises LockedSheet."""
        refuse_when_final(self.assignment_id)
        return super().delete(*args, **kwargs)


class CriterionScore(models.Model):
    """Points for one criterion with the reason and the evidence cited."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="lines")
    criterion = models.ForeignKey(
        "programs.Criterion", models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    proposed = models.DecimalField(
        _("points by the formula"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_confirmed = models.BooleanField(_("confirmed as the formula says"), default=False)
    cited_pages = models.JSONField(_("pages cited"), default=list, blank=True)
    citations = models.ManyToManyField("applications.Material", blank=True, verbose_name=_("evidence cited"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("points")
        verbose_name_plural = _("points")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score", "criterion"], name="line_once"),
            models.CheckConstraint(
                condition=models.Q(points=None) | models.Q(points__gte=0), name="points_not_negative"
            ),
        ]

    def __str__(self) -> str:
        """Return criterion and points."""
        return f"{self.criterion}: {self.points}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the line unless its sheet is locked; raises LockedSheet."""
        refuse_when_final(self.score.assignment_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the line unless its sheet is locked; raises LockedSheet."""
        refuse_when_final(self.score.assignment_id)
        return super().delete(*args, **kwargs)


class Result(models.Model):
    """A computed aggregate with everything needed to compute it again (评审结果)."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="results")
    formula = models.CharField(_("formula"), max_length=60)
    inputs = models.JSONField(_("inputs"))
    documents_score = models.DecimalField(_("score of the documents"), max_digits=6, decimal_places=2)
    dimension_scores = models.JSONField(_("score by dimension"))
    computed_at = models.DateTimeField(_("computed at"), default=timezone.now)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the panel and the score."""
        return f"{self.panel}: {self.documents_score}"
