"""The register, for the pages that ask it."""

from tests.certificates.conftest import register

__all__ = ["register"]
