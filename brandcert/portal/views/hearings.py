"""Being heard: a statement on an objection against the enterprise, an appeal against a refusal."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brandcert.applications.models import Application
from brandcert.awards.models import Objection
from brandcert.awards.services import file_appeal, hand_in_statement
from brandcert.awards.services.appeals import appeal_deadline
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.cases import objection_facts
from brandcert.portal.forms import AppealForm, StatementForm
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import done, my_application, portal_page, posted, posted_files, show
from brandcert.portal.views.keeping import keep_for_later


class NoAppeal(BusinessError):
    """There is nothing to appeal against, or not any more."""

    def __init__(self) -> None:
        """Say so in the words of the user."""
        super().__init__(_("No appeal can be filed in this application now."))


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def objection(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Show what is objected, never by whom, and take what the enterprise says to it."""
    application = my_application(request, pk)
    row = (
        Objection.objects.filter(pk=key, item__application=application, admitted_at__isnull=False)
        .select_related("item__application")
        .prefetch_related("statements__files")
        .first()
    )
    if row is None or not policies.allowed(request.user, "awards.objection.read_told", row):
        raise Http404
    form = StatementForm(posted(request), posted_files(request))
    if request.method == "POST":
        policies.require(request.user, "awards.objection.state", row)
        if form.is_valid() and _stated(request, row, form):
            return done(request, _("Your statement has been handed in."), "portal:application", pk)
    context = {
        "application": application,
        "objection": objection_facts(row),
        "form": form,
        "refusal": policies.refusal(request.user, "awards.objection.state", row),
    }
    return show(request, "portal/objection.html", context)


def _stated(request: HttpRequest, row: Objection, form: StatementForm) -> bool:
    uploads = stored(request, form, "attachments")
    if uploads is None:
        return False
    try:
        hand_in_statement(
            row, text=form.cleaned_data["text"], files=uploads, by=request.user, now=timezone.now()
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def appeal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """File an appeal against a refusal."""
    application = my_application(request, pk)
    deadline = appeal_deadline(application)
    if deadline is None and request.method == "POST":
        raise NoAppeal
    if deadline is None:
        raise Http404
    form = AppealForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        policies.require(request.user, "applications.application.appeal", application)
        if _appealed(request, application, form):
            return done(request, _("Your appeal has been filed."), "portal:application", pk)
    context = {"application": application, "form": form, "deadline": deadline}
    return show(request, "portal/appeal.html", context)


def _appealed(request: HttpRequest, application: Application, form: AppealForm) -> bool:
    uploads = stored(request, form, "evidence")
    if uploads is None:
        return False
    try:
        file_appeal(
            application,
            grounds=form.cleaned_data["grounds"],
            evidence=uploads[0] if uploads else None,
            by=request.user,
            today=timezone.localdate(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
