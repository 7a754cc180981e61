"""The register, for what is found in it."""

from tests.certificates.conftest import register

__all__ = ["register"]
