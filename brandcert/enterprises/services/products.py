"""Products, services and trademarks of an enterprise."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.enterprises.models import Enterprise, Product, Trademark
from brandcert.enterprises.names import clean_name, fold_name, is_placeholder


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

    Raises BadProduct for an empty name or a foreign trademark, Refused for anyone outside the enterprise.
    """
    policies.require(by, "enterprises.enterprise.edit", enterprise)
    name, scope = clean_name(name), clean_name(model_or_scope)
    if not name or is_placeholder(name):
        raise BadProduct(_("Enter the name of the product or service."))
    if trademark is not None and trademark.enterprise_id != enterprise.pk:
        raise BadProduct(_("This trademark belongs to another enterprise."))
    identity = {
        "enterprise": enterprise,
        "normalised_name": fold_name(name),
        "model_or_scope": scope,
        "trademark": trademark,
    }
    try:
        with transaction.atomic():
            product = Product.objects.create(**identity, name=name, name_en=name_en.strip())
            events.record("edit", enterprise, by=by, payload={"product": product.pk})
    except IntegrityError:
        return Product.objects.get(**identity)
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
    name, number = clean_name(name), clean_name(number)
    if not name:
        raise BadProduct(_("Enter the trademark."))
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
    product.name_en = clean_name(name_en)
    with transaction.atomic():
        product.save(update_fields=["name_en"])
        events.record("edit", product.enterprise, by=by, payload={"product": product.pk})
    return product
