"""Who holds which role, as predicates for the tables of all apps."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import BUREAU, GrantKind, Role
from brandcert.core.policies import Predicate, is_active, predicate, register, system_only

Outsider = Callable[[Any], bool]
_outsiders: Final[list[Outsider]] = []


def outsider(function: Outsider) -> Outsider:
    """Register who stands outside the bureau whatever he is appointed to: `function(person)` says so; later apps know them."""
    _outsiders.append(function)
    return function


def _holds(role: Role, reason: Promise) -> Predicate:
    def test(user: Any) -> bool:
        return role in getattr(user, "roles", ())

    test.__name__ = f"is_{role}"
    return predicate(reason)(test)


is_recommender = _holds(Role.RECOMMENDER, _("Only the recommending unit does this."))
is_clerk = _holds(Role.CLERK, _("Only a provincial clerk does this."))
is_secretary = _holds(Role.SECRETARY, _("Only the panel secretary does this."))
is_expert = _holds(Role.EXPERT, _("Only an expert does this."))
is_inspector = _holds(Role.INSPECTOR, _("Only an inspector does this."))
is_committee = _holds(Role.COMMITTEE, _("Only a committee member does this."))
is_director = _holds(Role.DIRECTOR, _("Only the director does this."))
is_issuer = _holds(Role.ISSUER, _("Only the issuing officer does this."))
is_supervisor = _holds(Role.SUPERVISOR, _("Only a supervision officer does this."))
is_legal = _holds(Role.LEGAL, _("Only the legal reviewer does this."))
is_auditor = _holds(Role.AUDITOR, _("Only the auditor does this."))
is_sysadmin = _holds(Role.SYSADMIN, _("Only the system administrator does this."))
is_secadmin = _holds(Role.SECADMIN, _("Only the security administrator does this."))


@predicate(_("Everybody changes only the own account."))
def is_self(user: Any, obj: Any) -> bool:
    """Say whether the account is the person's own."""
    return obj is not None and user.pk == obj.pk


@predicate(_("Names of staff are kept by the system administrator."))
def is_not_staff(user: Any) -> bool:
    """Say whether the person is none of the staff, whose names stand under decisions."""
    return not user.is_staff


@predicate(_("Nobody does this to the own account."))
def is_other(user: Any, obj: Any) -> bool:
    """Say whether the account is somebody else's."""
    return obj is None or user.pk != obj.pk


@predicate(_("Accounts of applicants are kept by their owners."))
def is_account_of_staff(_user: Any, obj: Any) -> bool:
    """Say whether the account is one of the staff."""
    return obj is None or obj.is_staff


@predicate(_("Only staff of the provincial bureau may take over another role in an emergency."))
def has_business_role(user: Any) -> bool:
    """Say whether the person is appointed to an office of the bureau and holds nothing outside it.

    Administrators, recommenders, experts, inspectors, committee and people of enterprises never take a role over.
    """
    grants = getattr(user, "current_grants", ())
    is_appointed = any(grant.kind == GrantKind.ORDINARY for grant in grants)
    is_inside = all(grant.role in BUREAU for grant in grants)
    return is_appointed and is_inside and not any(is_outside(user) for is_outside in _outsiders)


@predicate(_("Only whoever holds the emergency access ends it, or the security administrator."))
def holds_grant(user: Any, obj: Any) -> bool:
    """Say whether the appointment is the person's own."""
    return obj is not None and obj.user_id == user.pk


register(
    "accounts.user",
    {
        "keep_phone": is_self,
        "change_name": (is_self, is_not_staff),
        "forget_unfinished": system_only,
        "create": is_sysadmin,
        "edit": (is_sysadmin, is_other, is_account_of_staff),
        "invite_again": (is_sysadmin, is_account_of_staff),
        "leave": (is_sysadmin, is_other, is_account_of_staff),
        "readmit": (is_sysadmin, is_account_of_staff),
        "propose_reset_factors": (is_sysadmin, is_other, is_account_of_staff),
        "reset_factors": (is_secadmin, is_other),
        "propose_appoint": (is_secadmin, is_other, is_account_of_staff),
        "grant": (is_secadmin, is_other, is_account_of_staff),
        "appoint": (is_secadmin, is_other, is_account_of_staff),
        "reveal_contact": is_sysadmin,
        "view": is_sysadmin | is_secadmin | is_auditor,
    },
    grave=(
        "create",
        "edit",
        "invite_again",
        "leave",
        "readmit",
        "propose_reset_factors",
        "propose_appoint",
        "reveal_contact",
    ),
)
register(
    "accounts.rolegrant",
    {
        "grant": is_secadmin,
        "end_grant": is_secadmin,
        "deputise": is_secadmin,
        "propose_deputy": is_secadmin,
        "open_emergency": has_business_role,
        "close_emergency": is_secadmin | holds_grant,
        "review_emergency": is_auditor,
        "view": is_secadmin | is_auditor | holds_grant,
    },
    grave=("grant", "end_grant", "deputise", "open_emergency"),
)
register("accounts.unit", {"view": is_active, "create": is_sysadmin, "edit": is_sysadmin})
register("core.calendarday", {"view": is_active, "create": is_secretary, "edit": is_secretary})
register("core.event", {"view": is_auditor | is_secadmin, "verify": is_auditor})
