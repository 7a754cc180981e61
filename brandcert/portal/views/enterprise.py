"""The enterprise itself: registration, particulars, products."""

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brandcert.accounts.services import choose_language
from brandcert.core import throttling
from brandcert.enterprises import services
from brandcert.portal.forms import EnterpriseForm, RegisterForm
from brandcert.portal.queries import enterprises_of
from brandcert.portal.views.frame import done, my_enterprise, person, portal_page, posted, show

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
        except (services.InvalidCreditCode, services.EnterpriseExists) as fault:
            form.add_error("credit_code", str(fault))
        else:
            return done(request, _("“%(name)s” is registered.") % {"name": row.name}, "portal:home")
    return show(request, "portal/register.html", {"form": form})


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
            "products": row.products.select_related("trademark").order_by("id"),
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
    if request.method == "POST" and form.is_valid():
        services.update_enterprise(row, by=request.user, **form.cleaned_data)
        return done(request, _("The particulars are saved."), "portal:enterprise")
    return show(request, "portal/enterprise_edit.html", {"form": form, "enterprise": row})


@require_POST
@portal_page
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language of messages and mails."""
    choose_language(person(request), language=request.POST.get("language", ""))
    return done(request, _("The language of your messages is saved."), "portal:enterprise")
