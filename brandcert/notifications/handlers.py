"""Who is told of what: enterprises of everything that concerns them, staff of new work."""

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications import queries, services

APPLICATION = "applications.application"
CERTIFICATE = "certificates.certificate"
# Steps told in words of their own; the template carries the name of the step.
TOLD_OF_APPLICATIONS = (
    "submit",
    "request_correction",
    "lapse",
    "recommend",
    "refuse_recommendation",
    "accept",
    "refuse_acceptance",
    "appoint_panel",
    "plan_inspection",
    "order_rectification",
    "verify_rectification",
    "open_notice",
    "hold_for_objection",
    "dismiss_objection",
    "award",
    "withdraw_late",
    "reopen",
    "void_and_rescore",
)
REJECTIONS = (
    "reject_below_gate",
    "reject_after_inspection",
    "reject_or_defer",
    "uphold_objection",
    "reject_for_fraud",
)
TOLD_OF_CERTIFICATES = (
    "issue",
    "suspend",
    "suspend_at_once",
    "reinstate",
    "revoke",
    "expire",
    "cancel",
    "supersede",
    "serve_notice",
)
SAME_WORDS = {"suspend_at_once": "suspend"}


@subscribe(*(f"{APPLICATION}.{name}" for name in (*TOLD_OF_APPLICATIONS, *REJECTIONS)))
def tell_applicant(event: Event) -> None:
    """Tell the people of the enterprise what happened to their application."""
    application = queries.application_of(event)
    step = event.name.rpartition(".")[2]
    if step == "plan_inspection" and queries.is_unannounced(application):
        return
    services.tell(
        event,
        queries.members_of(application.enterprise),
        template=f"application.{'reject' if step in REJECTIONS else step}",
        facts=queries.application_facts(application),
        url=reverse("portal:application", args=[application.pk]),
        enterprise=application.enterprise,
    )


@subscribe(*(f"{CERTIFICATE}.{name}" for name in TOLD_OF_CERTIFICATES))
def tell_holder(event: Event) -> None:
    """Tell the people of the enterprise what happened to their certificate."""
    certificate = queries.certificate_of(event)
    step = event.name.rpartition(".")[2]
    notice = event.payload.get("notice")
    is_announced = step == "serve_notice" and notice
    page = reverse("portal:prior_notice", args=[certificate.pk, notice]) if is_announced else ""
    services.tell(
        event,
        queries.members_of(certificate.enterprise),
        template=f"certificate.{SAME_WORDS.get(step, step)}",
        facts=queries.certificate_facts(certificate, event),
        url=page or reverse("portal:certificates"),
        enterprise=certificate.enterprise,
    )


@subscribe("awards.appeal.decide")
def tell_appellant(event: Event) -> None:
    """Tell the people of the enterprise how their appeal was decided."""
    appeal = queries.appeal_of(event)
    enterprise = appeal.application.enterprise
    services.tell(
        event,
        queries.members_of(enterprise),
        template="appeal.decide",
        facts={"appeal": appeal, **queries.application_facts(appeal.application)},
        url=reverse("portal:application", args=[appeal.application_id]),
        enterprise=enterprise,
    )


@subscribe(
    *(f"{APPLICATION}.{name}" for name in ("submit", "resubmit", "recommend", "accept", "flag_overdue"))
)
def tell_staff(event: Event) -> None:
    """Tell whoever has to act next that there is new work; in the application only."""
    application = queries.application_of(event)
    services.tell(
        event,
        _next_hands(application, event.name.rpartition(".")[2]),
        template="staff.work",
        facts=queries.application_facts(application),
        url=reverse("admin:applications_application_change", args=[application.pk]),
        by_mail=False,
    )


def _next_hands(application: Application, step: str) -> list[User]:
    if step == "flag_overdue":
        return queries.staff_in(Role.DIRECTOR)
    if step == "accept":
        return queries.staff_in(Role.SECRETARY)
    if application.status == Status.SUBMITTED and application.batch.needs_unit and application.unit_id:
        return queries.staff_in(Role.RECOMMENDER, unit_id=application.unit_id)
    return queries.staff_in(Role.CLERK)
