"""Writing to the staff who handle a case, and reading what they wrote."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from brandcert.applications import services
from brandcert.applications.enums import Side, Status
from brandcert.applications.models import Application
from brandcert.applications.queries import conversation_of, messages_of
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.cases import thread_of
from brandcert.portal.forms import MessageForm
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import my_application, person, portal_page, posted, posted_files, show
from brandcert.portal.views.keeping import keep_for_later

CONVERSE = "applications.application.converse"


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show everything that was written about the case, and send what is written now."""
    application = my_application(request, pk)
    if application.status == Status.DRAFT:
        return redirect("portal:application", pk)
    form = MessageForm(posted(request), posted_files(request), initial={"key": uuid.uuid4().hex})
    if request.method == "POST":
        policies.require(request.user, CONVERSE, application)
        if form.is_valid() and _sent(request, application, form):
            # To the end of the page, where the message now stands.
            return redirect(f"{reverse('portal:conversation', args=[pk])}#last")
    return _shown(request, application, form)


def _shown(request: HttpRequest, application: Application, form: MessageForm) -> HttpResponse:
    conversation = conversation_of(application)
    thread = thread_of(application, conversation, messages_of(conversation), side=Side.ENTERPRISE)
    # Whoever opens the page has seen what stands on it.
    services.mark_conversation_read(application, by=person(request), side=Side.ENTERPRISE)
    context = {
        "application": application,
        "form": form,
        "thread": thread,
        "closed": policies.refusal(request.user, CONVERSE, application),
    }
    return show(request, "portal/conversation.html", context)


def _sent(request: HttpRequest, application: Application, form: MessageForm) -> bool:
    facts: dict[str, Any] = form.cleaned_data
    uploads = stored(request, form, "attachments")
    if uploads is None:
        return False
    try:
        services.write_message(
            application,
            text=facts["text"],
            files=uploads,
            key=facts["key"],
            by=person(request),
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
