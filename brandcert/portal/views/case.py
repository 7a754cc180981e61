"""An application after it was handed in: where it stands, what is asked, what was handed in, withdrawing."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.applications import services
from brandcert.applications.enums import BEFORE_NOTICE, Side, Status
from brandcert.applications.guards import standing
from brandcert.applications.models import Application
from brandcert.applications.queries import (
    compared,
    conversation_of,
    materials_of,
    messages_of,
    open_notice,
    requirements_of,
    tasks_of,
    unread_messages,
)
from brandcert.awards.models import Appeal
from brandcert.awards.queries import appeals_of_refusal
from brandcert.awards.services.appeals import appeal_deadline
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Event
from brandcert.core.throttling import limited
from brandcert.documents import printing
from brandcert.documents.queries import letters_of
from brandcert.inspections.queries import told_events
from brandcert.portal import printed, queries
from brandcert.portal.cases import (
    entries_of,
    history_of,
    next_of,
    objections_of,
    ratings_of,
    report_of,
    sheet_to_sign,
    thread_of,
    visit_of,
)
from brandcert.portal.conditions import conditions_of
from brandcert.portal.forms import ReasonForm
from brandcert.portal.presentation import (
    banner_of,
    file_line,
    items_of,
    spine_of,
    task_groups,
)
from brandcert.portal.rectifying import rectification_line
from brandcert.portal.refusals import awarded_of, refusal_of
from brandcert.portal.road import road_of
from brandcert.portal.versions import version_files, version_rows
from brandcert.portal.views.closed import my_case, while_open
from brandcert.portal.views.files import LETTERS
from brandcert.portal.views.frame import done, my_application, portal_page, posted, show
from brandcert.portal.views.keeping import keep_for_later
from brandcert.portal.wording import title_of_document
from brandcert.reviews.queries import window

logger = logging.getLogger(__name__)
# How many messages stand on the page of the case itself.
LATEST = 2
# States in which no drawing has a pool for the case.
BEFORE_THE_POOL = (Status.SUBMITTED, Status.CORRECTION, Status.RECOMMENDED)
LATE = (Status.PUBLIC_NOTICE, Status.OBJECTION)


@require_safe
@portal_page
@while_open
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the task list of a draft, or the case; of a deleted draft, that it was deleted."""
    application = my_case(request, pk)
    if application.status == Status.DRAFT:
        return _task_list(request, application)
    events = told_events(application, Event.objects.about(application))
    notice = open_notice(application)
    deadline = appeal_deadline(application)
    refusal = refusal_of(application)
    all_appeals = list(Appeal.objects.filter(application=application).order_by("-id"))
    appeals = appeals_of_refusal(application) if refusal else all_appeals
    conversation = conversation_of(application)
    versions = list(application.versions.order_by("-number"))
    context = {
        "application": application,
        "next": next_of(application),
        "thread": thread_of(application, conversation, messages_of(conversation)[-LATEST:]),
        "unread_talk": unread_messages(conversation, Side.ENTERPRISE),
        "may_write": policies.allowed(request.user, "applications.application.converse", application),
        "steps": spine_of(application, events),
        "banner": banner_of(application, deadline=deadline, appeals=appeals),
        "road": road_of(application),
        "timeline": history_of(application, events, versions, all_appeals[::-1]),
        "items": items_of(application, notice) if notice else [],
        "notice": notice,
        "visit": visit_of(application),
        "sheet": sheet_to_sign(application),
        "report": report_of(application),
        "rectifications": [
            rectification_line(application, row) for row in queries.rectifications_of(application)
        ],
        "entries": entries_of(application),
        "objections": objections_of(application),
        "experts": _experts(application),
        "versions": versions,
        "documents": _documents(application),
        "letters": letters_of(application, request.user).made(),
        "appeals": appeals,
        "refusal": refusal,
        "awarded": awarded_of(application),
        "may_file": policies.allowed(request.user, "applications.application.appeal", application),
        "open_batches": queries.batches_to_apply_again(application) if refusal else (),
        "may_withdraw": application.status in (*BEFORE_NOTICE, *LATE)
        and policies.allowed(request.user, "applications.application.withdraw", application),
        "is_withdrawal_asked": application.status in LATE and queries.asked_to_withdraw(application),
        "certificates": application.certificates.public(),
        "ratings": ratings_of(application),
    }
    return show(request, "portal/case.html", context)


