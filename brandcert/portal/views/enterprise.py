"""The enterprise itself: registration, particulars, products."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brandcert.accounts.services import choose_language
from brandcert.core import throttling
from brandcert.core.errors import FactsChanged
from brandcert.enterprises import services
from brandcert.enterprises.credit_codes import grouped, read_credit_code
from brandcert.enterprises.enums import Outcome
from brandcert.enterprises.models import Enterprise, JoinRequest
from brandcert.portal.forms import EnterpriseForm, RegisterForm
from brandcert.portal.queries import enterprises_of, memberships_of
from brandcert.portal.views.frame import (
    ACTING,
    done,
    facts_told,
    my_enterprise,
    person,
    portal_page,
    posted,
    show,
)

# Corrections after a refusal included; somebody who tries codes of other enterprises is stopped.
REGISTRATIONS: Final = throttling.Limit("registrations", most=30, per=3600)


@require_http_methods(["GET", "POST"])
@throttling.limited(REGISTRATIONS)
@portal_page
def register(request: HttpRequest) -> HttpResponseBase:
    """Register an enterprise; the person becomes its owner."""
    form = RegisterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            row = services.register_enterprise(
                name=facts["name"],
                credit_code=facts["credit_code"],
                division=facts["division"],
                address=facts["address"],
                by=request.user,
            )
        except services.BadName as fault:
            form.add_error("name", str(fault))
        except services.InvalidCreditCode as fault:
            form.add_error("credit_code", str(fault))
        except services.EnterpriseExists:
            return _ask_to_join(request, facts["credit_code"])
        else:
            request.session[ACTING] = row.pk
            _tell_replacements(request, facts["credit_code"])
            return done(request, _("“%(name)s” is registered.") % {"name": row.name}, "portal:home")
    return show(request, "portal/register.html", {"form": form, "keeps": True})


def _tell_replacements(request: HttpRequest, typed: str) -> None:
    """Say which letters of the code were read as the digits they were mistaken for."""
    reading = read_credit_code(typed)
    if not reading.replacements:
        return
    letters = ", ".join(
        _("character %(position)d: %(found)s as %(read)s")
        % {"position": one.position, "found": one.found, "read": one.read_as}
        for one in reading.replacements
    )
    words = _("The credit code was read as %(code)s (%(letters)s).")
    messages.info(request, words % {"code": grouped(reading.code), "letters": letters})


def _ask_to_join(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask the enterprise that is registered already, and tell no more than that it was asked."""
    asked = services.ask_to_join(credit_code=code, by=person(request), now=timezone.now())
    return redirect("portal:asked", asked.pk)


@require_safe
@portal_page
def asked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how the person's own request to join stands: nothing of the enterprise but the code the person typed."""
    row = get_object_or_404(JoinRequest.objects.select_related("enterprise"), pk=pk, user=person(request))
    if row.outcome == Outcome.ACCEPTED:
        return redirect("portal:home")
    return show(
        request, "portal/asked.html", {"asked": row, "code": grouped(row.enterprise.credit_code or "")}
    )


@require_POST
@portal_page
def acting(request: HttpRequest) -> HttpResponseBase:
    """Act for another of the person's enterprises from now on."""
    key = request.POST.get("enterprise", "")
    row = next((row for row in memberships_of(person(request)) if str(row.pk) == key), None)
    if row is None:
        raise Http404
    request.session[ACTING] = row.pk
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("portal:home")
    messages.success(request, _("You act for “%(name)s” now.") % {"name": row.name})
    return redirect(target)


@require_safe
@portal_page
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show the enterprises of the person with their people, products and trademarks."""
    mine = enterprises_of(person(request))
    if not mine:
        return redirect("portal:register")
    rows = [
        {
            "row": row,
            "members": row.memberships.filter(left_at=None).select_related("user").order_by("id"),
            "products": row.products.select_related("trademark").order_by("set_aside_at", "id"),
            "trademarks": row.trademarks.order_by("id"),
        }
        for row in mine
    ]
    return show(request, "portal/enterprise.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@portal_page
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change particulars that do not come from the licence."""
    row = my_enterprise(request, pk)
    form = EnterpriseForm(posted(request), instance=row)
    is_late = False
    if request.method == "POST" and form.is_valid():
        facts, seen = form.cleaned_data, request.POST.get("seen")
        try:
            services.update_enterprise(row, by=request.user, seen=seen, **facts)
        except FactsChanged as late:
            form.add_error(None, str(late))
            is_late = True
        else:
            return done(request, _("The particulars are saved."), "portal:enterprise")
    stored = Enterprise.objects.get(pk=row.pk)
    context = {"form": form, "enterprise": stored, "keeps": True}
    if is_late:
        context["theirs"] = facts_told(form, stored)
    return show(request, "portal/enterprise_edit.html", context, status=409 if is_late else 200)


@require_POST
@portal_page
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language of messages and mails."""
    choose_language(person(request), language=request.POST.get("language", ""))
    return done(request, _("The language of your messages is saved."), "portal:enterprise")
