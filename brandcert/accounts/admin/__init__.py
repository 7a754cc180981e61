"""People, their appointments and the units, at the desk of the three administrators."""

from brandcert.accounts.admin.grants import RoleGrantAdmin
from brandcert.accounts.admin.people import UserAdmin
from brandcert.accounts.admin.places import UnitAdmin

__all__ = ["RoleGrantAdmin", "UnitAdmin", "UserAdmin"]