def _experts(application: Application) -> dict[str, Any] | None:
    """Return until when experts of the pool may be objected to, and how many objections wait or were decided."""
    if application.status in BEFORE_THE_POOL:
        return None
    draw = window.window_of(application, today=timezone.localdate())
    own = window.objections_of(application)
    if draw is None and not own:
        return None
    return {
        "until": draw.objections_until if draw else None,
        "count": len(own),
        "waiting": sum(1 for one in own if one.is_admitted is None),
    }


def _documents(application: Application) -> list[dict[str, Any]]:
    """Return the files in place under the titles of the documents they answer."""
    present = materials_of(application)
    return [
        {"title": title_of_document(row), "files": [file_line(one.upload) for one in present[row.pk]]}
        for row in requirements_of(application)
        if row.pk in present
    ]


def _task_list(request: HttpRequest, application: Application) -> HttpResponseBase:
    tasks = tasks_of(application)
    counted = [task for task in tasks if task.state != "optional"]
    context = {
        "application": application,
        "groups": task_groups(application, tasks),
        "done": sum(task.state == "done" for task in counted),
        "total": len(counted),
        "conditions": conditions_of(application, standing(application, by=request.user)),
    }
    return show(request, "portal/tasks.html", context)


@require_safe
@portal_page
def sent(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Confirm what was handed in, with number, query code and what happens next; good as a bookmark."""
    application = my_application(request, pk)
    if application.status == Status.DRAFT:
        return redirect("portal:application", pk)
    context = {
        "application": application,
        "next": next_of(application),
        "version": application.versions.order_by("-number").first(),
    }
    return show(request, "portal/sent.html", context)


@require_safe
@portal_page
def version(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Show exactly what was handed in as this version, and what differs from the one before."""
    application = my_application(request, pk)
    versions = {row.number: row for row in application.versions.filter(number__in=(number - 1, number))}
    row = versions.get(number)
    if row is None:
        raise Http404
    before = versions.get(number - 1)
    context = {
        "application": application,
        "version": row,
        "groups": version_rows(application, row),
        "files": version_files(application, row),
        "before": before,
        "difference": _linked(compared(application, before, row, reveals=True)) if before else {},
    }
    return show(request, "portal/version.html", context)


@require_safe
@portal_page
def version_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Send what was handed in as this version, to keep on paper or elsewhere."""
    application = my_application(request, pk)
    policies.require(request.user, "applications.application.view", application)
    row = application.versions.select_related("handed_in_by").filter(number=number).first()
    if row is None:
        raise Http404
    try:
        pdf = printed.version_pdf(application, row)
    except (printing.PrintingFault, ImportError, OSError):
        logger.exception("version %s of application %s cannot be printed", number, pk)
        reason = _(
            "The PDF cannot be made at the moment. Open the page of the version and print it, or try later."
        )
        return show(request, "portal/refused.html", {"reason": reason}, status=503)
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = f"{application.receipt_number}-v{number}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _linked(difference: dict[str, Any]) -> dict[str, Any]:
    """Add the address of each file; whoever reads the case may read them all."""
    for file in (*difference["added"], *difference["removed"]):
        file["url"] = reverse("documents:download", args=[file["upload"]])
    return difference


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the application back, or ask the director once its name is published."""
    application = my_application(request, pk)
    if application.status not in (*BEFORE_NOTICE, *LATE):
        if request.method == "POST":
            raise BusinessError(
                _("This application cannot be withdrawn any more. Its status: %(status)s.")
                % {"status": application.get_status_display()}
            )
        raise Http404
    is_late = application.status in LATE
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if is_late:
            services.propose_late_withdrawal(application, reason=reason, by=request.user)
            return done(request, _("Your request has been handed in."), "portal:application", pk)
        services.withdraw(my_application(request, pk, is_stored=True), reason=reason, by=request.user)
        return done(request, _("The application has been withdrawn."), "portal:application", pk)
    return show(
        request, "portal/withdraw.html", {"application": application, "form": form, "is_late": is_late}
    )
