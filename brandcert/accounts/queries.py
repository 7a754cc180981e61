"""Questions to appointments."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, Unit, User

# 三员分立: three people, none of whom deals with cases.
ADMINISTRATORS: Final = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})


def grant_fault(*, user: User, role: str, unit: Unit | None, by: Any) -> str:
    """Return why the person may not be appointed to the role, or nothing."""
    if user.pk == by.pk:
        return _("Nobody appoints himself.")
    if role == Role.RECOMMENDER and unit is None:
        return _("A recommender acts for a unit: choose one.")
    if role != Role.RECOMMENDER and unit is not None:
        return _("Only a recommender acts for a unit.")
    held = set(
        RoleGrant.objects.filter(user=user).in_force(timezone.localdate()).values_list("role", flat=True)
    )
    others = held - {role}
    if role in ADMINISTRATORS and others:
        return _("An administrator or auditor holds no other role.")
    if others & ADMINISTRATORS:
        return _("This person is an administrator or auditor and can hold no other role.")
    return ""
