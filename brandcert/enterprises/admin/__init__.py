"""Enterprises and what stands against them, at the desk of staff."""

from brandcert.enterprises.admin.enterprises import EnterpriseAdmin
from brandcert.enterprises.admin.entries import IntegrityRecordAdmin

__all__ = ["EnterpriseAdmin", "IntegrityRecordAdmin"]
