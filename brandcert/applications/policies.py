"""Who may do what with an application."""

from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role, UnitKind
from brandcert.accounts.models import Unit
from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_committee,
    is_director,
    is_legal,
    is_recommender,
    is_secretary,
    is_supervisor,
)
from brandcert.applications.enums import APPEALABLE, BEFORE_AWARD, ORDER, Stage, Status
from brandcert.applications.models import Application, ApplicationQuerySet, ConversationMessage, UnitList
from brandcert.applications.models.reading import at_the_province, counts_as_accepted
from brandcert.core.history import has_done
from brandcert.core.models import Approval
from brandcert.core.policies import allowed, either, extend, predicate, register, system_only
from brandcert.documents import policies as _documents_first  # noqa: F401 -- its table is extended below
from brandcert.documents.enums import Audience
from brandcert.documents.models import LetterQuerySet
from brandcert.enterprises.policies import is_member, is_owner


@predicate(_("This application belongs to another recommending unit."))
def is_own_unit(user: Any, application: Application | None) -> bool:
    """Say whether the person acts for the unit the application chose."""
    return application is not None and application.unit_id in getattr(user, "unit_ids", ())


@predicate(_("This application belongs to another county."))
def is_county_of(user: Any, application: Application | None) -> bool:
    """Say whether the person acts for the county office that is asked about the application."""
    own = getattr(user, "unit_ids", ())
    if application is None or not own or application.unit_id is None:
        return False
    offices = Unit.objects.filter(pk__in=own, kind=UnitKind.COUNTY, parent=application.unit_id)
    return offices.filter(division=application.enterprise.division_id).exists()


@predicate(_("This list belongs to another recommending unit."))
def is_list_of_own_unit(user: Any, unit_list: UnitList | None) -> bool:
    """Say whether the list is that of a unit the person acts for."""
    return unit_list is not None and unit_list.unit_id in getattr(user, "unit_ids", ())


@predicate(_("The application is still a draft of the enterprise."))
def is_submitted(_user: Any, application: Application | None) -> bool:
    """Say whether the application has left the enterprise's hands."""
    return application is None or application.status != Status.DRAFT


def _has_reached(stage: Stage, application: Application | None) -> bool:
    return application is not None and ORDER.index(application.stage) >= ORDER.index(stage)


@predicate(_("The case has not reached your stage yet."))
def has_reached_review(_user: Any, application: Application | None) -> bool:
    """Say whether the case has come to the director: from the review on, or as a possible appeal."""
    return _has_reached(Stage.EXPERT_REVIEW, application) or (
        application is not None and application.status in APPEALABLE
    )


@predicate(_("The case has not reached your stage yet."))
def has_reached_inspection(_user: Any, application: Application | None) -> bool:
    """Say whether the case has come to those who see it from the inspection on."""
    return _has_reached(Stage.INSPECTION, application)


@predicate(_("The case has ended: nothing more can be written about it."))
def is_under_way(_user: Any, application: Application | None) -> bool:
    """Say whether the case is between its submission and its end."""
    return application is not None and application.status in BEFORE_AWARD


@predicate(_("Whoever accepted an application may neither propose nor approve its award."))
def has_not_accepted(user: Any, application: Application | None) -> bool:
    """Say whether someone else did T6."""
    return application is None or not has_done(user, "accept", application)


@predicate(_("Whoever decided on the recommendation may not decide on the acceptance."))
def has_not_recommended(user: Any, application: Application | None) -> bool:
    """Say whether someone else did T3 and T4, in whatever role the person acts now."""
    return application is None or not (
        has_done(user, "recommend", application) or has_done(user, "refuse_recommendation", application)
    )


@predicate(_("Whoever approved the review result may not open the public notice."))
def has_not_finished_review(user: Any, application: Application | None) -> bool:
    """Say whether someone else did T9 or proposed it: one person never does both T9 and T16, in whatever role."""
    return application is None or not (
        has_done(user, "finish_review", application) or has_done(user, "propose_finish_review", application)
    )


@predicate(_("The case is not escalated to you."))
def is_escalated_to(user: Any, application: Application | None) -> bool:
    """Say whether the acceptance is overdue and the batch names a role of the person to see to it."""
    if application is None or application.batch.escalation_role not in getattr(user, "roles", ()):
        return False
    return counts_as_accepted(application, timezone.localdate())


