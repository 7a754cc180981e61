"""Experts and how they judge."""

from brandcert.reviews.models.panels import Assignment, AssignmentQuerySet, Draw, Panel
from brandcert.reviews.models.people import Conflict, Expert
from brandcert.reviews.models.sheets import CriterionScore, LockedSheet, Result, Score, refuse_when_final

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "Conflict",
    "CriterionScore",
    "Draw",
    "Expert",
    "LockedSheet",
    "Panel",
    "Result",
    "Score",
    "refuse_when_final",
]
