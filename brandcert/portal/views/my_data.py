"""What is held about the person who is signed in: read, taken along, asked to be deleted."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brandcert.core import pii
from brandcert.core.throttling import Limit, limited
from brandcert.portal.views.frame import done, person, portal_page, show
from brandcert.privacy import services
from brandcert.privacy.enums import Wish
from brandcert.privacy.models import PersonalRequest
from brandcert.programs.models import Program

COPIES: Final = Limit("copies", most=10, per=3600)


@require_safe
@portal_page
def page(request: HttpRequest) -> HttpResponseBase:
    """Show what is held and how often, and the requests made so far."""
    me = person(request)
    requests = PersonalRequest.objects.filter(person=me, wish=Wish.DELETION)
    context = {
        "found": [{"holding": part.holding, "count": len(part.rows)} for part in pii.about(me)],
        "obstacles": pii.obstacles(me),
        "requests": requests,
        "is_waiting": any(not row.outcome for row in requests),
        "program": Program.objects.order_by("id").first(),
    }
    return show(request, "portal/my_data.html", context)


@require_POST
@portal_page
@limited(COPIES)
def copy(request: HttpRequest) -> HttpResponseBase:
    """Hand out the copy as a ZIP; nothing of it is kept."""
    me = person(request)
    now = timezone.now()
    made = services.copy_of(me, by=me, now=now)
    name = f"my-data-{timezone.localdate(now):%Y%m%d}.zip"
    return HttpResponse(
        made,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@portal_page
def ask_deletion(request: HttpRequest) -> HttpResponseBase:
    """Say what goes, what stays and why, and until when; then ask for the deletion."""
    me = person(request)
    if request.method == "POST":
        row = services.ask_deletion(me, by=me, now=timezone.now())
        words = _("Your request was received. You get an answer by %(date)s.")
        return done(request, words % {"date": f"{row.due_on:%Y-%m-%d}"}, "portal:my_data")
    if pii.obstacles(me) or PersonalRequest.objects.open().filter(person=me, wish=Wish.DELETION).exists():
        return redirect("portal:my_data")
    held = [part.holding for part in pii.about(me) if part.rows]
    context = {
        "goes": [holding for holding in held if not holding.kept],
        "stays": [holding for holding in held if holding.kept],
        "due": services.deletion_due(timezone.now()).on,
    }
    return show(request, "portal/my_data_deletion.html", context)
