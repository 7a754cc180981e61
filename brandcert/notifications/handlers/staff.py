"""What staff, experts and inspectors are told: work that has come to them, and what changed about it."""

from typing import Any, Final

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import awaits_county, office_for
from brandcert.awards.queries import had_no_hand
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.enterprises.models import IntegrityInquiry
from brandcert.enterprises.sources import name_of
from brandcert.notifications import queries, services
from brandcert.notifications.catalogue import events_of
from brandcert.notifications.models import Dispatch, Message
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment
from brandcert.supervision.enums import Sanction

A = "applications.application"


@subscribe(
    *events_of(
        "staff.work",
        "staff.overdue",
        "staff.escalated",
        "staff.rectification_overdue",
        "staff.integrity_hit",
        "staff.inspection",
        "staff.rectified",
        "staff.withdrawn",
        "staff.conversation",
    )
)
def tell_staff(event: Event) -> None:
    """Tell whoever has to act next that the case is theirs now, or that it ended while it was."""
    application = queries.application_of(event)
    step = event.name.rpartition(".")[2]
    if step == "escalate_overdue":
        _tell_case(event, application, queries.staff_in(Role(event.payload["to"])), notice="staff.escalated")
        return
    facts = queries.entry_facts(event) if step == "flag_integrity" else {}
    for key, people in _hands(application, step).items():
        _tell_case(event, application, people, notice=key, **facts)


@subscribe("enterprises.enterprise.fail_inquiry")
def tell_of_silence(event: Event) -> None:
    """Tell whoever asked that a national system gave no answer: until it does, or a person looks, nothing is clear."""
    inquiry = IntegrityInquiry.objects.select_related("enterprise", "asked_by").get(
        pk=event.payload["inquiry"]
    )
    services.tell(
        event,
        [inquiry.asked_by] if inquiry.asked_by.is_active else [],
        notice="staff.integrity_unanswered",
        facts={
            "enterprise": inquiry.enterprise.name,
            "who": name_of(inquiry.system),
            "reason": inquiry.fault,
        },
        url=reverse("admin:enterprises_enterprise_change", args=[inquiry.enterprise_id]),
        enterprise=inquiry.enterprise,
    )


def _hands(application: Application, step: str) -> dict[str, list[User]]:
    """Return who is told by which notice; a mystery visit is told to its inspectors all the same."""
    if step in {"flag_overdue", "flag_rectification", "flag_integrity"}:
        return _leaders(application, step)
    if step == "plan_inspection":
        return {"staff.inspection": queries.inspectors_of(application)}
    if step == "answer_rectification":
        return {"staff.rectified": queries.inspectors_of(application)}
    if step == "withdraw":
        return {"staff.withdrawn": _hands_at_work(application)}
    if step == "converse":
        return {"staff.conversation": _next_hands(application, step)}
    return {"staff.work": _next_hands(application, step)}


def _leaders(application: Application, step: str) -> dict[str, list[User]]:
    """Return who sees to it that something overdue is done, or that nothing goes on against an entry."""
    if step == "flag_integrity":
        return {"staff.integrity_hit": queries.staff_in(Role.DIRECTOR, Role.CLERK)}
    if step == "flag_overdue":
        return {"staff.overdue": queries.staff_in(Role.DIRECTOR, Role.CLERK)}
    leaders = queries.staff_in(Role.DIRECTOR, Role.SECRETARY)
    return {"staff.rectification_overdue": [*leaders, *queries.inspectors_of(application)]}


def _next_hands(application: Application, step: str) -> list[User]:
    if step in {"accept", "finish_review"}:
        return queries.staff_in(Role.SECRETARY)
    if application.status == Status.SUBMITTED and application.batch.needs_unit and application.unit_id:
        county = office_for(application) if awaits_county(application) else None
        offices = [application.unit_id, *([county.pk] if county else [])]
        return [one for office in offices for one in queries.staff_in(Role.RECOMMENDER, unit_id=office)]
    return queries.staff_in(Role.CLERK)


def _hands_at_work(application: Application) -> list[User]:
    """Return the experts and inspectors whose open work ends with a withdrawn case."""
    tasks = Assignment.objects.open().filter(panel__application=application)
    experts = User.objects.filter(expert__assignments__in=tasks, is_active=True).distinct()
    return [*experts, *queries.inspectors_of(application)]


def _tell_case(
    event: Event, application: Application, people: list[User], *, notice: str, **facts: queries.Fact
) -> None:
    services.tell(
        event,
        queries.without(people, event.actor),
        notice=notice,
        facts={**queries.visit_facts(application), **facts},
        url=reverse("admin:applications_application_change", args=[application.pk]),
        case=application,
    )


