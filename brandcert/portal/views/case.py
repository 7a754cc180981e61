"""An application after it was handed in: where it stands, what is asked, withdrawing, rectifying, appealing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.applications import content, services
from brandcert.applications.enums import BEFORE_NOTICE, Side, Status
from brandcert.applications.guards import standing
from brandcert.applications.models import Application
from brandcert.applications.queries import (
    conversation_of,
    messages_of,
    open_notice,
    tasks_of,
    unread_messages,
)
from brandcert.awards.models import Appeal
from brandcert.awards.services import file_appeal
from brandcert.awards.services.appeals import appeal_deadline
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Event
from brandcert.documents.services import UploadRefused, store_upload
from brandcert.inspections.models import Rectification
from brandcert.inspections.services import answer_rectification
from brandcert.portal import queries
from brandcert.portal.cases import thread_of
from brandcert.portal.conditions import conditions_of
from brandcert.portal.forms import AppealForm, ReasonForm, RectificationForm
from brandcert.portal.presentation import (
    banner_of,
    items_of,
    spine_of,
    task_groups,
    timeline_of,
)
from brandcert.portal.versions import changes_of, version_rows
from brandcert.portal.views.frame import done, my_application, portal_page, posted, show

# How many messages stand on the page of the case itself.
LATEST = 2
LATE = (Status.PUBLIC_NOTICE, Status.OBJECTION)


@require_safe
@portal_page
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the task list of a draft, or the case."""
    application = my_application(request, pk)
    if application.status == Status.DRAFT:
        return _task_list(request, application)
    events = list(Event.objects.about(application))
    notice = open_notice(application)
    deadline = appeal_deadline(application)
    may_appeal = deadline is not None and timezone.localdate() <= deadline
    conversation = conversation_of(application)
    context = {
        "application": application,
        "thread": thread_of(application, conversation, messages_of(conversation)[-LATEST:]),
        "unread_talk": unread_messages(conversation, Side.ENTERPRISE),
        "may_write": policies.allowed(request.user, "applications.application.converse", application),
        "steps": spine_of(application, events),
        "banner": banner_of(application, deadline=deadline),
        "timeline": timeline_of(application, events),
        "items": items_of(application, notice) if notice else [],
        "notice": notice,
        "rectifications": queries.rectifications_of(application),
        "versions": application.versions.order_by("-number"),
        "appeals": Appeal.objects.filter(application=application).order_by("-id"),
        "may_appeal": may_appeal
        and policies.allowed(request.user, "applications.application.appeal", application),
        "appeal_deadline": deadline,
        "may_withdraw": application.status in (*BEFORE_NOTICE, *LATE)
        and policies.allowed(request.user, "applications.application.withdraw", application),
        "is_withdrawal_asked": application.status in LATE and queries.asked_to_withdraw(application),
        "certificates": application.certificates.public(),
    }
    return show(request, "portal/case.html", context)


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
    return show(request, "portal/sent.html", {"application": application})


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
        "changes": changes_of(application, before, row) if before else [],
        "files": content.file_changes(before.materials, row.materials) if before else None,
    }
    return show(request, "portal/version.html", context)


@require_http_methods(["GET", "POST"])
@portal_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the application back, or ask the director once its name is published."""
    application = my_application(request, pk)
    if application.status not in (*BEFORE_NOTICE, *LATE):
        raise Http404
    is_late = application.status in LATE
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if is_late:
            services.propose_late_withdrawal(application, reason=reason, by=request.user)
            return done(request, _("Your request has been handed in."), "portal:application", pk)
        services.withdraw(application, reason=reason, by=request.user)
        return done(request, _("The application has been withdrawn."), "portal:application", pk)
    return show(
        request, "portal/withdraw.html", {"application": application, "form": form, "is_late": is_late}
    )


@require_http_methods(["GET", "POST"])
@portal_page
def rectification(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Answer what was done about a finding."""
    application = my_application(request, pk)
    rows = {row.pk: row for row in queries.rectifications_of(application)}
    row = rows.get(key)
    if row is None or application.status != Status.RECTIFICATION or row.verified_at is not None:
        raise Http404
    form = RectificationForm(posted(request), request.FILES, initial={"plan": row.plan, "answer": row.answer})
    if request.method == "POST" and form.is_valid() and _answered(request, row, form):
        return done(request, _("Your answer has been handed in."), "portal:application", pk)
    context = {"application": application, "rectification": row, "form": form}
    return show(request, "portal/rectification.html", context)


def _answered(request: HttpRequest, row: Rectification, form: RectificationForm) -> bool:
    facts = form.cleaned_data
    try:
        evidence = _evidence(request, facts)
    except UploadRefused as refusal:
        form.add_error("evidence", str(refusal))
        return False
    try:
        answer_rectification(
            row,
            answer=facts["answer"],
            plan=facts["plan"],
            evidence=evidence,
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _evidence(request: HttpRequest, facts: dict[str, Any]) -> Any:
    file = facts.get("evidence")
    return store_upload(file=file, name=file.name, by=request.user) if file else None


@require_http_methods(["GET", "POST"])
@portal_page
def appeal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """File an appeal against a refusal."""
    application = my_application(request, pk)
    deadline = appeal_deadline(application)
    if deadline is None:
        raise Http404
    form = AppealForm(posted(request), request.FILES)
    if request.method == "POST" and form.is_valid():
        try:
            evidence = _evidence(request, form.cleaned_data)
        except UploadRefused as refusal:
            form.add_error("evidence", str(refusal))
        else:
            file_appeal(
                application,
                grounds=form.cleaned_data["grounds"],
                evidence=evidence,
                by=request.user,
                today=timezone.localdate(),
            )
            return done(request, _("Your appeal has been filed."), "portal:application", pk)
    context = {"application": application, "form": form, "deadline": deadline}
    return show(request, "portal/appeal.html", context)
