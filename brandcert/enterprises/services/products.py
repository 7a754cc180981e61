"""Products, services and trademarks of an enterprise."""

import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, FactsChanged
from brandcert.core.lettering import fault_in
from brandcert.enterprises.models import Enterprise, Product, Trademark
from brandcert.enterprises.names import clean_name, fold_name, is_placeholder

Row = TypeVar("Row", Product, Trademark)


class BadProduct(BusinessError):
    """The name of a product or trademark is missing, or the trademark belongs to someone else."""


def add_product(
    *,
    enterprise: Enterprise,
    name: str,
    model_or_scope: str = "",
    trademark: Trademark | None = None,
    name_en: str = "",
    by: Any,
) -> Product:
    """Enter a product or service of the enterprise; the same identity entered again returns the row there is.

    One that was set aside is offered again then. Raises BadProduct for an empty name or a foreign trademark, Refused for anyone outside the enterprise.
    """
    policies.require(by, "enterprises.enterprise.edit", enterprise)
    _require_printable(name_en)
    name, identity = _identity(enterprise, name, model_or_scope, trademark)
    try:
        with transaction.atomic():
            product = Product.objects.create(**identity, name=name, name_en=name_en.strip())
            events.record("edit", enterprise, by=by, payload={"product": product.pk})
    except IntegrityError:
        product = Product.objects.get(**identity)
        return bring_back(product, by=by) if product.set_aside_at else product
    return product


def add_trademark(
    *,
    enterprise: Enterprise,
    name: str,
    number: str = "",
    is_licensed: bool = False,
    valid_to: datetime.date | None = None,
    by: Any,
) -> Trademark:
    """Enter a trademark the enterprise owns or may use; the same one entered again returns the row there is.

    A date of validity given then replaces the one before: marks are renewed. Raises BadProduct for an empty name, Refused for anyone outside the enterprise.
    """
    policies.require(by, "enterprises.enterprise.edit", enterprise)
    name, number = _trademark_words(name, number)
    try:
        with transaction.atomic():
            mark = Trademark.objects.create(
                enterprise=enterprise, name=name, number=number, is_licensed=is_licensed, valid_to=valid_to
            )
            events.record("edit", enterprise, by=by, payload={"trademark": mark.pk})
    except IntegrityError:
        mark = Trademark.objects.get(enterprise=enterprise, name=name, number=number)
        if valid_to is not None and valid_to != mark.valid_to:
            mark.valid_to = valid_to
            with transaction.atomic():
                mark.save(update_fields=["valid_to"])
                events.record("edit", enterprise, by=by, payload={"trademark": mark.pk})
    return mark


def name_in_english(product: Product, *, name_en: str, by: Any) -> Product:
    """Write the English name that a certificate prints; raises Refused for anyone outside the enterprise."""
    policies.require(by, "enterprises.enterprise.edit", product.enterprise)
    _require_printable(name_en)
    product.name_en = clean_name(name_en)
    with transaction.atomic():
        product.save(update_fields=["name_en"])
        events.record("edit", product.enterprise, by=by, payload={"product": product.pk})
    return product


def correct_product(
    product: Product,
    *,
    name: str,
    model_or_scope: str,
    trademark: Trademark | None,
    name_en: str,
    seen: str,
    by: Any,
) -> Product:
    """Correct what was entered; `seen` is the stamp of the facts the person had before the eyes.

    Whether something handed in names the product is for the caller to rule out (`applications.services`).
    Raises BadProduct, also for a product there is already; FactsChanged; Refused.
    """
    policies.require(by, "enterprises.enterprise.edit", product.enterprise)
    _require_printable(name_en)
    name, identity = _identity(product.enterprise, name, model_or_scope, trademark)
    try:
        with transaction.atomic():
            row = _unchanged(Product, product, seen)
            for field, value in {**identity, "name": name, "name_en": clean_name(name_en)}.items():
                setattr(row, field, value)
            row.save()
            events.record("edit", row.enterprise, by=by, payload={"product": row.pk, "act": "corrected"})
    except IntegrityError:
        raise BadProduct(_("You have entered this product or service already.")) from None
    return row


