"""What all pages of the portal share: who may come in, whose rows are found, how refusals are told."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.applications.services import forget_page
from brandcert.core.errors import BusinessError, Refused, SomeoneWasFaster
from brandcert.enterprises.models import Enterprise
from brandcert.inspections.queries import as_told
from brandcert.notifications.queries import unread_count
from brandcert.portal.queries import act_for, enterprises_of, memberships_of
from brandcert.portal.views.keeping import ask_to_sign_in, offer_kept

# Where the session keeps for which of several enterprises a person acts.
ACTING = "acting_for"
FOUND = 302
View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Return who is signed in; the decorator of every page has made sure of it."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def portal_page(view: View) -> View:
    """Ask to sign in, act for one enterprise, and tell a refusal by the business in words instead of an error page."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        act_for(person(request), request.session.get(ACTING))
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            others = _others(request)
            if not others:
                raise
            # The same answer whether the page is another enterprise's or nobody's.
            answer = show(request, "portal/elsewhere.html", {"others": others}, status=404)
        except SomeoneWasFaster as late:
            answer = _refused(request, late, status=409, is_late=True)
        except BusinessError as refusal:
            answer = _refused(request, refusal, status=422)
        except Refused as refusal:
            answer = _refused(request, refusal.reason, status=403)
        return _finished(request, answer)

    return guarded


def _refused(request: HttpRequest, reason: object, *, status: int, is_late: bool = False) -> HttpResponse:
    """Tell what the business refused, and give the typed words back."""
    labels = {
        "text": _("Your text"),
        "reason": _("Reason"),
        "grounds": _("Grounds"),
        "plan": _("Plan"),
        "answer": _("Your answer"),
        "statement": _("Your statement"),
    }
    typed = [
        {"label": label, "words": words}
        for name, label in labels.items()
        if request.method == "POST" and (words := request.POST.get(name, "").strip())
    ]
    context = {"reason": reason, "is_late": is_late, "typed": typed}
    return show(request, "portal/refused.html", context, status=status)


def _finished(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Keep the page out of every cache, and forget what was kept of a form that has gone through now."""
    if request.method == "POST" and answer.status_code == FOUND:
        forget_page(page=request.path, by=person(request))
    add_never_cache_headers(answer)
    return answer


def _others(request: HttpRequest) -> list[Enterprise]:
    """Return the enterprises the person could act for instead."""
    here = enterprises_of(person(request))
    return [row for row in memberships_of(person(request)) if row not in here]


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Draw a page with what the header needs: the enterprise, those to change to, and the count of unread messages."""
    frame = {
        "unread_count": unread_count(request.user),
        "enterprise": None,
        "other_enterprises": _others(request),
    }
    values = frame | (context or {})
    values |= offer_kept(request, values)
    if values["enterprise"] is None:
        mine = enterprises_of(person(request))
        values["enterprise"] = mine[0] if len(mine) == 1 else None
    return render(request, template, values, status=status)


def my_application(request: HttpRequest, pk: int, *, is_stored: bool = False) -> Application:
    """Return an application of the enterprise the person acts for, as it is told outside; anything else does not exist.

    A step is carried out on the row as it is stored, of which nothing is shown.
    """
    rows = Application.objects.filter(enterprise__in=enterprises_of(person(request)))
    found = (
        rows.select_related(
            "enterprise__division", "product__trademark", "category", "batch__program", "unit"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found if is_stored else as_told(found)


def my_enterprise(request: HttpRequest, pk: int) -> Enterprise:
    """Return an enterprise the person acts for; anything else does not exist."""
    found = next((row for row in enterprises_of(person(request)) if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, also when nothing is in it; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> MultiValueDict[str, Any] | None:
    """Return the files a form sent; None for a page that is only looked at, which an empty list would make a faulty form."""
    return request.FILES if request.method == "POST" else None


def done(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, words)
    return redirect(to, *args)


def facts_told(form: ModelForm[Any], row: Any) -> list[dict[str, Any]]:
    """Return the stored facts a form is about as rows of a summary."""
    values = {name: getattr(row, name) for name in form.fields}
    words = {
        name: _("Yes") if value is True else _("No") if value is False else value
        for name, value in values.items()
    }
    return [{"label": form.fields[name].label, "value": str(words[name] or "–")} for name in form.fields]
