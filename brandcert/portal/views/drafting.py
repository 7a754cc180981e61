"""Filling in an application: product, unit, the check of all answers, the submission, giving up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brandcert.accounts.models import Unit
from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.guards import standing
from brandcert.applications.models import Application
from brandcert.applications.queries import (
    choice_stamp,
    closing_of,
    form_of,
    materials_of,
    requirements_of,
    stamp_of,
    unit_choices,
    unlocked,
)
from brandcert.core import policies
from brandcert.core.errors import FactsChanged, require_unchanged
from brandcert.core.transitions import blockers
from brandcert.enterprises.models import Product, Trademark
from brandcert.enterprises.services import add_product, add_trademark
from brandcert.portal.conditions import conditions_of, warn
from brandcert.portal.forms import PledgeForm, ProductForm
from brandcert.portal.presentation import answers_of, file_line
from brandcert.portal.views.closed import EDITABLE, my_case, open_application, while_open
from brandcert.portal.views.frame import done, person, portal_page, posted, show
from brandcert.portal.wording import title_of_document
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import CatalogueClass
from brandcert.programs.queries import classes_of


@require_http_methods(["GET", "POST"])
@portal_page
@while_open
def product(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose the product or service, or enter a new one."""
    application = _draft(request, pk)
    offered = application.enterprise.products.filter(Q(set_aside_at=None) | Q(pk=application.product_id))
    mine = list(offered.select_related("trademark").order_by("id"))
    is_service = application.category.key == CategoryKey.SERVICES
    first = str(application.product_id or (mine[0].pk if len(mine) == 1 else ""))
    initial = {
        "product": first,
        "name_en": application.product.name_en if application.product else "",
        "product_class": str(application.product_class_id or ""),
    }
    classes = list(classes_of(application.batch_id, application.category_id))
    form = ProductForm(
        posted(request), products=mine, is_service=is_service, classes=classes, initial=initial
    )
    seen, is_late = request.POST.get("seen"), False
    if request.method == "POST" and form.is_valid():
        try:
            # Before anything is entered for it: a product typed on an old page waits until it was compared.
            require_unchanged(seen, choice_stamp(application))
            chosen = services.choose_product(
                application,
                product=_chosen(application, form.cleaned_data, request),
                name_en=form.cleaned_data["name_en"] if "name_en" in form.changed_data else None,
                product_class=_class_in(classes, form.cleaned_data),
                seen=seen,
                by=request.user,
            )
        except FactsChanged as late:
            form.add_error(None, str(late))
            is_late = True
        except services.Locked as refusal:
            form.add_error("name_en", str(refusal))
        except services.WrongChoice as refusal:
            form.add_error("product_class" if classes else None, str(refusal))
        else:
            warn(request, chosen, "product")
            return redirect("portal:application", pk)
    context = {
        "application": application,
        "form": form,
        "is_service": is_service,
        "has_products": bool(mine),
        "closed_class": application.product_class if _is_closed(application) else None,
        **_chosen_now(request, pk, is_late=is_late),
    }
    return show(request, "portal/product.html", context, status=409 if is_late else 200)


def _chosen_now(request: HttpRequest, pk: int, *, is_late: bool) -> dict[str, Any]:
    """Return what the form is recognised by as outdated, and to whom came late what a colleague chose."""
    stored = _draft(request, pk)
    found: dict[str, Any] = {"seen": choice_stamp(stored)}
    if is_late:
        found["theirs"] = [
            {"label": _("Product or service"), "value": str(stored.product or "–")},
            {"label": _("Class of the catalogue"), "value": str(stored.product_class or "–")},
        ]
    return found


def _is_closed(application: Application) -> bool:
    return application.product_class is not None and not application.product_class.is_open


def _class_in(classes: Sequence[CatalogueClass], facts: Mapping[str, Any]) -> CatalogueClass | None:
    return next((row for row in classes if str(row.pk) == facts.get("product_class")), None)


