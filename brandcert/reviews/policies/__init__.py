"""Who may judge, and who may see what was judged."""

from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_committee,
    is_director,
    is_expert,
    is_secretary,
    outsider,
)
from brandcert.applications import policies as _applications_first  # noqa: F401 -- its table is extended below
from brandcert.applications.models import Application, ApplicationQuerySet
from brandcert.core.policies import either, extend, predicate, register, system_only
from brandcert.enterprises.policies import is_member
from brandcert.reviews.enums import FINAL, AssignmentStatus
from brandcert.reviews.models import Assignment, AssignmentQuerySet, Expert, ExpertObjection
from brandcert.reviews.policies.ties import tied

# Whoever signed the declaration and still judges.
JUDGING: Final = (AssignmentStatus.AGREED, AssignmentStatus.LOCKED)


def expert_of(user: Any) -> Any:
    """Return the person's entry in the pool, or None."""
    return getattr(user, "expert", None)


@outsider
def stands_in_the_pool(person: Any) -> bool:
    """Say whether the person is an expert, whatever else: experts take no office over."""
    return Expert.objects.filter(user=person).exists()


@predicate(_("Nobody keeps the own entry in the pool."))
def is_not_own_entry(user: Any, row: Any) -> bool:
    """Say whether the row is no entry of the pool, or somebody else's; of the own one only absences and interests are stated."""
    return not isinstance(row, Expert) or row.user_id != user.pk


def has_conflict(user: Any, application: Application) -> bool:
    """Say whether the person is an expert whom anything ties to the application's enterprise, stated or detected."""
    expert = expert_of(user)
    return expert is not None and Application.objects.filter(tied(expert), pk=application.pk).exists()


@predicate(_("This assignment belongs to another expert."))
def is_own(user: Any, assignment: Assignment | None) -> bool:
    """Say whether the task is the person's own."""
    return assignment is not None and assignment.expert.user_id == user.pk


@predicate(_("You have a conflict of interest with this enterprise."))
def is_unconflicted(user: Any, assignment: Assignment | None) -> bool:
    """Say whether nothing stands between the expert and the enterprise."""
    return assignment is not None and not has_conflict(user, assignment.panel.application)


@predicate(_("Scores are shown only after they are locked."))
def is_locked(_user: Any, assignment: Assignment | None) -> bool:
    """Say whether the sheet is final."""
    return assignment is not None and assignment.status in FINAL


@predicate(_("Only an expert of the panel reads it, after declaring no conflict."))
def is_judge_of(user: Any, application: Any) -> bool:
    """Say whether the person judges the application, has signed the declaration and has no conflict.

    In a blind review the sheet alone shows the application.
    """
    expert = expert_of(user)
    if expert is None or application is None or application.batch.is_blind:
        return False
    return Assignment.objects.filter(
        panel__application=application, expert=expert, status__in=JUDGING
    ).exists() and not has_conflict(user, application)


@predicate(_("Whoever entered the objection does not decide it."))
def did_not_file(user: Any, objection: ExpertObjection | None) -> bool:
    """Say whether somebody else entered the objection."""
    return objection is None or objection.filed_by_id != user.pk


