"""The verbs of the public register."""

from brandcert.register.services.importing import take_titles

__all__ = ["take_titles"]
