"""How an application begins: one draft, however often the button is pressed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications import content
from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application
from brandcert.applications.queries import default_unit, form_of
from brandcert.applications.services.drafting import WrongChoice
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.enterprises.models import Enterprise
from brandcert.programs.models import Batch, Category


class BatchClosed(BusinessError):
    """Nothing can be started in this batch any more."""


def start(*, enterprise: Enterprise, batch: Batch, category: Category, by: Any) -> Application:
    """Begin a draft, with the default unit and the particulars of the enterprise's last application.

    A draft of the same batch and category in which nobody has written yet is returned instead of a second one, also
    when the button was pressed three times at once. Raises BatchClosed, WrongChoice when the category belongs to another programme, Refused.
    """
    if category.program_id != batch.program_id:
        raise WrongChoice(_("This category does not belong to the batch."))
    if timezone.now() > batch.closes_at:
        raise BatchClosed(_("The batch has closed."))
    policies.require(by, "applications.application.create", enterprise)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)  # whoever starts meanwhile waits here
        begun = _untouched(enterprise, batch, category)
        if begun is not None:
            return begun
        known = _particulars(Application.objects.filter(enterprise=enterprise))
        draft = Application.objects.create(
            enterprise=enterprise,
            batch=batch,
            category=category,
            unit=default_unit(enterprise, batch.unit_kind) if batch.needs_unit else None,
            content=known,
        )
        events.record("create", draft, by=by)
    return draft


def start_again(application: Application, *, batch: Batch, by: Any) -> Application:
    """Begin a draft in another round with product and answers of an ended application; files and the pledge are given anew.

    Raises as `start`, and WrongChoice for an application that has not ended.
    """
    if application.status not in DEAD_ENDS:
        raise WrongChoice(_("This application has not ended."))
    with transaction.atomic():
        draft = start(enterprise=application.enterprise, batch=batch, category=application.category, by=by)
        row = Application.objects.select_for_update().get(pk=draft.pk)
        row.product = application.product
        # A catalogue belongs to its batch.
        row.product_class = application.product_class if batch.pk == application.batch_id else None
        row.unit = application.unit if batch.needs_unit else None
        known = {page.key for page in form_of(row)}
        row.content = {key: value for key, value in application.content.items() if key in known}
        row.save(update_fields=["product", "product_class", "unit", "content", "changed_at"])
    return row


def _untouched(enterprise: Enterprise, batch: Batch, category: Category) -> Application | None:
    """Return the latest draft of the batch and category that holds nothing but what it began with."""
    mine = Application.objects.filter(enterprise=enterprise)
    draft = (
        mine.filter(batch=batch, category=category, status=Status.DRAFT, product=None, materials__isnull=True)
        .order_by("-id")
        .first()
    )
    if draft is None or draft.content != _particulars(mine.filter(pk__lt=draft.pk)):
        return None
    return draft


def _particulars(applications: Any) -> dict[str, Any]:
    """Return what a new application knows from the last of these."""
    last = applications.order_by("-id").first()
    known = last.content.get(content.SUBJECT_KEY) if last else None
    return {content.SUBJECT_KEY: known} if known else {}