own_task = (is_expert, is_own, is_unconflicted)
register(
    "reviews.assignment",
    {
        "view": either(
            _("Only the assigned expert and those who run the review see this."),
            (is_expert, is_own),
            is_secretary,
            is_auditor,
            (is_director, is_locked),
        ),
        "score": own_task,
        "view_score": either(
            _("Scores are shown only after they are locked."),
            own_task,
            (is_secretary, is_locked),
            (is_director, is_locked),
            (is_auditor, is_locked),
        ),
        "agree": own_task,
        "decline": (is_expert, is_own),
        "lock": own_task,
        "invite": is_secretary,
        "find_conflict": is_secretary,
        "draw_successor": is_secretary,
        "replace": is_secretary,
        # The clock replaces whoever does not answer, or is late beyond what the batch allows.
        "give_on": system_only,
        "remind": is_secretary,
        "flag_late": system_only,
        "find_nobody": system_only,
        "propose_void": is_secretary,
        "void": is_director,
    },
    grave=("propose_void",),
)
register(
    "reviews.expert",
    {
        "view": is_secretary | is_auditor | is_director,
        "view_own": is_expert,
        "export": is_secretary,
        # How punctual somebody is and how far from the others he scores: for whoever runs the panels, nobody else.
        "view_record": is_secretary,
        "enter": (is_secretary, is_not_own_entry),
        "edit": (is_secretary, is_not_own_entry),
        "declare_conflict": is_expert | is_secretary,
        "state_interest": is_expert | is_secretary,
        "end_interest": is_expert | is_secretary,
        "state_absence": is_expert | is_secretary,
        "end_absence": is_expert | is_secretary,
    },
)
register(
    "reviews.expertobjection",
    {
        "view": is_clerk | is_secretary | is_auditor | is_director,
        "file": is_clerk | is_secretary,
        # About a case of the enterprise, in the window of a drawing.
        "file_own": is_member,
        "decide": (is_secretary, did_not_file),
    },
)
register(
    "reviews.batchdraw",
    {
        "view": is_secretary | is_clerk | is_auditor | is_director,
        "announce": is_secretary,
        "freeze": is_secretary,
        "carry_out": is_secretary,
        "check": is_secretary | is_auditor | is_director,
        "name_pool": is_secretary,
        "retry_inviting": is_secretary,
        "finish_inviting": system_only,
    },
)


@predicate(_("Whoever still judges in the round sees its ranking once the own sheets are locked."))
def has_nothing_open(user: Any, batch: Any) -> bool:
    """Say whether the person has no open task of the batch."""
    if batch is None:
        return True
    return not Assignment.objects.open().filter(expert__user=user, panel__application__batch=batch).exists()


runs_or_decides = is_secretary | is_director | is_committee | is_auditor
register(
    "programs.batch",
    {
        "view_ranking": (runs_or_decides, has_nothing_open),
        # How far the review is and what blocks it; what the sheets show about persons is for fewer eyes.
        "view_board": (is_secretary | is_director | is_auditor, has_nothing_open),
        "view_patterns": (is_secretary | is_auditor, has_nothing_open),
        "export_ranking": (is_secretary | is_director | is_auditor, has_nothing_open),
    },
)
register("enterprises.enterprise", {"record_affiliate": is_secretary})
register("accounts.user", {"enter_expert": is_secretary})
register(
    "reviews.expertlist", {"receive": is_secretary, "take": is_secretary, "view": is_secretary | is_auditor}
)
register(
    "applications.application",
    {
        "assign_by_hand": is_secretary,
        "draw_panel": is_secretary,
        "call_arbitrator": is_secretary,
        "note_divergence": is_secretary,
    },
)
extend("applications.application.view", (is_expert, is_judge_of))


def _applications(user: Any) -> Q:
    """Return the applications the person judges; the query twin of `is_judge_of`."""
    expert = expert_of(user)
    if expert is None or Role.EXPERT not in user.roles:
        return Q(pk__in=[])
    mine = Assignment.objects.filter(expert=expert, status__in=JUDGING).values("panel__application")
    return Q(pk__in=mine, batch__is_blind=False) & ~tied(expert)


ApplicationQuerySet.scopes.append(_applications)


def _assignments(user: Any) -> Q:
    """Return the assignments the person may view; the query twin of the policy `view`."""
    if user.roles & {Role.SECRETARY, Role.AUDITOR}:
        return Q()
    seen = Q(expert__user=user) if Role.EXPERT in user.roles else Q(pk__in=[])
    if Role.DIRECTOR in user.roles:
        seen |= Q(status__in=FINAL)
    return seen


AssignmentQuerySet.scope = staticmethod(_assignments)
