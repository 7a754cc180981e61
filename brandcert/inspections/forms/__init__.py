"""Forms of inspections."""

from brandcert.inspections.forms.planning import PlanForm
from brandcert.inspections.forms.visit import (
    ChecklistForm,
    DayForm,
    FindingForm,
    FinishForm,
    PhotoForm,
    RefusalForm,
    ResultForm,
    SampleForm,
    SevereForm,
    SignForm,
    VerifyForm,
)

__all__ = [
    "ChecklistForm",
    "DayForm",
    "FindingForm",
    "FinishForm",
    "PhotoForm",
    "PlanForm",
    "RefusalForm",
    "ResultForm",
    "SampleForm",
    "SevereForm",
    "SignForm",
    "VerifyForm",
]
