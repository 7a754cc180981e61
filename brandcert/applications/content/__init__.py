"""What an application says: sections and fields per category as data, their checks and their comparison."""

from brandcert.applications.content.catalogue import (
    SUBJECT_KEY,
    field_at,
    fields_of,
    label_of,
    section_of,
    sections_of,
)
from brandcert.applications.content.comparison import Change, changes, file_changes
from brandcert.applications.content.fields import Field, Kind, Section, fingerprint

__all__ = [
    "SUBJECT_KEY",
    "Change",
    "Field",
    "Kind",
    "Section",
    "changes",
    "field_at",
    "fields_of",
    "file_changes",
    "fingerprint",
    "label_of",
    "section_of",
    "sections_of",
]
