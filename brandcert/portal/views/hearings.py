"""Being heard: a statement on an objection against the enterprise, an appeal against a refusal."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brandcert.applications.models import Application
from brandcert.applications.services import start_again
from brandcert.awards.models import Appeal, Objection
from brandcert.awards.services import file_appeal, hand_in_statement, withdraw_appeal
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.cases import objection_facts
from brandcert.portal.forms import AppealForm, StatementForm
from brandcert.portal.queries import batches_to_apply_again
from brandcert.portal.refusals import refusal_of
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
    refusal = refusal_of(application)
    if (refusal is None or not refusal["may_appeal"]) and request.method == "POST":
        raise NoAppeal
    if refusal is None:
        raise Http404
    if not refusal["may_appeal"]:
        return redirect("portal:application", pk)
    form = AppealForm(posted(request), posted_files(request), is_late=refusal["late_day"] is not None)
    if request.method == "POST" and form.is_valid():
        policies.require(request.user, "applications.application.appeal", application)
        filed = _appealed(request, application, form)
        if filed is not None:
            words = _("Your appeal has been filed under the receipt number %(number)s.")
            return done(request, words % {"number": filed.receipt_number}, "portal:application", pk)
    context = {"application": application, "form": form, "refusal": refusal}
    return show(request, "portal/appeal.html", context)


def _appealed(request: HttpRequest, application: Application, form: AppealForm) -> Appeal | None:
    uploads = stored(request, form, "evidence")
    if uploads is None:
        return None
    try:
        return file_appeal(
            application,
            grounds=form.cleaned_data["grounds"],
            late_reason=form.cleaned_data.get("late_reason", ""),
            files=uploads,
            by=request.user,
            today=timezone.localdate(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None


@require_POST
@portal_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take back the appeal that waits."""
    application = my_application(request, pk)
    row = Appeal.objects.filter(application=application, outcome="").first()
    if row is None:
        raise NoAppeal
    withdraw_appeal(row, by=request.user)
    return done(request, _("Your appeal has been withdrawn."), "portal:application", pk)


@require_POST
@portal_page
def again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin a draft in an open batch with what the ended application says."""
    application = my_application(request, pk)
    batch = next(
        (row for row in batches_to_apply_again(application) if str(row.pk) == request.POST.get("batch")), None
    )
    if batch is None:
        raise BusinessError(_("This batch is not open, or you cannot apply again in it."))
    draft = start_again(application, batch=batch, by=request.user)
    words = _("A draft with what you wrote has been made. Check it, add the documents and hand it in.")
    return done(request, words, "portal:application", draft.pk)