EXPERTS: Final = {
    "invite": "staff.invited",
    "remind": "staff.reminded",
    "flag_late": "staff.late",
    "remind_score": "reminder.score",
    "remind_invitation": "reminder.invitation",
}


@subscribe(*events_of("staff.replaced", *EXPERTS.values()))
def tell_expert(event: Event) -> None:
    """Tell an expert of a new task, of its deadline, that the secretary waits for it, or that the task went to somebody else."""
    assignment = _assignment(event)
    if not assignment.expert.user.is_active:
        return
    step = event.name.rpartition(".")[2]
    key = EXPERTS.get(step, "staff.replaced")
    application = assignment.panel.application
    facts: dict[str, queries.Fact] = {
        **(
            queries.blind_facts(application)
            if application.batch.is_blind
            else queries.case_facts(application)
        ),
        "due": queries.day(
            (assignment.status == AssignmentStatus.INVITED and assignment.answer_by)
            or assignment.due_on
            or application.due_on
        ),
    }
    if step in {"remind_score", "remind_invitation"}:
        facts["days"] = queries.days_in_words(event.payload["left"], workdays=True)
    services.tell(
        event,
        [assignment.expert.user],
        notice=key,
        facts=facts,
        url=reverse("admin:reviews_assignment_change", args=[assignment.pk])
        if key != "staff.replaced"
        else reverse("admin:index"),
        case=application,
    )


def _assignment(event: Event) -> Assignment:
    rows = Assignment.objects.select_related(
        "expert__user",
        "panel__application__enterprise",
        "panel__application__product",
        "panel__application__batch",
    )
    return rows.get(pk=event.subject_id)


@subscribe(*events_of("staff.expert_declined", "staff.score_locked"))
def tell_secretary(event: Event) -> None:
    """Tell the secretaries that an expert handed in, or declined and has to be replaced."""
    assignment = _assignment(event)
    has_declined = event.name.endswith("decline")
    _tell_case(
        event,
        assignment.panel.application,
        queries.staff_in(Role.SECRETARY),
        notice="staff.expert_declined" if has_declined else "staff.score_locked",
        **({"who": str(assignment.expert)} if has_declined else {}),
    )


VISIT_ACTS = {
    "confirm_visit": "staff.visit_confirmed",
    "ask_other_visit": "staff.visit_wish",
    "decide_visit_date": "staff.visit_moved",
    "plan_rectification": "staff.rectification_planned",
    "flag_short_notice": "staff.visit_short_notice",
}


@subscribe(*(f"{A}.{act}" for act in VISIT_ACTS))
def tell_team(event: Event) -> None:
    """Tell the inspectors what was said about the day of their visit, and what the enterprise plans to put right."""
    application, act = queries.application_of(event), event.name.rpartition(".")[2]
    answer = queries.date_answer(event) if act == "ask_other_visit" else None
    facts: dict[str, queries.Fact] = (
        {"wished_day": queries.day(answer.wished_on), "reason": answer.reason} if answer else {}
    )
    people = queries.inspectors_of(application)
    if act == "flag_short_notice":
        facts, people = queries.notice_too_short(event), [*people, *queries.staff_in(Role.SECRETARY)]
    _tell_case(event, application, people, notice=VISIT_ACTS[act], **facts)


@subscribe("reviews.expertobjection.file_own")
def tell_of_expert_objection(event: Event) -> None:
    """Tell the secretaries that an applicant objected to an expert."""
    application = queries.application_by(event.payload["application"])
    services.tell(
        event,
        queries.staff_in(Role.SECRETARY),
        notice="staff.expert_objected",
        facts=queries.case_facts(application),
        url=reverse("admin:reviews_expertobjection_change", args=[event.subject_id]),
        case=application,
    )


@subscribe("awards.appeal.file", "awards.appeal.flag_overdue", "awards.appeal.remind_appeal")
def tell_of_appeal(event: Event) -> None:
    """Tell clerks and directors of an appeal and its deadline, but those who took part in the refusal: they cannot decide it."""
    appeal = queries.appeal_of(event)
    if appeal.outcome:
        return
    step = event.name.rpartition(".")[2]
    key = {"file": "staff.appeal", "flag_overdue": "staff.appeal_overdue"}.get(step, "reminder.appeal")
    people = queries.without(queries.staff_in(Role.CLERK, Role.DIRECTOR), event.actor)
    left = (
        {"days": queries.days_in_words(event.payload["left"], workdays=False)}
        if "left" in event.payload
        else {}
    )
    services.tell(
        event,
        [person for person in people if had_no_hand(person, appeal.application)],
        notice=key,
        facts={**queries.case_facts(appeal.application), "due": queries.appeal_due(appeal), **left},
        url=reverse("admin:awards_appeal_change", args=[appeal.pk]),
        case=appeal.application,
    )


