"""The register at the desk."""

from brandcert.register.admin.titles import LegacyTitleAdmin

__all__ = ["LegacyTitleAdmin"]
