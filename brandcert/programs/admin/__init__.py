"""The programme, its batches, what they ask and their rubrics at the desk of staff."""

from brandcert.programs.admin.asked import (
    CategoryAdmin,
    CriterionAdmin,
    DocumentRequirementAdmin,
    QuestionAdmin,
)
from brandcert.programs.admin.rules import BatchAdmin, ProgramAdmin
from brandcert.programs.admin.tables import RubricAdmin

__all__ = [
    "BatchAdmin",
    "CategoryAdmin",
    "CriterionAdmin",
    "DocumentRequirementAdmin",
    "ProgramAdmin",
    "QuestionAdmin",
    "RubricAdmin",
]
