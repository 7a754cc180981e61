"""One section of an application: asked on one page, saved while typed, merged with what others save meanwhile."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brandcert.applications import services
from brandcert.applications.content import Section, fingerprint
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import answers_in, asked_of, files_of, form_of, unlocked, unsaved_input
from brandcert.portal.conditions import warn
from brandcert.portal.forms import SectionForm
from brandcert.portal.presentation import answers_of, next_section
from brandcert.portal.views.closed import open_application, while_open
from brandcert.portal.views.frame import person, portal_page, show
from brandcert.portal.views.keeping import page_token, words_of_loss


@require_http_methods(["GET", "POST"])
@portal_page
@while_open
def section(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """Ask one section; what can be saved is saved, whatever else is wrong."""
    application, page = _section(request, pk, key)
    if request.method == "GET":
        return _reopened(request, application, page)
    asked = asked_of(page, unlocked(application))
    form = SectionForm(page, asked, request.POST, files=files_of(application))
    saved, theirs = _save(application, form, request)
    if not form.errors:
        warn(request, saved, f"section.{key}")
        return _go_on(request, saved, form)
    stored = answers_in(saved, page)
    _show_stored(form, stored)
    return _show(request, saved, form, _marks(form, stored), theirs)


@require_POST
@portal_page
@while_open
def autosave(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """Save while the person types; answers for each question with what became of it.

    `saved`: stored as typed; `theirs`: others changed it, their answer comes along; `conflict`: both changed it,
    theirs comes along and nothing was overwritten; `fault`: it cannot be read, the words say why. 409 on a conflict,
    and with `closed` for an application that takes no answers any more.
    """
    application, page = _section(request, pk, key)
    form = SectionForm(page, asked_of(page, unlocked(application)), request.POST)
    saved, theirs = _save(application, form, request)
    stored = answers_in(saved, page)
    told = {*form.values(), *form.dropped()}
    fields = {
        field.key: _outcome(form, field.key, stored, theirs) for field in form.asked if field.key in told
    }
    clock = timezone.localtime().strftime("%H:%M")
    return JsonResponse({"saved_at": clock, "fields": fields}, status=409 if theirs else 200)


def _section(request: HttpRequest, pk: int, key: str) -> tuple[Application, Section]:
    application = open_application(request, pk)
    page = form_of(application).section(key)
    if page is None:
        raise Http404
    return application, page


def _reopened(request: HttpRequest, application: Application, page: Section) -> HttpResponse:
    """Show the stored answers and, over them, what the person typed before and could not save."""
    stored = answers_in(application, page)
    asked = asked_of(page, unlocked(application))
    kept = unsaved_input(application, page=page.key, user=request.user)
    seen = {field.key: fingerprint(stored.get(field.key, "")) for field in page}
    mine = {name: value for name, value in (kept.values if kept else {}).items() if name in asked}
    base = {name: kept.seen.get(name, seen[name]) for name in mine} if kept else {}
    form = SectionForm(
        page,
        asked,
        initial={**stored, **mine},
        add=request.GET.get("add", ""),
        waits="empty" in request.GET,
        files=files_of(application),
    )
    contested = {name: stored.get(name, "") for name in mine if base[name] != seen[name]}
    unsaved = [str(field.label) for field in form.asked if field.key in mine]
    return _show(request, application, form, {**seen, **base}, contested, unsaved)


def _save(
    application: Application, form: SectionForm, request: HttpRequest
) -> tuple[Application, dict[str, Any]]:
    """Save the form's answers and write what could not be saved into its errors; return the contested answers."""
    theirs: dict[str, Any] = {}
    faults: dict[str, str] = {}
    try:
        services.save_section(
            application,
            section=form.section.key,
            values=form.values(),
            by=request.user,
            seen=form.seen(),
            dropped=form.dropped(),
        )
    except services.EditConflict as conflict:
        theirs, faults = conflict.theirs, conflict.faults
    except services.InvalidContent as fault:
        faults = fault.faults
    for name in theirs:
        form.report(name, _("Someone else changed this answer too. Choose which one to keep."))
    for name, words in faults.items():
        form.report(name, words)
    rows = Application.objects.select_related("category", "batch", "enterprise__division", "product", "unit")
    saved = rows.get(pk=application.pk)
    if form.goes_on:
        form.ask_for_missing(answers_in(saved, form.section))
    return saved, theirs


