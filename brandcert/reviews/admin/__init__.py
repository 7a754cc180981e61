"""The review at the desk: experts score, the secretary runs the panel."""

from brandcert.reviews.admin import files, many, panel, rubrics, ties
from brandcert.reviews.admin.batches import BatchDrawAdmin
from brandcert.reviews.admin.experts import ConflictAdmin, ExpertAdmin
from brandcert.reviews.admin.score import AssignmentAdmin

__all__ = [
    "AssignmentAdmin",
    "BatchDrawAdmin",
    "ConflictAdmin",
    "ExpertAdmin",
    "files",
    "many",
    "panel",
    "rubrics",
    "ties",
]
