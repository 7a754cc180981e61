"""The programme, its batches, what they ask and their rubrics at the desk of staff."""

from brandcert.programs.admin.asked import (
    CategoryAdmin,
    CriterionAdmin,
    DocumentRequirementAdmin,
    QuestionAdmin,
    RubricAdmin,
)
from brandcert.programs.admin.rules import BatchAdmin, ProgramAdmin

__all__ = [
    "BatchAdmin",
    "CategoryAdmin",
    "CriterionAdmin",
    "DocumentRequirementAdmin",
    "ProgramAdmin",
    "QuestionAdmin",
    "RubricAdmin",
]