def _asked() -> Any:
    """Return the applications about which a second person was asked, whatever came of it."""
    return Approval.objects.filter(subject_type="applications.application").values("subject_id")


@predicate(_("No second person was asked about this case."))
def was_asked_about(_user: Any, application: Application | None) -> bool:
    """Say whether a second person was asked: a fraud is proposed before the review too, and is read before it is approved."""
    return application is not None and _asked().filter(subject_id=application.pk).exists()


READER = _("Only those who deal with the case may read it.")
reader = either(
    READER,
    is_member,
    (is_submitted, is_recommender, is_own_unit),
    (is_submitted, is_recommender, is_county_of),
    (is_submitted, is_clerk),
    (is_submitted, is_secretary),
    (is_submitted, is_supervisor),
    (is_submitted, is_auditor),
    (is_committee, has_reached_inspection),
    (is_legal, has_reached_inspection),
    (is_director, has_reached_review),
    (is_director, is_submitted, was_asked_about),
    is_escalated_to,
)

# Those who deal with the case on the side of the authorities and write for their office.
correspondent = either(
    _("Only those who handle the case write to the enterprise."),
    (is_recommender, is_own_unit),
    is_clerk,
    is_secretary,
)

desk_reader = (
    is_recommender
    | is_clerk
    | is_secretary
    | is_committee
    | is_director
    | is_supervisor
    | is_legal
    | is_auditor
)

register(
    "applications.application",
    {
        "view": reader,
        "list": desk_reader,
        "export": is_clerk | is_secretary | is_director | is_auditor,
        "flag_overdue": system_only,
        "escalate_overdue": system_only,
        "flag_rectification": system_only,
        "recount": system_only,
        "flag_integrity": system_only,
        "republish": is_director,
        "check_integrity": is_clerk | is_secretary | is_director,
        "ask_systems": is_clerk | is_secretary | is_director,
        "converse": (is_under_way, is_member),
        "answer": (is_under_way, correspondent),
        "mark_read": (is_submitted, correspondent),
        "read_conversation": either(
            _("Only those who handle the case read what is written about it."),
            is_member,
            (is_submitted, correspondent),
            (is_submitted, is_auditor),
            (is_director, has_reached_review),
        ),
        "reveal_contact": either(
            READER, (is_submitted, is_recommender, is_own_unit), (is_submitted, is_clerk | is_secretary)
        ),
        "create": is_member,
        "edit": is_member,
        "pledge": is_owner,
        "submit": is_owner,
        "request_correction": either(
            _("Only the recommending unit or a provincial clerk does this."),
            (is_recommender, is_own_unit),
            is_clerk,
        ),
        "resubmit": is_owner,
        "lapse": system_only,
        "give_county_opinion": (is_recommender, is_county_of),
        "recommend": (is_recommender, is_own_unit),
        "refuse_recommendation": (is_recommender, is_own_unit),
        "check_eligibility": (is_clerk, has_not_recommended),
        "keep_sheet": (is_clerk, has_not_recommended),
        "accept": (is_clerk, has_not_recommended),
        "refuse_acceptance": (is_clerk, has_not_recommended),
        "appoint_panel": is_secretary,
        "propose_finish_review": is_secretary,
        "finish_review": is_director,
        "propose_plan_inspection": is_secretary,
        "plan_inspection": is_director,
        "propose_reject_below_gate": is_secretary,
        "reject_below_gate": is_director,
        "propose_open_notice": (is_committee, has_not_finished_review),
        "open_notice": (is_director, has_not_finished_review),
        "propose_reject_or_defer": is_committee,
        "reject_or_defer": is_director,
        "hold_for_objection": is_clerk,
        "propose_dismiss_objection": is_clerk,
        "dismiss_objection": is_director,
        "propose_uphold_objection": is_clerk,
        "uphold_objection": is_director,
        "propose_award": (is_secretary, has_not_accepted),
        "award": (is_director, has_not_accepted),
        "withdraw": is_owner,
        "propose_withdraw_late": is_owner,
        "withdraw_late": is_director,
        "propose_reject_for_fraud": is_clerk,
        "reject_for_fraud": is_director,
        "propose_reopen": is_clerk,
        "reopen": is_director,
        "propose_void_and_rescore": is_secretary,
        "void_and_rescore": is_director,
    },
    grave=("reveal_contact", "propose_reject_for_fraud", "propose_void_and_rescore"),
)