def _show_stored(form: SectionForm, stored: dict[str, Any]) -> None:
    """Let the form show what was saved, or came from others, as it is stored; what is wrong stays as it was typed."""
    for field in form.asked:
        if not field.is_list and field.key in form.data and not form.wrong_with(field.key):
            form.show_instead(field.key, stored.get(field.key, ""))


def _marks(form: SectionForm, stored: dict[str, Any]) -> dict[str, str]:
    """Return what the page shown again has seen: the stored answer where it shows it, else what it had seen before."""
    answers, _faults = form.section.read(form.values())
    seen = form.seen()
    marks = {}
    for field in form.asked:
        now = fingerprint(stored.get(field.key, ""))
        is_stored = not field.is_list and not form.wrong_with(field.key)
        shows_it = is_stored or fingerprint(answers.get(field.key, "")) == now
        marks[field.key] = now if shows_it else seen.get(field.key, now)
    return marks


def _outcome(form: SectionForm, name: str, stored: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    value, field = stored.get(name, ""), form.section.field(name)
    told = {"mark": fingerprint(value), "value": value, "shown": field.show(value) if field else ""}
    wrong = form.wrong_with(name)
    if name in theirs:
        return {**told, "state": "conflict", "words": wrong}
    if wrong:
        return {"state": "fault", "words": wrong}
    answers, _faults = form.section.read(form.values())
    is_mine = name in answers and fingerprint(answers[name]) == told["mark"]
    return {**told, "state": "saved" if is_mine else "theirs"}


def _show(
    request: HttpRequest,
    application: Application,
    form: SectionForm,
    seen: dict[str, str],
    theirs: dict[str, Any],
    unsaved: Sequence[str] = (),
) -> HttpResponse:
    page, asked = form.section, {field.key for field in form.asked}
    open_now = unlocked(application)
    locked = (
        []
        if open_now.everything
        else [row for row in answers_of(application, page) if row["key"] not in asked]
    )
    context = {
        "application": application,
        "section": page,
        "form": form,
        "marks": [(f"seen-{name}", mark) for name, mark in seen.items() if name in asked],
        "clashes": {name: _clash(form, name, value) for name, value in theirs.items()},
        "locked": locked,
        "unsaved": unsaved,
        "page_note": page_token(person(request), application, page.key),
        "words": words_of_loss(),
    }
    return show(request, "portal/section.html", context)


def _clash(form: SectionForm, name: str, stored: Any) -> dict[str, str]:
    """Return both answers to a question, as people read them."""
    field = form.section.field(name)
    if field is None:
        return {}
    mine = form.mine(name)
    return {
        "label": str(field.label),
        "theirs": field.show(stored),
        "mine": field.show(mine) if field.is_list else str(mine),
        "mark": fingerprint(stored),
    }


def _go_on(request: HttpRequest, application: Application, form: SectionForm) -> HttpResponse:
    key = form.section.key
    if form.stays:
        more = f"?add={form.stays}" if "add" in request.POST else ""
        more += "&empty=1" if more and form.has_waited else ""
        return redirect(f"{reverse('portal:section', args=[application.pk, key])}{more}#{form.stays}")
    if not form.goes_on or application.status == Status.CORRECTION:
        return redirect("portal:application", application.pk)
    follower = next_section(application, key)
    if follower is None:
        return redirect("portal:documents", application.pk)
    return redirect("portal:section", application.pk, follower)
