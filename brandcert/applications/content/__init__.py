"""What an application says: questions and entries as data, their checks and their comparison."""

from brandcert.applications.content.comparison import Change, changes, file_changes
from brandcert.applications.content.fields import MOST_ROWS, BadRows, Field, Section, fingerprint
from brandcert.applications.content.form import SUBJECT_KEY, Form, build
from brandcert.applications.content.printed import place_of_production, standard_applied
from brandcert.applications.content.shapes import BadAnswer
from brandcert.programs.enums import AnswerKind as Kind

__all__ = [
    "MOST_ROWS",
    "SUBJECT_KEY",
    "BadAnswer",
    "BadRows",
    "Change",
    "Field",
    "Form",
    "Kind",
    "Section",
    "build",
    "changes",
    "file_changes",
    "fingerprint",
    "place_of_production",
    "standard_applied",
]
