"""Certificates at the desk: the list, the page of each, the steps, and the lists to be issued."""

from brandcert.certificates.admin import batches, case, files, halts, steps

__all__ = ["batches", "case", "files", "halts", "steps"]
