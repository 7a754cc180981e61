"""Planning an inspection, and taking a plan back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guards_of
from brandcert.core.models import Approval
from brandcert.core.transitions import locked, perform
from brandcert.core.workdays import add_workdays
from brandcert.inspections import queries
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import Inspection, TeamMember

PLAN = "applications.application.plan_inspection"
YEAR = datetime.timedelta(days=366)


def plan(
    application: Application,
    *,
    team: Sequence[User],
    leader: User,
    mode: str,
    planned_on: datetime.date,
    place: str = "",
    season_reason: str = "",
    by: Any,
    today: datetime.date,
) -> Inspection:
    """Plan the inspection and propose it to the director (T10); an earlier plan is given up.

    Raises GuardFailed for a score below the gate, a team that is too small, tied to the enterprise, not made of
    inspectors or without its leader, for a date that leaves no time for the notice or lies outside the season, and for
    a mode the batch does not allow; Refused.
    """
    policies.require(by, "applications.application.arrange_inspection", application)
    with transaction.atomic():
        case = locked(application)
        if case.status != Status.REVIEW_DONE:
            raise GuardFailed(_("An inspection is planned after the review has finished."))
        _check_team(case, team, leader)
        check_notice(case, mode, planned_on, today=today)
        check_rule(case, mode, planned_on, place=place, reason=season_reason)
        for fact in guards_of(PLAN):
            fact(case, by, {"team": [user.pk for user in team]})
        _give_up(case, by=by)
        inspection = Inspection.objects.create(
            application=case,
            mode=mode,
            planned_on=planned_on,
            place=place.strip(),
            season_reason=season_reason.strip()[:300],
            planned_by=by,
        )
        TeamMember.objects.bulk_create(
            TeamMember(inspection=inspection, user=user, is_leader=user == leader) for user in team
        )
        approvals.propose("plan_inspection", case, by=by, details=_facts(inspection))
    return inspection


def _facts(inspection: Inspection) -> dict[str, Any]:
    rows = inspection.team.select_related("user").order_by("-is_leader", "pk")
    return {
        "inspection": inspection.pk,
        "mode": inspection.mode,
        "planned_on": inspection.planned_on.isoformat(),
        "place": inspection.place,
        "team": [row.user_id for row in rows],
        **({"season_reason": inspection.season_reason} if inspection.season_reason else {}),
    }


def _check_team(case: Application, team: Sequence[User], leader: User) -> None:
    size = case.batch.team_size
    if len({user.pk for user in team}) < size or len({user.pk for user in team}) != len(team):
        raise GuardFailed(
            ngettext("The team needs %(n)s inspector.", "The team needs %(n)s different inspectors.", size)
            % {"n": size}
        )
    if leader not in team:
        raise GuardFailed(_("The leader has to be one of the team."))
    others = [str(user) for user in team if not user.is_active or Role.INSPECTOR not in user.roles]
    if others:
        raise GuardFailed(_("These people are not inspectors: %(names)s.") % {"names": ", ".join(others)})


def check_notice(case: Application, mode: str, planned_on: datetime.date, *, today: datetime.date) -> None:
    """Raise GuardFailed when the date is past, leaves fewer working days than the notice needs, or comes too late.

    A mystery visit is not announced and needs no notice. What has a season waits for it, a year at most.
    """
    days = case.batch.inspection_notice_days
    if mode not in Mode.values:
        raise GuardFailed(_("Please choose a mode from the list."))
    needs_none = mode == Mode.MYSTERY or not days
    earliest = today if needs_none else add_workdays(today, days).on
    if planned_on < earliest and needs_none:
        raise GuardFailed(_("The day is over: not earlier than %(date)s.") % {"date": earliest.isoformat()})
    if planned_on < earliest:
        raise GuardFailed(
            _("The enterprise has to know %(days)s working days before: not earlier than %(date)s.")
            % {"days": days, "date": earliest.isoformat()}
        )
    has_season = bool(queries.rule_of(case).season_begins)
    last = today + YEAR if has_season else add_workdays(today, case.batch.inspect_days).on
    if planned_on > last:
        raise GuardFailed(_("The inspection has to be finished by %(date)s.") % {"date": last.isoformat()})


def check_rule(
    case: Application, mode: str, planned_on: datetime.date, *, place: str = "", reason: str = ""
) -> None:
    """Raise GuardFailed for a mode the rules of the batch do not allow, or a day outside the season of the services.

    Where the rule lets it a written reason allows the day. A visit by video needs the address of the meeting as its place.
    """
    rule = queries.rule_of(case)
    if mode not in rule.modes:
        allowed = ", ".join(str(Mode(one).label) for one in rule.modes if one in Mode.values)
        raise GuardFailed(_("The batch allows here: %(modes)s.") % {"modes": allowed or "–"})
    if mode == Mode.VIDEO and not place.strip():
        raise GuardFailed(_("Enter where the meeting by video is held (its address or number) as the place."))
    if rule.is_in_season(planned_on) or (rule.lets_exception and reason.strip()):
        return
    season = {"begins": rule.season_begins, "ends": rule.season_ends}
    if rule.lets_exception:
        words = _("The season for visits is from %(begins)s to %(ends)s. Another day needs a written reason.")
    else:
        words = _(
            "The season for visits is from %(begins)s to %(ends)s; what is offered cannot be seen then."
        )
    raise GuardFailed(words % season)


def _give_up(case: Application, *, by: Any) -> None:
    Inspection.objects.filter(application=case).open().update(cancelled_at=timezone.now())
    waiting = Approval.objects.filter(action=PLAN, subject_id=case.pk, outcome="")
    for approval in waiting:
        approvals.decline(approval, by=by, reason=_("Replaced by a new plan."))


@approvals.executes(PLAN)
def plan_inspection(approval: Approval, *, by: Any) -> Application:
    """T10 现场核查: carry the approved plan out; team, facts and notice are looked at again."""
    today = timezone.localdate()
    with transaction.atomic():
        case = locked(Application.objects.get(pk=approval.subject_id))
        inspection = (
            Inspection.objects.filter(pk=approval.details["inspection"], application=case).open().first()
        )
        if inspection is None or _facts(inspection) != approval.details:
            raise approvals.NotApprovable(
                _("The case has changed since the proposal; it has to be made anew.")
            )
        rows = list(inspection.team.select_related("user"))
        _check_team(case, [row.user for row in rows], next(row.user for row in rows if row.is_leader))
        check_notice(case, inspection.mode, inspection.planned_on, today=today)
        check_rule(
            case,
            inspection.mode,
            inspection.planned_on,
            place=inspection.place,
            reason=inspection.season_reason,
        )
        deadline = add_workdays(today, case.batch.inspect_days)
        sent: Application = perform(
            case.plan_inspection,
            by=by,
            approval=approval,
            due_on=deadline.on,
            is_provisional=deadline.is_provisional,
            team=approval.details["team"],
        )
    return sent


def cancel_open(application: Application, *, now: datetime.datetime) -> int:
    """Cancel the inspection that was open when the case left it at `now`; return how many. Repeatable.

    A visit planned later is a new one and stays.
    """
    rows = Inspection.objects.filter(application=application, planned_at__lte=now).open()
    return rows.update(cancelled_at=now)
