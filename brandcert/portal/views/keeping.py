"""Text that reaches the server too late — after the session or the page expired — is kept for the person who typed it."""

import contextlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import csrf

from brandcert.accounts.models import User
from brandcert.applications import services
from brandcert.applications.content import Section, fingerprint
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import asked_of, form_of, unlocked, unsaved_input
from brandcert.core import policies
from brandcert.portal.forms import SectionForm

SALT: Final = "portal.page"
# How long a page may stand open and still leave its text.
OPEN_FOR: Final = 24 * 60 * 60
AUTOSAVE: Final = "autosave"
UPLOAD: Final = "upload"
NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "page-note"})


def page_token(user: User, application: Application | None, key: str) -> str:
    """Return the sealed note a page carries: for whom, and for which part of which application it was drawn."""
    return signing.dumps([user.pk, application.pk if application else None, key], salt=SALT)


def is_script(request: HttpRequest) -> bool:
    """Say whether a script saves while the person types, or sends a file, and reads the answer itself."""
    return request.headers.get("X-Requested-With") in {AUTOSAVE, UPLOAD}


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor to sign in, and keep what an expired session still brought along."""
    kept_on = keep_for_later(request)
    if is_script(request):
        return JsonResponse({"kept": bool(kept_on)}, status=401)
    if request.method not in {"GET", "HEAD"} and not kept_on:
        messages.warning(
            request, _("You were signed out before this was sent. Sign in again; you return to the page.")
        )
    return redirect_to_login(kept_on or _place_to_return_to(request))


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose token is not valid any more: its text is kept if the page was ours."""
    kept_on = keep_for_later(request) if _comes_from_here(request) else ""
    if is_script(request):
        return JsonResponse({"kept": bool(kept_on)}, status=403 if request.user.is_authenticated else 401)
    if kept_on:
        return redirect(kept_on) if request.user.is_authenticated else redirect_to_login(kept_on)
    return csrf.csrf_failure(request, reason=reason)


def keep_for_later(request: HttpRequest) -> str:
    """Keep the answers of a section that cannot be saved now; return the page that will offer them, or nothing.

    The sealed note in the page says who typed them. Only that person is ever offered them, whoever signs in next.
    """
    note = _note(request)
    if note is None:
        return ""
    user_pk, application_pk, key = note
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    application = (
        Application.objects.select_related("category", "enterprise").filter(pk=application_pk).first()
    )
    if user is not None and application_pk is None and key == request.path:
        return _keep_page(request, None, user)
    if user is None or application is None:
        return ""
    if key == request.path:
        return _keep_page(request, application, user)
    part = form_of(application).section(key)
    if part is None or not policies.allowed(user, "applications.application.edit", application):
        return ""
    form = SectionForm(part, _open_fields(application, part), request.POST)
    values, seen = form.values(), form.seen()
    answers, _faults = part.read(values)
    mine = {
        name: value
        for name, value in values.items()
        if name not in answers or fingerprint(answers[name]) != seen.get(name)
    }
    services.keep_input(application, page=key, values=mine, seen=seen, by=user)
    return reverse("portal:section", args=[application.pk, key])


def _open_fields(application: Application, part: Section) -> dict[str, str]:
    """Return the questions whose words are kept: all of them where the application was closed meanwhile."""
    if application.status in {Status.DRAFT, Status.CORRECTION}:
        return asked_of(part, unlocked(application))
    return dict.fromkeys((field.key for field in part), "")


def _keep_page(request: HttpRequest, application: Application | None, user: User) -> str:
    """Keep what stood in a plain form, such as a message or an appeal; files cannot be kept."""
    if application is not None and not policies.allowed(user, "applications.application.edit", application):
        return ""
    sent = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    values = {name: found[0] if len(found) == 1 else found for name, found in sent.items() if any(found)}
    is_kept = services.keep_input(application, page=request.path, values=values, seen={}, by=user)
    return request.path if is_kept else ""


def offer_kept(request: HttpRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the forms of a page with what was kept of it; return the note it carries and whether something was.

    A page that is about no application asks for it by `keeps` in its context.
    """
    application = values.get("application") or getattr(values.get("certificate"), "application", None)
    blank = [form for form in values.values() if isinstance(form, BaseForm) and not form.is_bound]
    user = request.user
    if "page_note" in values or not isinstance(user, User):
        return {}
    if not isinstance(application, Application):
        if not values.get("keeps"):
            return {}
        application = None
    row = unsaved_input(application, page=request.path, user=user) if blank else None
    kept = row.values if row else {}
    for form in blank:
        form.initial.update({name: value for name, value in kept.items() if name in form.fields})
    return {"page_note": page_token(user, application, request.path), "is_kept": bool(kept)}


def _note(request: HttpRequest) -> Any:
    if request.method != "POST":
        return None
    with contextlib.suppress(signing.BadSignature):
        return signing.loads(request.POST.get("page-note", ""), salt=SALT, max_age=OPEN_FOR)
    return None


def _comes_from_here(request: HttpRequest) -> bool:
    """Say whether the browser vouches that the form stood on a page of ours."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == own


def _place_to_return_to(request: HttpRequest) -> str:
    """Return the page to show after signing in: the one asked for, or the one the form stood on.

    Whatever was sent here from another site leads to the first page.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and came_from.path.startswith("/portal/"):
        return urlunsplit(("", "", came_from.path, came_from.query, ""))
    return reverse("portal:home") if came_from.netloc else request.path


def words_of_loss() -> dict[str, str]:
    """Return what the script says when saving is not possible."""
    return {
        "offline": _(
            "Not saved: no connection. Your text is kept on this device and will be saved as soon as possible."
        ),
        "expired": _("Your session has expired. Your text is kept."),
        "stale": _("This page was open too long. Your text is kept."),
        "failed": _(
            "Not saved: the server has a fault. Your text is kept on this device; it is tried again."
        ),
        "conflict": _("Someone else changed the same answer. Choose below which one to keep."),
        "fault": _("Saved, except for the answers marked below."),
        "reload": _("“{label}” was changed by a colleague. Open the page anew to see it."),
        "others": _("“{label}” was changed by a colleague and is shown as it is now."),
    }