@subscribe("feedback.followup.flag_late")
def tell_of_late_follow_up(event: Event) -> None:
    """Tell supervision and the directors that a bad rating was not looked into in time.

    Nothing in the message says which case was rated: a director may have dealt with it.
    """
    services.tell(
        event,
        queries.staff_in(Role.SUPERVISOR, Role.DIRECTOR),
        notice="staff.follow_up_overdue",
        facts={"due": event.payload["due"], "case": str(event.subject_id)},
        url=reverse("admin:index"),
    )


OFFICERS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "create": ("staff.to_issue", (Role.ISSUER,)),
    "request_change": ("staff.holder", (Role.ISSUER, Role.SUPERVISOR)),
    "request_cancel": ("staff.holder", (Role.SUPERVISOR,)),
    "show_mending": ("staff.holder", (Role.SUPERVISOR,)),
    "withdraw_request": ("staff.holder", (Role.ISSUER, Role.SUPERVISOR)),
    "suspend_at_once": ("staff.ratify", (Role.DIRECTOR,)),
    "flag_unratified": ("staff.ratify_late", (Role.DIRECTOR, Role.AUDITOR)),
}


@subscribe(*(f"certificates.certificate.{act}" for act in OFFICERS))
def tell_officers(event: Event) -> None:
    """Tell the officers of certificates what waits for them."""
    certificate = queries.certificate_by(event.subject_id)
    key, roles = OFFICERS[event.name.rpartition(".")[2]]
    facts: dict[str, Any] = {
        **queries.certificate_facts(certificate, event),
        "act": queries.act_in_words(event.name),
    }
    services.tell(
        event,
        queries.without(queries.staff_in(*roles), event.actor),
        notice=key,
        facts=facts,
        url=reverse("admin:certificates_certificate_change", args=[certificate.pk]),
        case=certificate,
    )


SANCTIONS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "answer": ("staff.sanction_answered", (Role.SUPERVISOR, Role.LEGAL)),
    "ask_hearing": ("staff.sanction_answered", (Role.SUPERVISOR,)),
    "end_term": ("staff.to_review", (Role.SUPERVISOR, Role.LEGAL)),
    "hold_hearing": ("staff.to_review", (Role.LEGAL,)),
    "check_legally": ("staff.reviewed", (Role.SUPERVISOR,)),
    "return_to_facts": ("staff.reviewed", (Role.SUPERVISOR,)),
    "flag_overdue": ("staff.sanction_overdue", (Role.SUPERVISOR, Role.LEGAL, Role.DIRECTOR)),
}


@subscribe(*(f"supervision.sanctioncase.{act}" for act in SANCTIONS))
def tell_of_sanction_case(event: Event) -> None:
    """Tell the officers of a sanction case whose turn it is; of one that is late also the directors.

    A suspension needs no legal check, so nobody is called to one.
    """
    case = queries.sanction_by(event.subject_id)
    key, roles = SANCTIONS[event.name.rpartition(".")[2]]
    wanted = [role for role in roles if role != Role.LEGAL or case.action == Sanction.REVOKE]
    facts: dict[str, Any] = {
        **queries.certificate_facts(case.certificate, event),
        "act": queries.act_in_words(event.name),
        "due": event.payload.get("due", ""),
    }
    services.tell(
        event,
        queries.without(queries.staff_in(*wanted), event.actor),
        notice=key,
        facts=facts,
        url=reverse("admin:supervision_sanctioncase_change", args=[case.pk]),
        case=case.certificate,
    )


@subscribe("notifications.dispatch.give_up")
def tell_of_undelivered(event: Event) -> None:
    """Raise the alarm that something could not be delivered; whoever has an unread alarm knows already."""
    row = Dispatch.objects.get(pk=event.subject_id)
    people = queries.staff_in(Role.SYSADMIN, Role.CLERK)
    alarmed = set(
        Message.objects.filter(recipient__in=people, kind="staff.undelivered")
        .unread()
        .values_list("recipient", flat=True)
    )
    services.tell(
        event,
        [person for person in people if person.pk not in alarmed],
        notice="staff.undelivered",
        facts={
            "channel": queries.later(row.get_channel_display),
            "act": queries.title_of_kind(row.message.kind),
        },
        url=reverse("admin:notifications_dispatch_changelist") + "?result=failed",
    )
