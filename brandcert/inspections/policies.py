"""Who may inspect, and who may read what was found."""

from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.policies import is_director, is_inspector, is_secretary
from brandcert.applications import policies as _applications_first  # noqa: F401 -- its table is extended below
from brandcert.applications.models import ApplicationQuerySet
from brandcert.core.policies import extend, predicate, register, system_only
from brandcert.enterprises.policies import is_member, is_owner
from brandcert.inspections.models import (
    CalendarFeed,
    Inspection,
    InspectionQuerySet,
    Rectification,
    TeamMember,
)

# Whoever runs the case reads a report at any time, the others once it is locked.
READERS: Final = frozenset({Role.SECRETARY, Role.CLERK})
LATER_READERS: Final = frozenset({Role.DIRECTOR, Role.AUDITOR, Role.COMMITTEE, Role.SUPERVISOR, Role.LEGAL})

# Where files of the answers to a finding lie: this round's, and those of the rounds before.
ANSWER_FILES: Final = ("evidence", "files", "before", "rounds__files", "rounds__before")


@predicate(_("Only an inspector of the team does this."))
def is_on_team(user: Any, application: Any) -> bool:
    """Say whether the person belongs to the team of an inspection of the application."""
    return (
        application is not None
        and TeamMember.objects.filter(
            inspection__application=application, inspection__cancelled_at=None, user=user
        ).exists()
    )


@predicate(_("Only the leader of the team does this."))
def is_team_leader(user: Any, application: Any) -> bool:
    """Say whether the person leads the team of the open inspection."""
    return (
        application is not None
        and TeamMember.objects.filter(
            inspection__application=application,
            inspection__cancelled_at=None,
            inspection__locked_at=None,
            user=user,
            is_leader=True,
        ).exists()
    )


register(
    "applications.application",
    {
        "inspect": (is_inspector, is_on_team),
        "order_rectification": (is_inspector, is_team_leader),
        "verify_rectification": (is_inspector, is_on_team),
        "finish_inspection": (is_inspector, is_team_leader),
        "propose_reject_after_inspection": (is_inspector, is_team_leader),
        "reject_after_inspection": is_director,
        "answer_rectification": is_owner,
        "plan_rectification": is_member,
        "confirm_visit": is_member,
        "ask_other_visit": is_member,
        "sign_visit": is_owner,
        "decide_visit_date": (is_inspector, is_team_leader),
        "recount_plan": system_only,
        "flag_short_notice": system_only,
        "arrange_inspection": is_secretary,
        "score_checklist": (is_inspector, is_team_leader),
    },
)


def application_of(inspection: Inspection | None) -> Any:
    """Return what the inspection is about."""
    return None if inspection is None else inspection.application


@predicate(_("Only those who deal with the inspection may read it."))
def may_read(user: Any, inspection: Inspection | None) -> bool:
    """Say whether the person is on this very team, or runs or oversees the review."""
    if inspection is None:
        return False
    if Role.INSPECTOR in user.roles and inspection.team.filter(user=user).exists():
        return True
    return bool(user.roles & READERS) or (
        inspection.locked_at is not None and bool(user.roles & LATER_READERS)
    )


@predicate(_("This address is another person's."))
def owns_feed(user: Any, feed: CalendarFeed | None) -> bool:
    """Say whether the address of the calendar is the person's own."""
    return feed is not None and feed.user_id == user.pk


register("inspections.visitrule", {"view": is_secretary | is_director | is_inspector, "set": is_secretary})
register(
    "inspections.calendarfeed",
    {"subscribe": is_inspector | is_secretary, "subscribe_all": is_secretary, "revoke": owns_feed},
)


@predicate(_("The report is read by the enterprise once it is locked."))
def reads_own_report(user: Any, inspection: Inspection | None) -> bool:
    """Say whether it is the locked report of a visit to the person's own enterprise."""
    return (
        inspection is not None
        and inspection.locked_at is not None
        and is_member(user, inspection.application)
    )


register("inspections.inspection", {"view": may_read, "read_report": may_read})
extend("inspections.inspection.read_report", reads_own_report)
extend("applications.application.view", (is_inspector, is_on_team))


def _applications(user: Any) -> Q:
    """Return the applications whose team the person is on; the query twin of `is_on_team`."""
    if Role.INSPECTOR not in user.roles:
        return Q(pk__in=[])
    return Q(
        pk__in=TeamMember.objects.filter(user=user, inspection__cancelled_at=None).values(
            "inspection__application"
        )
    )


ApplicationQuerySet.scopes.append(_applications)


def _inspections(user: Any) -> Q:
    """Return the inspections the person reads; the query twin of the policy `view`."""
    if user.roles & READERS:
        return Q()
    seen = Q(pk__in=[])
    if Role.INSPECTOR in user.roles:
        seen |= Q(pk__in=TeamMember.objects.filter(user=user).values("inspection"))
    if user.roles & LATER_READERS:
        seen |= Q(locked_at__isnull=False)
    return seen


InspectionQuerySet.scope = staticmethod(_inspections)


@predicate(_("You may not read this file."))
def reads_visit_file(user: Any, upload: Any) -> bool:
    """Say whether the file is a photo or an answer's evidence of an inspection the person may read."""
    if upload is None:
        return False
    of_upload = Q(photos__upload=upload) | Q(samples__report=upload)
    for place in ANSWER_FILES:
        of_upload |= Q(**{f"findings__rectification__{place}": upload})
    rows = Inspection.objects.filter(of_upload).select_related("application").distinct()
    return any(may_read(user, row) for row in rows)


@predicate(_("You may not read this file."))
def reads_own_answer(user: Any, upload: Any) -> bool:
    """Say whether the file came with the answer of the person's own enterprise to a finding."""
    if upload is None:
        return False
    of_upload = Q()
    for place in ANSWER_FILES:
        of_upload |= Q(**{place: upload})
    rows = Rectification.objects.filter(of_upload).select_related("finding__inspection__application")
    rows = rows.distinct()
    return any(is_member(user, row.finding.inspection.application) for row in rows)


extend("documents.upload.view", (is_inspector | is_secretary, reads_visit_file), reads_own_answer)
