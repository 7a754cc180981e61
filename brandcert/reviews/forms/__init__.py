"""Forms of the review."""

from brandcert.reviews.forms.sheets import Exhibit, ScoreForm, initial_of, shown_as
from brandcert.reviews.forms.steps import (
    BelowGateForm,
    DeclineForm,
    DrawForm,
    HandForm,
    NoteForm,
    PublicValueForm,
    VoidForm,
    name_of,
)

__all__ = [
    "BelowGateForm",
    "DeclineForm",
    "DrawForm",
    "Exhibit",
    "HandForm",
    "NoteForm",
    "PublicValueForm",
    "ScoreForm",
    "VoidForm",
    "initial_of",
    "name_of",
    "shown_as",
]
