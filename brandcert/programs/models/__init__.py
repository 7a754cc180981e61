"""The programme, its batches and the rules each batch plays by."""

from brandcert.programs.models.asked import DocumentRequirement, Question
from brandcert.programs.models.batch import Batch
from brandcert.programs.models.catalogue import CatalogueClass
from brandcert.programs.models.programme import Category, Program
from brandcert.programs.models.revision import Revision
from brandcert.programs.models.rubric import Criterion, Dimension, Rubric, RubricUse

__all__ = [
    "Batch",
    "CatalogueClass",
    "Category",
    "Criterion",
    "Dimension",
    "DocumentRequirement",
    "Program",
    "Question",
    "Revision",
    "Rubric",
    "RubricUse",
]
