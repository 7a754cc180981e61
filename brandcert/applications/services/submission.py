"""T1: an application is handed in under a receipt number, frozen as version 1."""

import datetime
import secrets
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from brandcert.applications.models import Application, ApplicationVersion
from brandcert.applications.queries import document_facts, materials_of
from brandcert.applications.services.clocks import due_in
from brandcert.core import policies
from brandcert.core.models import digest
from brandcert.core.sequences import next_number
from brandcert.core.transitions import perform
from brandcert.enterprises.models import Product

RECEIPT_PREFIX: Final = "JLJP-SQ"
# Digits and letters that are not mistaken for each other when read from paper.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 12


def submit(application: Application, *, by: Any, now: datetime.datetime) -> Application:
    """Hand the application in (T1): receipt number, query code, due date, version 1 frozen.

    Everything stands or falls together: a refused submission uses no number. Raises GuardFailed for what is
    missing (also when the product was applied for a moment earlier), Refused, SomeoneWasFaster.
    """
    with transaction.atomic():
        row = _locked_with_product(application)
        policies.require(by, "applications.application.submit", row)
        batch = row.batch
        days = batch.recommend_days if batch.needs_unit else batch.accept_days
        sent: Application = perform(
            application.submit,
            by=by,
            now=now,
            receipt_number=_receipt_number(now),
            query_code="".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH)),
            **due_in(days, since=timezone.localdate(now)),
        )
        freeze(sent, by=by, now=now)
    return sent


def freeze(application: Application, *, by: Any, now: datetime.datetime) -> ApplicationVersion:
    """Keep the content and the files exactly as they are now, under a hash of their own."""
    content = frozen_content(application)
    files = document_facts(materials_of(application))
    return ApplicationVersion.objects.create(
        application=application,
        number=application.content_version,
        content=content,
        materials=files,
        sha256=digest(
            {
                "receipt": application.receipt_number,
                "version": application.content_version,
                "content": content,
                "materials": files,
            }
        ),
        handed_in_by=by,
        handed_in_at=now,
    )


def frozen_content(application: Application) -> dict[str, Any]:
    """Return the answers with the facts around them that may change later: enterprise, product, unit."""
    enterprise, product = application.enterprise, application.product
    mark = product.trademark if product else None
    return {
        **application.content,
        "_enterprise": {
            "name": enterprise.name,
            "name_en": enterprise.name_en,
            "credit_code": enterprise.credit_code,
            "address": enterprise.address,
            "division": enterprise.division.code,
            "kind": enterprise.organisation_type,
        },
        "_product": {
            "name": product.name if product else "",
            "name_en": product.name_en if product else "",
            "model_or_scope": product.model_or_scope if product else "",
            "trademark": mark.name if mark else "",
            "trademark_number": mark.number if mark else "",
        },
        "_unit": {"name": application.unit.name if application.unit else ""},
    } | _frozen_class(application)


def _frozen_class(application: Application) -> dict[str, Any]:
    """Return the class of the catalogue as it is called now; nothing for an application without one."""
    found = application.product_class
    return {"_class": {"code": found.code, "name": found.name, "name_en": found.name_en}} if found else {}


def _locked_with_product(application: Application) -> Application:
    """Lock the application and then its product, so that two drafts for one product wait for each other."""
    row = Application.objects.select_for_update(of=("self",)).select_related("batch").get(pk=application.pk)
    if row.product_id is not None:
        Product.objects.select_for_update(of=("self",)).get(pk=row.product_id)
    return row


def _receipt_number(now: datetime.datetime) -> str:
    year = timezone.localdate(now).year
    return f"{RECEIPT_PREFIX}-{year}-{next_number(f'receipt:{year}'):06d}"
