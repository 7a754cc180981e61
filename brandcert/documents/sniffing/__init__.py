"""What a file really is, what it hides and what it would do, told from its bytes; pure, without rows or clock."""

from brandcert.documents.sniffing.actions import MOST_PIXELS, Hazard, hazard_of
from brandcert.documents.sniffing.headers import JPEG, PDF, PNG, Stranger, kind_of, pixels_of, stranger_of
from brandcert.documents.sniffing.hidden import carries_test_virus, hides_something

__all__ = [
    "JPEG",
    "MOST_PIXELS",
    "PDF",
    "PNG",
    "Hazard",
    "Stranger",
    "carries_test_virus",
    "hazard_of",
    "hides_something",
    "kind_of",
    "pixels_of",
    "stranger_of",
]
