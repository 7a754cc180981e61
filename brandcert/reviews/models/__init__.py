"""Experts and how they judge."""

from brandcert.reviews.models.draws import MAX_ATTEMPTS, BatchDraw, InvitationRun
from brandcert.reviews.models.panels import Assignment, AssignmentQuerySet, Draw, Panel
from brandcert.reviews.models.people import Absence, Conflict, Expert, ExpertList
from brandcert.reviews.models.sheets import CriterionScore, LockedSheet, Result, Score, refuse_when_final
from brandcert.reviews.models.ties import TIED_FOR, Affiliate, ExpertObjection, Interest, PanelRule

__all__ = [
    "MAX_ATTEMPTS",
    "TIED_FOR",
    "Absence",
    "Affiliate",
    "Assignment",
    "AssignmentQuerySet",
    "BatchDraw",
    "Conflict",
    "CriterionScore",
    "Draw",
    "Expert",
    "ExpertList",
    "ExpertObjection",
    "Interest",
    "InvitationRun",
    "LockedSheet",
    "Panel",
    "PanelRule",
    "Result",
    "Score",
    "refuse_when_final",
]
