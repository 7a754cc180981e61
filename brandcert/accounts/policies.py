"""Who holds which role, as predicates for the tables of all apps."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.core.policies import Predicate, is_active, predicate, register, system_only


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


register(
    "accounts.user",
    {
        "keep_phone": is_self,
        "change_name": (is_self, is_not_staff),
        "forget_unfinished": system_only,
        "create": is_sysadmin,
        "edit": is_sysadmin,
        "disable": is_sysadmin,
        "reveal_contact": is_sysadmin,
        "view": is_sysadmin | is_secadmin | is_auditor,
    },
    grave=("create", "disable", "reveal_contact"),
)
register(
    "accounts.rolegrant",
    {"grant": is_secadmin, "end_grant": is_secadmin, "view": is_secadmin | is_auditor},
    grave=("grant", "end_grant"),
)
register("accounts.unit", {"view": is_active, "create": is_sysadmin, "edit": is_sysadmin})
register("core.calendarday", {"view": is_active, "create": is_secretary, "edit": is_secretary})
register("core.event", {"view": is_auditor | is_secadmin, "verify": is_auditor})
