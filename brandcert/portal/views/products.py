"""Products and trademarks of the enterprise: corrected, removed, set aside and brought back."""

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brandcert.applications import services
from brandcert.applications.models import Application
from brandcert.applications.queries import has_handed_in
from brandcert.certificates.models import Certificate
from brandcert.core.errors import BusinessError, FactsChanged
from brandcert.enterprises.models import Product, Trademark
from brandcert.enterprises.services import add_trademark, bring_back, remove_trademark
from brandcert.portal.forms import OwnProductForm, OwnTrademarkForm
from brandcert.portal.queries import enterprises_of
from brandcert.portal.views.frame import done, facts_told, my_enterprise, person, portal_page, posted, show


@require_http_methods(["GET", "POST"])
@portal_page
def product(request: HttpRequest, key: int) -> HttpResponseBase:
    """Correct a product that was not handed in; of one that was, say why it stays and what can be done."""
    row = _product(request, key)
    is_fixed = has_handed_in(row)
    form = OwnProductForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        stored = _product(request, key)
        seen = request.POST.get("seen", "")
        try:
            services.correct_product(stored, **form.cleaned_data, seen=seen, by=request.user)
        except BusinessError as refusal:
            return _contested(request, form, _product(request, key), refusal)
        return done(
            request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]}, "portal:enterprise"
        )
    return _page(request, form, _product(request, key), is_fixed=is_fixed)


@require_http_methods(["GET", "POST"])
@portal_page
def product_remove(request: HttpRequest, key: int) -> HttpResponseBase:
    """Say what removing means for this product, then do it."""
    row = _product(request, key)
    drafts = Application.objects.filter(product=row).exclude(pk__in=Application.objects.submitted())
    if request.method == "POST":
        is_gone = services.remove_product(row, by=request.user)
        words = _("“%(name)s” is removed.") if is_gone else _("“%(name)s” is set aside.")
        return done(request, words % {"name": row.name}, "portal:enterprise")
    context = {"row": row, "drafts": drafts, "is_fixed": has_handed_in(row), "enterprise": row.enterprise}
    return show(request, "portal/own_product_remove.html", context)


@require_POST
@portal_page
def product_restore(request: HttpRequest, key: int) -> HttpResponse:
    """Offer a product again that was set aside."""
    row = bring_back(_product(request, key), by=request.user)
    return done(request, _("“%(name)s” is offered again.") % {"name": row.name}, "portal:enterprise")


@require_http_methods(["GET", "POST"])
@portal_page
def trademark(request: HttpRequest, key: int) -> HttpResponseBase:
    """Correct a trademark; under one that was handed in only the validity goes on."""
    row = _trademark(request, key)
    is_fixed = any(has_handed_in(one) for one in row.products.all())
    form = OwnTrademarkForm(posted(request), instance=row)
    if is_fixed:
        for name in ("name", "number", "is_licensed"):
            form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        stored = _trademark(request, key)
        seen = request.POST.get("seen", "")
        try:
            services.correct_trademark(stored, **form.cleaned_data, seen=seen, by=request.user)
        except BusinessError as refusal:
            return _contested(request, form, _trademark(request, key), refusal)
        return done(
            request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]}, "portal:enterprise"
        )
    return _page(request, form, _trademark(request, key), is_fixed=is_fixed)


@require_http_methods(["GET", "POST"])
@portal_page
def trademark_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enter a trademark before any application needs it."""
    enterprise = my_enterprise(request, pk)
    form = OwnTrademarkForm(posted(request), instance=Trademark(enterprise=enterprise))
    if request.method == "POST" and form.is_valid():
        try:
            add_trademark(enterprise=enterprise, **form.cleaned_data, by=request.user)
        except BusinessError as refusal:
            form.add_error("name", str(refusal))
        else:
            return done(
                request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]}, "portal:enterprise"
            )
    return show(request, "portal/own_trademark.html", {"form": form, "enterprise": enterprise})


@require_http_methods(["GET", "POST"])
@portal_page
def trademark_remove(request: HttpRequest, key: int) -> HttpResponseBase:
    """Ask once more, then delete a trademark no product is entered under."""
    row = _trademark(request, key)
    if request.method == "POST":
        remove_trademark(row, by=request.user)
        return done(request, _("“%(name)s” is removed.") % {"name": row.name}, "portal:enterprise")
    context = {"row": row, "products": row.products.order_by("id"), "enterprise": row.enterprise}
    return show(request, "portal/own_trademark_remove.html", context)


def _product(request: HttpRequest, key: int) -> Product:
    """Return a product of the enterprise the person acts for; anything else does not exist."""
    rows = Product.objects.filter(enterprise__in=enterprises_of(person(request)))
    return get_object_or_404(rows.select_related("enterprise", "trademark"), pk=key)


def _trademark(request: HttpRequest, key: int) -> Trademark:
    rows = Trademark.objects.filter(enterprise__in=enterprises_of(person(request)))
    return get_object_or_404(rows.select_related("enterprise"), pk=key)


def _contested(request: HttpRequest, form: ModelForm[Any], row: Any, refusal: BusinessError) -> HttpResponse:
    """Show the form again with what was typed; beside it how things stand, where a colleague was faster."""
    form.add_error(None, str(refusal))
    return _page(request, form, row, is_fixed=False, theirs=isinstance(refusal, FactsChanged))


def _page(
    request: HttpRequest, form: ModelForm[Any], row: Any, *, is_fixed: bool, theirs: bool = False
) -> HttpResponse:
    is_product = isinstance(row, Product)
    context = {
        "form": form,
        "row": row,
        "stored": facts_told(form, row),
        "is_fixed": is_fixed,
        "theirs": theirs,
        "enterprise": row.enterprise,
        "certificates": Certificate.objects.public()
        .filter(enterprise=row.enterprise, application__product=row)
        .order_by("id")
        if is_product
        else (),
    }
    template = "portal/own_product.html" if is_product else "portal/own_trademark.html"
    return show(request, template, context, status=409 if theirs else 200)
