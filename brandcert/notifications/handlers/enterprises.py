"""What the people of an enterprise are told: of their application, their certificate, themselves."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import RoleGrant, User
from brandcert.accounts.phones import masked_phone
from brandcert.certificates.models import Certificate
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.enterprises.models import Enterprise
from brandcert.notifications import queries, services
from brandcert.notifications.catalogue import APPLICATIONS, CERTIFICATES, events_of, notice_for
from brandcert.reviews.models import BatchDraw, ExpertObjection
from brandcert.reviews.queries import window
from brandcert.supervision.enums import SanctionStatus

OF_APPLICATIONS = tuple(
    event
    for notice in APPLICATIONS
    for event in notice.events
    if event.startswith("applications.application.")
)
OF_CERTIFICATES = tuple(
    event
    for notice in CERTIFICATES
    for event in notice.events
    if event.startswith("certificates.certificate.")
)
OF_SANCTIONS = tuple(
    event
    for notice in CERTIFICATES
    for event in notice.events
    if event.startswith("supervision.sanctioncase.")
)

# Where a notice leads, when not to the page of the application.
PAGES = {
    "application.answer": "conversation",
    "application.experts_named": "experts",
    "application.expert_objection_decided": "experts",
}


def _visit_decided(event: Event) -> dict[str, queries.Fact]:
    """Return how the wish for another day was answered, and why."""
    answer = queries.date_answer(event)
    granted, kept = gettext_lazy("another day was agreed to"), gettext_lazy("the planned day stays")
    return {
        "outcome": granted if event.payload["granted"] else kept,
        "inspection_day": event.payload["day"],
        "reason": answer.note if answer else "",
    }


def _reminded(event: Event) -> dict[str, queries.Fact]:
    """Return what a reminder adds: its own deadline and the days that were left when it was due."""
    if "threshold" not in event.payload:
        return {}
    words = queries.days_in_words(event.payload["left"], workdays=event.payload.get("workdays", False))
    return {"due": event.payload["due"], "days": words}


# Events whose notice states more than the case does.
_FACTS = {
    "decide_visit_date": _visit_decided,
    "flag_integrity": queries.entry_facts,
    "flag_short_notice": queries.notice_too_short,
    "recount_plan": queries.counted_again,
}


@subscribe(*OF_APPLICATIONS)
def tell_applicant(event: Event) -> None:
    """Tell the people of the enterprise what happened to their application, or what they have to do."""
    application = queries.application_of(event)
    step = event.name.rpartition(".")[2]
    if step in {"plan_inspection", "recount"} and queries.is_unannounced(application):
        return
    key = notice_for(event.name, APPLICATIONS).key
    facts = _FACTS.get(step, _reminded)(event)
    if step == "verify_rectification" and event.payload.get("rejected"):
        key, facts = "application.rectification_rejected", {"findings": queries.rejected_findings(event)}
    _tell_about(event, application.pk, notice=key, facts=facts)


def _tell_about(event: Event, key: int, *, notice: str, facts: queries.Facts) -> None:
    application = queries.application_by(key)
    services.tell(
        event,
        queries.members_of(application.enterprise),
        notice=notice,
        facts={**queries.application_facts(application), **facts},
        url=reverse(f"portal:{PAGES.get(notice, 'application')}", args=[application.pk]),
        enterprise=application.enterprise,
        case=application,
    )


@subscribe("applications.application.decline_withdraw_late")
def tell_of_declined_withdrawal(event: Event) -> None:
    """Tell the people of the enterprise that the director does not agree to their withdrawal."""
    facts: queries.Facts = {"reason": queries.reason_of_approval(event)}
    _tell_about(event, event.subject_id, notice="application.withdrawal_declined", facts=facts)


@subscribe("awards.publicnotice.recount")
def tell_listed(event: Event) -> None:
    """Tell every enterprise on a public notice that its last day was counted again."""
    for key in queries.applications_on(event.subject_id):
        _tell_about(event, key, notice="application.notice_recounted", facts={})


@subscribe("reviews.batchdraw.name_pool")
def tell_of_the_pool(event: Event) -> None:
    """Tell every applicant of a drawing that the names of the pool are shown, and until when objections are taken."""
    draw = BatchDraw.objects.get(pk=event.subject_id)
    for key in window.cases_of(draw):
        facts: queries.Facts = {"due": queries.day(draw.objections_until)}
        _tell_about(event, key, notice="application.experts_named", facts=facts)


@subscribe("reviews.expertobjection.decide")
def tell_of_decided_expert_objection(event: Event) -> None:
    """Tell the applicant how its objection to an expert was decided, and why; one that staff entered, they answer."""
    row = ExpertObjection.objects.get(pk=event.subject_id)
    admitted, refused = gettext_lazy("the expert stands aside"), gettext_lazy("refused")
    if row.application_id is not None:
        facts: queries.Facts = {"outcome": admitted if row.is_admitted else refused, "reason": row.decision}
        _tell_about(event, row.application_id, notice="application.expert_objection_decided", facts=facts)


@subscribe("awards.objection.admit")
def tell_of_further_objection(event: Event) -> None:
    """Tell the enterprise of an objection that was admitted while its case was held already; the first is told by the hold."""
    application = queries.application_of_objection(event.subject_id)
    if not queries.has_event(application, "hold_for_objection", objection=event.subject_id):
        _tell_about(event, application.pk, notice="application.hold_for_objection", facts={})


@subscribe("awards.objection.recount_statement")
def tell_of_more_time(event: Event) -> None:
    """Tell the enterprise that its time to be heard on an objection was counted again by the new calendar."""
    application = queries.application_of_objection(event.subject_id)
    _tell_about(event, application.pk, notice="application.recount", facts=queries.counted_again(event))


@subscribe("awards.objection.remind_statement")
def remind_of_statement(event: Event) -> None:
    """Remind the enterprise that the time to be heard on an objection ends."""
    application = queries.application_of_objection(event.subject_id)
    _tell_about(event, application.pk, notice="reminder.statement", facts=_reminded(event))


@subscribe(
    "awards.appeal.file", "awards.appeal.admit_late", "awards.appeal.decide", "awards.appeal.refuse_late"
)
def tell_appellant(event: Event) -> None:
    """Tell the people of the enterprise that their appeal arrived, and how it was decided."""
    appeal = queries.appeal_of(event)
    is_decided = not event.name.endswith((".file", ".admit_late"))
    facts: queries.Facts = (
        {"outcome": queries.later(appeal.get_outcome_display), "finding": appeal.finding}
        if is_decided
        else {"due": queries.appeal_due(appeal)}
    )
    key = "application.appeal_decided" if is_decided else "application.appeal_filed"
    _tell_about(event, appeal.application_id, notice=key, facts=facts)


@subscribe(*OF_CERTIFICATES)
def tell_holder(event: Event) -> None:
    """Tell the people of the enterprise what happened to their certificate."""
    certificate = queries.certificate_by(event.subject_id)
    _tell_holder(event, certificate, facts=_reminded(event), page=reverse("portal:certificates"))


@subscribe(*OF_SANCTIONS)
def tell_of_sanction(event: Event) -> None:
    """Tell the people of the enterprise what happens in a case against their certificate, once they know of it."""
    case = queries.sanction_by(event.subject_id)
    if case.served_on is None:
        return
    # Of an answer that came meanwhile nobody is reminded.
    if event.name.endswith(".remind_answer") and case.status != SanctionStatus.ANNOUNCED:
        return
    page = reverse("portal:prior_notice", args=[case.certificate_id, case.pk])
    facts = {**queries.sanction_facts(case), **_reminded(event)}
    _tell_holder(event, case.certificate, facts=facts, page=page)


def _tell_holder(event: Event, certificate: Certificate, *, facts: queries.Facts, page: str) -> None:
    services.tell(
        event,
        queries.members_of(certificate.enterprise),
        notice=notice_for(event.name, CERTIFICATES).key,
        facts={**queries.certificate_facts(certificate, event), **facts},
        url=page,
        enterprise=certificate.enterprise,
        case=certificate,
    )


@subscribe(*events_of("account.register", "account.bar", "account.lift_record"))
def tell_enterprise(event: Event) -> None:
    """Tell the people of an enterprise that it is registered, that it may not apply until a date, or may again."""
    enterprise = Enterprise.objects.get(pk=event.subject_id)
    services.tell(
        event,
        queries.members_of(enterprise),
        notice=f"account.{event.name.rpartition('.')[2]}",
        facts={"enterprise": enterprise.name, "until": event.payload.get("until", "")},
        url=reverse("portal:home"),
        enterprise=enterprise,
    )


@subscribe("accounts.user.keep_phone")
def tell_of_phone(event: Event) -> None:
    """Tell a person, at the address, that the number which opens the account is another one now."""
    person = User.objects.get(pk=event.subject_id)
    services.tell(
        event,
        [person] if person.is_active else [],
        notice="account.phone",
        facts={"phone": masked_phone(person.phone)},
        url=reverse("portal:home"),
    )


@subscribe(*events_of("account.grant", "account.end_grant"))
def tell_appointed(event: Event) -> None:
    """Tell a person which role was given to them or taken away; it is their name under which it is used."""
    grant = RoleGrant.objects.select_related("user", "unit").get(pk=event.subject_id)
    people: list[User] = [grant.user] if grant.user.is_active else []
    services.tell(
        event,
        people,
        notice=f"account.{event.name.rpartition('.')[2]}",
        facts={
            "role": queries.later(grant.get_role_display),
            "unit": str(grant.unit or ""),
            "until": queries.day(grant.until),
        },
        url=reverse("admin:index"),
    )