def correct_trademark(
    mark: Trademark,
    *,
    name: str,
    number: str,
    is_licensed: bool,
    valid_to: datetime.date | None,
    seen: str,
    by: Any,
) -> Trademark:
    """Correct a trademark; rules and errors are those of `correct_product`."""
    policies.require(by, "enterprises.enterprise.edit", mark.enterprise)
    name, number = _trademark_words(name, number)
    try:
        with transaction.atomic():
            row = _unchanged(Trademark, mark, seen)
            row.name, row.number, row.is_licensed, row.valid_to = name, number, is_licensed, valid_to
            row.save()
            events.record("edit", row.enterprise, by=by, payload={"trademark": row.pk, "act": "corrected"})
    except IntegrityError:
        raise BadProduct(_("You have entered this trademark already.")) from None
    return row


def remove_product(product: Product, *, by: Any) -> None:
    """Delete a product nothing names; the caller has ruled out that anything does."""
    policies.require(by, "enterprises.enterprise.edit", product.enterprise)
    with transaction.atomic():
        events.record("edit", product.enterprise, by=by, payload={"product": product.pk, "act": "removed"})
        product.delete()


def remove_trademark(mark: Trademark, *, by: Any) -> None:
    """Delete a trademark; raises BadProduct while a product is sold under it."""
    policies.require(by, "enterprises.enterprise.edit", mark.enterprise)
    with transaction.atomic():
        row = Trademark.objects.select_for_update().get(pk=mark.pk)
        if row.products.exists():
            raise BadProduct(_("A product is entered under this trademark: correct or remove that first."))
        events.record("edit", row.enterprise, by=by, payload={"trademark": row.pk, "act": "removed"})
        row.delete()


def set_aside(product: Product, *, by: Any, now: datetime.datetime) -> Product:
    """Offer the product in no new application any more; those that name it keep it."""
    return _put(product, now, by)


def bring_back(product: Product, *, by: Any) -> Product:
    """Offer a product again that was set aside."""
    return _put(product, None, by)


def _put(product: Product, at: datetime.datetime | None, by: Any) -> Product:
    policies.require(by, "enterprises.enterprise.edit", product.enterprise)
    product.set_aside_at = at
    act = "set_aside" if at else "brought_back"
    with transaction.atomic():
        product.save(update_fields=["set_aside_at"])
        events.record("edit", product.enterprise, by=by, payload={"product": product.pk, "act": act})
    return product


def _trademark_words(name: str, number: str) -> tuple[str, str]:
    _require_printable(name, number)
    if not clean_name(name):
        raise BadProduct(_("Enter the trademark."))
    return clean_name(name), clean_name(number)


def _require_printable(*texts: str) -> None:
    for text in texts:
        if fault := fault_in(text):
            raise BadProduct(fault)


def _identity(
    enterprise: Enterprise, name: str, model_or_scope: str, trademark: Trademark | None
) -> tuple[str, dict[str, Any]]:
    """Return the name as it is written and what tells the product from others; raises BadProduct."""
    _require_printable(name, model_or_scope)
    name, scope = clean_name(name), clean_name(model_or_scope)
    if not name or is_placeholder(name):
        raise BadProduct(_("Enter the name of the product or service."))
    if trademark is not None and trademark.enterprise_id != enterprise.pk:
        raise BadProduct(_("This trademark belongs to another enterprise."))
    return name, {
        "enterprise": enterprise,
        "normalised_name": fold_name(name),
        "model_or_scope": scope,
        "trademark": trademark,
    }


def _unchanged(kind: type[Row], row: Row, seen: str) -> Row:
    fresh = kind.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.stamp != seen:
        raise FactsChanged
    return fresh
