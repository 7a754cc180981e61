"""What an inspection asks of the enterprise: whether the day suits, a plan and an answer for each finding."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.services import forget_page
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.inspections.models import Inspection, Rectification
from brandcert.inspections.services import (
    answer_rectification,
    ask_other_date,
    confirm_date,
    plan_rectification,
)
from brandcert.portal import queries
from brandcert.portal.cases import visit_of
from brandcert.portal.forms import DayForm, PlanForm, RectificationForm
from brandcert.portal.rectifying import rectification_parts
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import done, my_application, person, portal_page, show
from brandcert.portal.views.keeping import keep_for_later


class FindingClosed(BusinessError):
    """The finding takes neither plan nor answer now."""

    def __init__(self) -> None:
        """Say so in the words of the user."""
        super().__init__(_("This finding is not waiting for an answer."))


def _announced(request: HttpRequest, pk: int) -> tuple[Application, dict[str, Any], Inspection]:
    """Return the case and its announced visit; a visit nobody announced does not exist here."""
    application = my_application(request, pk)
    visit = visit_of(application)
    if visit is None:
        raise Http404
    return application, visit, visit["row"]


@require_POST
@portal_page
def confirm_day(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Confirm that the planned day suits."""
    _application, _visit, row = _announced(request, pk)
    confirm_date(row, by=request.user, now=timezone.now())
    return done(request, _("The day is confirmed."), "portal:application", pk)


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def other_day(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for another day, with a reason."""
    application, visit, row = _announced(request, pk)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_other_date(row, by=request.user, now=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(
                request, _("Your wish has been handed to the inspection team."), "portal:application", pk
            )
    return show(request, "portal/visit_day.html", {"application": application, "visit": visit, "form": form})


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def rectification(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Plan how a finding will be put right, and answer what was done about it."""
    application = my_application(request, pk)
    rows = {row.pk: row for row in queries.rectifications_of(application)}
    row = rows.get(key)
    if row is None:
        raise Http404
    is_open = application.status == Status.RECTIFICATION and row.verified_at is None
    if request.method == "POST" and not is_open:
        raise FindingClosed
    is_post = request.method == "POST"
    is_plan = "hand_in_plan" in request.POST
    is_answer = is_post and not is_plan
    # One form with two buttons: what was typed for the other button stays on the page.
    plan = PlanForm(request.POST if is_plan else None, initial={"plan": request.POST.get("plan", row.plan)})
    answer = RectificationForm(
        request.POST if is_answer else None,
        request.FILES if is_answer else None,
        initial={"answer": request.POST.get("answer", row.answer)},
        has_files=row.evidence_id is not None,
    )
    if is_plan and plan.is_valid() and _planned(request, row, plan):
        if request.POST.get("answer", row.answer).strip() == row.answer:
            return done(request, _("Your plan has been handed in."), "portal:rectification", pk, key)
        row.refresh_from_db(fields=["plan", "planned_at"])
        messages.success(request, _("Your plan has been handed in. What was done is not handed in yet."))
    if is_answer and answer.is_valid() and _answered(request, row, answer):
        return done(request, _("Your answer has been handed in."), "portal:application", pk)
    if is_plan:
        # The text stands on the page that is drawn now; an older one would take its place.
        forget_page(page=request.path, by=person(request))
    context = {
        "application": application,
        "rectification": row,
        "parts": rectification_parts(row, today=timezone.localdate()),
        "plan": plan,
        "form": answer,
        "forms": [plan, answer],
        "is_open": is_open,
        "is_typed": is_post,
        "may_plan": is_open and row.answered_at is None,
    }
    return show(request, "portal/rectification.html", context)


def _planned(request: HttpRequest, row: Rectification, form: PlanForm) -> bool:
    try:
        plan_rectification(
            row,
            plan=form.cleaned_data["plan"],
            seen=request.POST.get("seen_plan"),
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _answered(request: HttpRequest, row: Rectification, form: RectificationForm) -> bool:
    uploads, before = stored(request, form, "evidence"), stored(request, form, "before")
    if uploads is None or before is None:
        return False
    try:
        answer_rectification(
            row,
            answer=form.cleaned_data["answer"],
            evidence=uploads[0] if uploads else None,
            files=uploads[1:],
            before=before,
            seen=request.POST.get("seen"),
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
