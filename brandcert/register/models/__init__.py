"""Titles of earlier years, and the lists they came from."""

from brandcert.register.models.titles import LegacyTitle, LegacyTitleQuerySet, TitleList

__all__ = ["LegacyTitle", "LegacyTitleQuerySet", "TitleList"]
