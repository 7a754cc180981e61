"""Objecting to experts of the pool before the panels are drawn."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brandcert.applications.models import Application
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.forms import ObjectToExpertForm
from brandcert.portal.views.files import LETTERS
from brandcert.portal.views.frame import done, my_application, portal_page, posted, show
from brandcert.portal.views.keeping import keep_for_later
from brandcert.reviews.models import Expert
from brandcert.reviews.queries import window
from brandcert.reviews.services import object_as_applicant


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the pool of the category while its window is open, what was objected and decided, and take an objection."""
    application = my_application(request, pk)
    today = timezone.localdate()
    draw, own = window.window_of(application, today=today), window.objections_of(application)
    if draw is None and not own:
        raise Http404
    named = window.named_pool(draw, application) if draw else []
    form = ObjectToExpertForm(posted(request), named=[one for one in named if one.objection is None])
    if request.method == "POST" and form.is_valid() and _objected(request, application, form):
        return done(request, _("Your objection has been handed in."), "portal:experts", pk)
    context = {
        "application": application,
        "draw": draw,
        "named": named,
        "own": own,
        "form": form,
        "refusal": policies.refusal(request.user, "reviews.expertobjection.file_own", application)
        or (
            ""
            if form.is_bound or window.may_object(named)
            else _("You may object to at most a third of the pool.")
        ),
    }
    return show(request, "portal/experts.html", context)


def _objected(request: HttpRequest, application: Application, form: ObjectToExpertForm) -> bool:
    try:
        object_as_applicant(
            application,
            expert=Expert.objects.get(pk=form.cleaned_data["expert"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
            today=timezone.localdate(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
