"""What the enterprise was told."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from brandcert.notifications.queries import messages_of
from brandcert.notifications.services import mark_read
from brandcert.portal.views.frame import person, portal_page, show

PAGE = 20


@require_safe
@portal_page
def inbox(request: HttpRequest) -> HttpResponseBase:
    """List the person's messages, the latest first."""
    pages = Paginator(messages_of(person(request)), PAGE)
    return show(request, "portal/messages.html", {"page_obj": pages.get_page(request.GET.get("page"))})


@require_safe
@portal_page
def read(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one message; it counts as read from now on."""
    message = messages_of(person(request)).filter(pk=pk).first()
    if message is None:
        raise Http404
    mark_read(message, by=request.user)
    return show(request, "portal/message.html", {"message": message})
