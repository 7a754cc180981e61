"""What was handed in keeps the product it names: correcting and removing products and trademarks between applications."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.applications.queries import has_handed_in
from brandcert.core.errors import BusinessError
from brandcert.enterprises import services
from brandcert.enterprises.models import Product, Trademark


class ProductInUse(BusinessError):
    """Something that was handed in, or a draft, names the product or the trademark."""


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
    """Correct a product that stands in drafts at most; each draft shows it as it is now and is pledged anew.

    Raises ProductInUse once an application that names it was handed in: what was judged stays what it is, and a
    certificate is changed by a request for a change. Else raises what `enterprises.services.correct_product` raises.
    """
    with transaction.atomic():
        _require_not_handed_in(Product.objects.select_for_update(of=("self",)).get(pk=product.pk))
        row = services.correct_product(
            product,
            name=name,
            model_or_scope=model_or_scope,
            trademark=trademark,
            name_en=name_en,
            seen=seen,
            by=by,
        )
        Application.objects.filter(product=row).update(pledged_at=None)
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
    """Correct a trademark; under one that was handed in only the validity goes on, because marks are renewed.

    Raises ProductInUse for any other change of such a mark, else what `enterprises.services.correct_trademark` raises.
    """
    with transaction.atomic():
        rows = list(Product.objects.select_for_update(of=("self",)).filter(trademark=mark).order_by("pk"))
        if (name, number, is_licensed) != (mark.name, mark.number, mark.is_licensed):
            for row in rows:
                _require_not_handed_in(row)
        Application.objects.filter(product__in=rows, submitted_at=None).update(pledged_at=None)
        return services.correct_trademark(
            mark, name=name, number=number, is_licensed=is_licensed, valid_to=valid_to, seen=seen, by=by
        )


def remove_product(product: Product, *, by: Any) -> bool:
    """Take a product out of the list; say whether it is gone, or only set aside because something handed in names it.

    Raises ProductInUse while a draft names it.
    """
    with transaction.atomic():
        row = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
        named = Application.objects.filter(product=row)
        if named.exclude(pk__in=Application.objects.submitted()).exists():
            raise ProductInUse(
                _("A draft names this product: choose another one there, or delete the draft.")
            )
        if named.exists():
            services.set_aside(row, by=by, now=timezone.now())
            return False
        services.remove_product(row, by=by)
    return True


def _require_not_handed_in(product: Product) -> None:
    if has_handed_in(product):
        raise ProductInUse(
            _(
                "An application that was handed in names “%(name)s”: what was judged stays as it is. "
                "Enter a new product for what is different now, or report a change of the certificate."
            )
            % {"name": product.name}
        )
