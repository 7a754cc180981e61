"""How staff change what batches ask, by which rules they are run, and the tables they judge by."""

from brandcert.programs.forms.catalogue import CatalogueForm
from brandcert.programs.forms.points import points_field, words_field
from brandcert.programs.forms.rules import (
    AskedForm,
    BodiesForm,
    NoteForm,
    OpeningForm,
    QuestionForm,
    RubricForm,
    RulesForm,
)
from brandcert.programs.forms.tables import TableForm

__all__ = [
    "AskedForm",
    "BodiesForm",
    "CatalogueForm",
    "NoteForm",
    "OpeningForm",
    "QuestionForm",
    "RubricForm",
    "RulesForm",
    "TableForm",
    "points_field",
    "words_field",
]
