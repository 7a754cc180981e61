"""Visits to enterprises, what they found, and how it is put right."""

from brandcert.inspections.models.rectification import Rectification, RectificationRound
from brandcert.inspections.models.visit import (
    ChecklistLine,
    DateAnswer,
    Finding,
    Inspection,
    InspectionQuerySet,
    LockedReport,
    PartOfReport,
    Photo,
    TeamMember,
    refuse_when_locked,
)

__all__ = [
    "ChecklistLine",
    "DateAnswer",
    "Finding",
    "Inspection",
    "InspectionQuerySet",
    "LockedReport",
    "PartOfReport",
    "Photo",
    "Rectification",
    "RectificationRound",
    "TeamMember",
    "refuse_when_locked",
]