register(
    "applications.unitlist",
    {
        "view": either(
            _("Only the unit itself and those who oversee the batch read its list."),
            (is_recommender, is_list_of_own_unit),
            is_clerk,
            is_secretary,
            is_director,
            is_auditor,
        ),
        "list": is_recommender | is_clerk | is_secretary | is_director | is_auditor,
        "rank": (is_recommender, is_list_of_own_unit),
        "sign": (is_recommender, is_list_of_own_unit),
    },
)


# Whoever runs, decides or oversees cases knows of them what is stored.
INSIDERS: Final = frozenset(
    {
        Role.CLERK,
        Role.SECRETARY,
        Role.DIRECTOR,
        Role.COMMITTEE,
        Role.LEGAL,
        Role.SUPERVISOR,
        Role.AUDITOR,
    }
)


def is_outsider(user: Any) -> bool:
    """Say whether the person works on cases from outside the office, as units and experts do: he is told, not shown."""
    return not user.roles & INSIDERS


def _of_counties(units: frozenset[int]) -> Any:
    """Return the applications whose enterprise lies in a county of these offices and that chose the unit above it."""
    return Application.objects.filter(
        unit__offices__in=units, enterprise__division=F("unit__offices__division")
    ).values("pk")


def _scope(user: Any) -> Q:
    """Return the rows the person reads; the query twin of the policy `view`."""
    roles, sent = user.roles, ~Q(status=Status.DRAFT)
    seen = Q(enterprise__memberships__user=user, enterprise__memberships__left_at=None)
    if Role.RECOMMENDER in roles:
        seen |= sent & Q(unit__in=user.unit_ids)
        seen |= sent & Q(pk__in=_of_counties(user.unit_ids))
    if roles & {Role.CLERK, Role.SECRETARY, Role.SUPERVISOR, Role.AUDITOR}:
        seen |= sent
    if roles & {Role.COMMITTEE, Role.LEGAL}:
        seen |= Q(stage__in=ORDER[ORDER.index(Stage.INSPECTION) :])
    if Role.DIRECTOR in roles:
        seen |= Q(stage__in=ORDER[ORDER.index(Stage.EXPERT_REVIEW) :]) | Q(status__in=APPEALABLE)
        late = Q(due_on__lt=timezone.localdate(), batch__escalation_role=Role.DIRECTOR)
        seen |= at_the_province() & late
        seen |= sent & Q(pk__in=_asked())
    return seen


ApplicationQuerySet.scopes.append(_scope)


@predicate(_("You may not read this file."))
def reads_material(user: Any, upload: Any) -> bool:
    """Say whether the file is material of an application the person may read."""
    if upload is None:
        return False
    rows = Application.objects.filter(materials__upload=upload).distinct()
    return any(allowed(user, "applications.application.view", row) for row in rows)


@predicate(_("You may not read this file."))
def reads_attachment(user: Any, upload: Any) -> bool:
    """Say whether the file came with a message of a conversation the person may read."""
    if upload is None:
        return False
    rows = ConversationMessage.objects.filter(files=upload).select_related("conversation__application")
    return any(
        allowed(user, "applications.application.read_conversation", row.conversation.application)
        for row in rows
    )


@predicate(_("Auditors read the record, not the evidence."))
def is_no_auditor(user: Any, _upload: Any) -> bool:
    """Say whether the person is not there to audit; auditors have no business rights."""
    return Role.AUDITOR not in getattr(user, "roles", ())


extend("documents.upload.view", (is_no_auditor, reads_material))
extend("documents.upload.view", (is_no_auditor, reads_attachment))


@predicate(_("You may not read this letter."))
def reads_letter(user: Any, letter: Any) -> bool:
    """Say whether the letter went to the enterprise of an application the person may read."""
    if letter is None or (letter.case_type, letter.audience) != (
        "applications.application",
        Audience.ENTERPRISE,
    ):
        return False
    application = Application.objects.filter(pk=letter.case_id).first()
    return application is not None and allowed(user, "applications.application.view", application)


def _letters(user: Any) -> Q:
    """Return the letters about applications the person reads; the query twin of `reads_letter`."""
    cases = Application.objects.visible_to(user).order_by().values("pk")
    return Q(case_type="applications.application", audience=Audience.ENTERPRISE, case_id__in=cases)


extend("documents.letter.view", reads_letter)
LetterQuerySet.scopes.append(_letters)
