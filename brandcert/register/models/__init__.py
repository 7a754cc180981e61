"""Titles of earlier years, the lists they came from, and the lines everything is found by."""

from brandcert.register.models.lines import RegisterLine
from brandcert.register.models.titles import LegacyTitle, LegacyTitleQuerySet, TitleList

__all__ = ["LegacyTitle", "LegacyTitleQuerySet", "RegisterLine", "TitleList"]
