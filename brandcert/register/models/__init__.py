"""Titles of earlier years, the lists they came from, and the lines everything is found by, keys."""

from brandcert.register.models.keys import ApiKey, ApiKeyQuerySet
from brandcert.register.models.lines import RegisterLine
from brandcert.register.models.titles import LegacyTitle, LegacyTitleQuerySet, TitleList

__all__ = ["ApiKey", "ApiKeyQuerySet", "LegacyTitle", "LegacyTitleQuerySet", "RegisterLine", "TitleList"]
