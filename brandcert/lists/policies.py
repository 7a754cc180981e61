"""Who may do what with lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import is_auditor, is_clerk, is_director, is_secretary
from brandcert.core.policies import either, predicate, register, system_only
from brandcert.lists import acts, tables
from brandcert.lists.models import BulkJob, ListCopy, SavedFilter


@predicate(_("Only whoever began the job."))
def is_own_job(user: Any, job: BulkJob | None) -> bool:
    """Say whether the job is the person's own."""
    return job is not None and job.asked_by_id == user.pk


@predicate(_("None of your roles does anything for many rows at once."))
def has_acts(user: Any) -> bool:
    """Say whether some act for many rows stands in the person's menu."""
    return bool(acts.offered_to(user))


register(
    "lists.bulkjob",
    {
        "begin": has_acts,
        "list": either(_("None of your roles does anything for many rows at once."), has_acts, is_auditor),
        "view": either(_("Only whoever began the job, and the auditor, see it."), is_own_job, is_auditor),
        # Whoever lost the office meanwhile confirms nothing; each row is asked for again when it is done.
        "describe": (has_acts, is_own_job),
        "confirm": (has_acts, is_own_job),
        "pause": is_own_job,
        "resume": (has_acts, is_own_job),
        "cancel": is_own_job,
        "finish": system_only,
    },
)


@predicate(_("Only whoever made the copy."))
def is_own_copy(user: Any, copy: ListCopy | None) -> bool:
    """Say whether the person made the copy."""
    return copy is not None and copy.made_by_id == user.pk


@predicate(_("None of your roles takes lists out of the house."))
def has_tables(user: Any) -> bool:
    """Say whether the person may take some list."""
    return bool(tables.open_to(user))


# Of the register of enterprises only what everybody of the staff may see leaves the house.
register("enterprises.enterprise", {"export": is_clerk | is_secretary | is_director | is_auditor})
register(
    "lists.listcopy",
    {
        "make": has_tables,
        "list": either(_("None of your roles takes lists out of the house."), has_tables, is_auditor),
        "view": either(_("Only whoever made the copy, and the auditor, see it."), is_own_copy, is_auditor),
    },
)


@predicate(_("Only staff with a role keep filters."))
def has_role(user: Any) -> bool:
    """Say whether the person holds a role."""
    return bool(getattr(user, "roles", ()))


@predicate(_("Only whoever saved the filter."))
def is_own_filter(user: Any, row: SavedFilter | None) -> bool:
    """Say whether the person saved the filter."""
    return row is not None and row.owner_id == user.pk


@predicate(_("This filter is not shared with any of your roles."))
def is_shared_filter(user: Any, row: SavedFilter | None) -> bool:
    """Say whether the filter is shared with a role of the person."""
    return row is not None and row.shared_with in getattr(user, "roles", ()) and row.owner.is_active


register(
    "lists.savedfilter",
    {
        "save": has_role,
        "list": has_role,
        "view": either(
            _("This filter is not shared with any of your roles."), is_own_filter, is_shared_filter
        ),
        "change": (has_role, is_own_filter),
        "remove": is_own_filter,
    },
)