def _chosen(application: Application, facts: Mapping[str, Any], request: HttpRequest) -> Product:
    enterprise = application.enterprise
    if facts["product"] != ProductForm.NEW:
        return Product.objects.get(pk=facts["product"], enterprise=enterprise)
    mark: Trademark | None = None
    if facts["trademark"]:
        mark = add_trademark(
            enterprise=enterprise,
            name=facts["trademark"],
            number=facts["trademark_number"],
            is_licensed=facts["is_licensed"],
            valid_to=facts["trademark_valid_to"],
            by=request.user,
        )
    return add_product(
        enterprise=enterprise,
        name=facts["name"],
        model_or_scope=facts["model_or_scope"],
        trademark=mark,
        by=request.user,
    )


@require_http_methods(["GET", "POST"])
@portal_page
@while_open
def unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose the recommending unit."""
    application = _draft(request, pk)
    if not application.batch.needs_unit:
        raise Http404
    offered = unit_choices(application.enterprise, application.batch.unit_kind)
    fault, is_late, chosen = "", False, None
    if request.method == "POST":
        chosen = next((row for row in offered if str(row.pk) == request.POST.get("unit")), None)
        fault, is_late = _unit_chosen(request, application, chosen)
        if not fault:
            return redirect("portal:application", pk)
    context = {
        "application": application,
        "offered": offered,
        "chosen": chosen or application.unit or offered[0],
        "theirs": [{"label": _("Recommending unit"), "value": str(application.unit or "–")}]
        if is_late
        else [],
        "fault": fault,
        "has_errors": bool(fault),
    }
    return show(request, "portal/unit.html", context, status=409 if is_late else 200)


def _unit_chosen(request: HttpRequest, application: Application, chosen: Unit | None) -> tuple[str, bool]:
    """Choose the unit; return what is wrong, and whether a colleague was faster."""
    if chosen is None:
        return _("Choose the recommending unit."), False
    try:
        services.choose_unit(application, unit=chosen, seen=request.POST.get("seen"), by=request.user)
    except FactsChanged as late:
        return str(late), True
    return "", False


@require_http_methods(["GET", "POST"])
@portal_page
@while_open
def check(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show all answers before they are handed in; hand them in."""
    application = my_case(request, pk)
    # Whoever pressed the button twice has handed it in; whom a colleague forestalled is told.
    if application.status not in EDITABLE:
        if request.method == "GET" or closing_of(application).by == request.user:
            return redirect("portal:application", pk)
        open_application(request, pk)
    if request.method == "POST" and application.status == Status.CORRECTION:
        services.resubmit(application, seen=request.POST.get("seen"), by=request.user, now=timezone.now())
        return done(request, _("Your correction has been handed in."), "portal:application", pk)
    form = PledgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _submit(request, application)
    return show(request, "portal/check.html", _checked(request, application, form))


def _submit(request: HttpRequest, application: Application) -> HttpResponse:
    now = timezone.now()
    policies.require(request.user, "applications.application.submit", application)
    pledged = services.pledge(application, seen=request.POST.get("seen"), by=request.user, now=now)
    services.submit(pledged, by=request.user, now=now)
    return redirect("portal:sent", application.pk)


def _checked(request: HttpRequest, application: Application, form: PledgeForm) -> dict[str, Any]:
    step = "resubmit" if application.status == Status.CORRECTION else "submit"
    user = person(request)
    if step == "submit":
        missing = conditions_of(application, standing(application, by=user))["open"]
    else:
        missing = [{"problem": words} for words in blockers(application, step, by=user)]
    sections = form_of(application)
    open_now, present = unlocked(application), materials_of(application)
    return {
        "application": application,
        "seen": stamp_of(application),
        "form": form,
        "missing": missing,
        "refusal": policies.refusal(user, f"applications.application.{step}", application),
        "sections": [
            {"section": part, "rows": answers_of(application, part, open_now=open_now)} for part in sections
        ],
        "documents": [
            {
                "title": title_of_document(row),
                "files": [file_line(material.upload) for material in present.get(row.pk, [])],
            }
            for row in requirements_of(application)
        ],
        "is_correction": application.status == Status.CORRECTION,
    }


@require_http_methods(["GET", "POST"])
@portal_page
@while_open
def discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask once more, then delete a draft."""
    application = _draft(request, pk)
    if request.method == "POST":
        services.discard(application, by=request.user)
        return done(request, _("The draft is deleted."), "portal:home")
    return show(request, "portal/discard.html", {"application": application})


def _draft(request: HttpRequest, pk: int) -> Application:
    return open_application(request, pk, states=(Status.DRAFT,))
