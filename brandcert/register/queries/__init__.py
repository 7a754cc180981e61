"""Reads of the public register."""

from brandcert.register.queries.titles import title_by_number, title_entry, titles

__all__ = ["title_by_number", "title_entry", "titles"]
