"""What a person was told, and by which channels they want to be told."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brandcert.accounts.services import choose_language
from brandcert.core import sms
from brandcert.core.answers import sent_key
from brandcert.notifications import queries, services
from brandcert.notifications.forms import SettingsForm
from brandcert.notifications.models import Message
from brandcert.portal.views.frame import done, person, portal_page, posted, show

PAGE = 20


@require_safe
@portal_page
def inbox(request: HttpRequest) -> HttpResponseBase:
    """List the person's messages, what is unread first, then the latest."""
    pages = Paginator(queries.inbox_of(person(request)), PAGE)
    page = pages.get_page(request.GET.get("page"))
    newest = max((row.pk for row in page), default=0) if page.number == 1 else 0
    return show(request, "portal/messages.html", {"page_obj": page, "newest": newest})


@require_safe
@portal_page
def read(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one message; it counts as read from now on."""
    message = services.mark_read(_own(request, pk), by=request.user)
    return show(request, "portal/message.html", {"message": message})


@require_POST
@portal_page
def mark(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Mark one message as read, or as unread again."""
    message = _own(request, pk)
    if request.POST.get("state") == "unread":
        services.mark_unread(message, by=request.user)
        return done(request, _("The message is marked as unread."), "portal:messages")
    services.mark_read(message, by=request.user)
    return redirect("portal:messages")


@require_POST
@portal_page
def mark_all(request: HttpRequest) -> HttpResponseBase:
    """Mark as read what was there when the list was drawn."""
    newest = sent_key(request.POST.get("newest", ""))
    count = services.mark_all_read(person(request), now=timezone.now(), up_to=newest)
    words = ngettext("%(n)s message is marked as read.", "%(n)s messages are marked as read.", count)
    return done(request, words % {"n": count}, "portal:messages")


def _own(request: HttpRequest, pk: int) -> Message:
    """Return the person's own message; anybody else's does not exist."""
    message = queries.messages_of(person(request)).filter(pk=pk).first()
    if message is None:
        raise Http404
    return message


@require_http_methods(["GET", "POST"])
@portal_page
def settings(request: HttpRequest) -> HttpResponseBase:
    """Choose language and channels; what the rules require is listed, since it cannot be switched off."""
    user = person(request)
    wish = queries.preference_of(user)
    given = {"language": user.language, "by_email": wish.by_email, "by_sms": wish.by_sms}
    form = SettingsForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        choose_language(user, language=facts["language"])
        services.choose_channels(user, by_email=facts["by_email"], by_sms=facts["by_sms"], now=timezone.now())
        return done(request, _("Your choice is saved."), "portal:settings")
    context = {
        "form": form,
        "offers_sms": sms.is_offered(),
        "phone": services.address_of(user, "sms"),
        "notices": queries.table_of_notices(is_staff=user.is_staff),
    }
    return show(request, "portal/settings.html", context)
