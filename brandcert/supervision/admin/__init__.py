"""The pages of sanction cases."""

from brandcert.supervision.admin import many, steps
from brandcert.supervision.admin.cases import SanctionCaseAdmin

__all__ = ["SanctionCaseAdmin", "many", "steps"]
