"""Visits to enterprises, what they found, and how it is put right."""

from brandcert.inspections.models.feed import CalendarFeed
from brandcert.inspections.models.field import Receipt
from brandcert.inspections.models.printed import PrintedReport
from brandcert.inspections.models.rectification import Rectification, RectificationRound
from brandcert.inspections.models.rule import VisitRule
from brandcert.inspections.models.sample import Sample
from brandcert.inspections.models.signature import ReportSignature
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
    "CalendarFeed",
    "ChecklistLine",
    "DateAnswer",
    "Finding",
    "Inspection",
    "InspectionQuerySet",
    "LockedReport",
    "PartOfReport",
    "Photo",
    "PrintedReport",
    "Receipt",
    "Rectification",
    "RectificationRound",
    "ReportSignature",
    "Sample",
    "TeamMember",
    "VisitRule",
    "refuse_when_locked",
]
