"""Files people hand in, and letters to them."""

from brandcert.documents.models.letters import Letter, LetterDelivery, LetterQuerySet, LetterTemplate
from brandcert.documents.models.uploads import Upload

__all__ = ["Letter", "LetterDelivery", "LetterQuerySet", "LetterTemplate", "Upload"]
