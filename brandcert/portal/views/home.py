"""Where people land: their applications, messages and certificates, and the start of a new application."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.applications import services
from brandcert.notifications.queries import messages_of
from brandcert.portal import queries
from brandcert.portal.forms import StartForm
from brandcert.portal.presentation import card_of
from brandcert.portal.views.frame import person, portal_page, posted, show

LATEST = 5


@require_safe
@login_required
def entry(request: HttpRequest) -> HttpResponse:
    """Send whoever signed in to their own side of the house."""
    user = person(request)
    if user.is_staff and not queries.enterprises_of(user):
        return redirect("admin:index")
    return redirect("portal:home")


@require_safe
@portal_page
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """Show what the enterprise has under way and what it has to do."""
    user = person(request)
    if not queries.enterprises_of(user):
        waiting = user.join_requests.filter(outcome="")
        return show(request, "portal/welcome.html", {"waiting_requests": waiting})
    applications = queries.applications_of(user)
    context = {
        "cards": [card_of(row) for row in applications],
        "notices": queries.waiting_notices(user),
        "certificates": queries.certificates_of(user)[:LATEST],
        "latest": messages_of(user)[:LATEST],
        "batches": queries.open_batches(timezone.now()),
    }
    return show(request, "portal/home.html", context)


@require_http_methods(["GET", "POST"])
@portal_page
def start(request: HttpRequest) -> HttpResponseBase:
    """Choose batch and category and begin a draft."""
    mine = queries.enterprises_of(person(request))
    if not mine:
        return redirect("portal:register")
    form = StartForm(posted(request), enterprises=mine)
    if request.method == "POST" and form.is_valid():
        draft = services.start(
            enterprise=form.cleaned_data.get("enterprise") or mine[0],
            batch=form.cleaned_data["batch"],
            category=form.cleaned_data["category"],
            by=request.user,
        )
        return redirect("portal:application", draft.pk)
    batches = queries.open_batches(timezone.now())
    return show(request, "portal/start.html", {"form": form, "batches": batches})
