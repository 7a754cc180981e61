"""Inspections at the desk: the team's page, and the steps on the page of the application."""

from brandcert.inspections.admin import rules, steps
from brandcert.inspections.admin.visit import InspectionAdmin

__all__ = ["InspectionAdmin", "rules", "steps"]
