"""A page of an application that takes no answers any more: it says what happened and gives the typed words back."""

import functools
from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications import services
from brandcert.applications.content import Field, Kind, Section, fingerprint
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import (
    Closing,
    answers_in,
    closing_of,
    discarded_draft,
    form_of,
    unsaved_input,
)
from brandcert.core import policies
from brandcert.portal.forms import ProductForm, SectionForm
from brandcert.portal.queries import enterprises_of
from brandcert.portal.views.frame import View, my_application, person, show
from brandcert.portal.views.keeping import is_script

EDITABLE: Final = (Status.DRAFT, Status.CORRECTION)
Typed = list[dict[str, str]]


class Closed(Exception):
    """The application takes no answers here any more."""

    def __init__(self, closing: Closing) -> None:
        """Keep what closed it."""
        self.closing = closing
        super().__init__(closing.act)


def my_case(request: HttpRequest, pk: int) -> Application:
    """Return an application of the enterprise the person acts for; raises Closed for a draft it has deleted."""
    try:
        return my_application(request, pk)
    except Http404:
        gone = discarded_draft(pk, enterprises=enterprises_of(person(request)))
        if gone is None:
            raise
        raise Closed(gone) from None


def open_application(request: HttpRequest, pk: int, *, states: tuple[Status, ...] = EDITABLE) -> Application:
    """Return an application that is still filled in; raises Closed for one that is not, 404 for another's."""
    application = my_case(request, pk)
    if application.status not in states:
        raise Closed(closing_of(application))
    return application


def while_open(view: View) -> View:
    """Tell whoever comes too late what happened to the application, also when it happens at this very moment."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, pk, *args, **kwargs)
        except Closed as late:
            closing = late.closing
        except (services.HandedIn, Application.DoesNotExist):
            try:
                closing = closing_of(my_case(request, pk))
            except Closed as late:
                closing = late.closing
        return _too_late(request, closing)

    return guarded


def _too_late(request: HttpRequest, closing: Closing) -> HttpResponse:
    application = closing.application
    pk = application.pk
    link = reverse("portal:application", args=[pk]) if pk else reverse("portal:home")
    words = _what_happened(closing)
    if is_script(request):
        lost = (
            _("{what} The file was not stored.")
            if request.headers.get("X-Requested-With") == "upload"
            else _("{what} What you typed since is not saved; it stays on this page for you to copy.")
        )
        return JsonResponse({"words": lost.format(what=words), "closed": link}, status=409)
    typed = _typed(request, application)
    context = {
        "reason": words,
        "typed": typed,
        "was_sent": request.method == "POST" and _has_words(request, typed),
        "link": link,
        "application": application if pk else None,
        "may_write": bool(pk)
        and policies.allowed(request.user, "applications.application.converse", application),
        "is_correction": application.status == Status.CORRECTION,
    }
    return show(request, "portal/closed.html", context, status=409)


def _has_words(request: HttpRequest, typed: Typed) -> bool:
    """Say whether something was to be stored; deleting a draft that is gone loses nothing."""
    place = request.resolver_match
    return bool(typed) or place is None or place.url_name != "discard"


def _what_happened(closing: Closing) -> str:
    told = {
        "at": timezone.localtime(closing.at).strftime("%Y-%m-%d %H:%M") if closing.at else "–",
        "person": str(closing.by or ""),
    }
    known = {
        "submitted": (
            _("This application was submitted on %(at)s."),
            _("This application was submitted on %(at)s by %(person)s."),
        ),
        "withdrawn": (
            _("This application was withdrawn on %(at)s."),
            _("This application was withdrawn on %(at)s by %(person)s."),
        ),
        "lapsed": (_("This application lapsed on %(at)s."),) * 2,
        "discarded": (
            _("This draft was deleted on %(at)s."),
            _("This draft was deleted on %(at)s by %(person)s."),
        ),
    }
    return known[closing.act][closing.by is not None] % told


def _typed(request: HttpRequest, application: Application) -> Typed:
    """Return what was typed and is stored nowhere: each question with its words."""
    place = request.resolver_match
    if place is None:
        return []
    key = place.kwargs.get("key", "")
    if place.url_name in {"section", "autosave"} and (page := form_of(application).section(key)):
        return _answers(request, application, page)
    if place.url_name == "product" and request.method == "POST":
        form = ProductForm(request.POST, products=[], is_service=False)
        sent = {name: request.POST.get(name, "").strip() for name in form.fields if name != "product"}
        return [{"label": str(form.fields[name].label), "words": text} for name, text in sent.items() if text]
    return []


def _answers(request: HttpRequest, application: Application, page: Section) -> Typed:
    kept = unsaved_input(application, page=page.key, user=request.user) if application.pk else None
    typed: dict[str, Any] = dict(kept.values) if kept else {}
    if request.method == "POST":
        typed |= SectionForm(page, dict.fromkeys((field.key for field in page), ""), request.POST).values()
    answers, _faults = page.read(typed)
    stored: Mapping[str, Any] = answers_in(application, page)
    return [
        {"label": str(field.label), "words": _in_words(field, typed[field.key])}
        for field in page
        if typed.get(field.key)
        and not (
            field.key in answers and fingerprint(answers[field.key]) == fingerprint(stored.get(field.key, ""))
        )
    ]


def _in_words(field: Field, value: Any) -> str:
    if field.is_list or field.kind == Kind.CHOICE:
        return field.show(value)
    return str(value)
