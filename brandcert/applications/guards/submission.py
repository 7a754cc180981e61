"""What must be in order before an application, or its correction, is handed in."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.applications.queries import (
    answers_in,
    form_of,
    live_rival,
    missing_documents,
    open_notice,
    untouched_items,
)
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard
from brandcert.enterprises.credit_codes import explain_credit_code, read_credit_code
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord

APPLICATION = "applications.application"


@guard(APPLICATION, "submit")
def window_is_open(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: applications are taken between the two instants of the batch."""
    now = details.get("now") or timezone.now()
    if not row.batch.is_open(now):
        key = _("The batch is not open yet.") if now < row.batch.opens_at else _("The batch has closed.")
        raise GuardFailed(key)


@guard(APPLICATION, "submit")
def credit_code_is_valid(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: the enterprise has a credit code, and its check digit fits."""
    code = row.enterprise.credit_code or ""
    if not read_credit_code(code).is_valid:
        raise GuardFailed(explain_credit_code(code))


@guard(APPLICATION, "submit")
def product_is_chosen(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: an application is about one product or service."""
    if row.product is None:
        raise GuardFailed(_("Choose the product or service."))


@guard(APPLICATION, "submit")
def unit_is_chosen(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: where the batch goes through recommending units, one of them is chosen."""
    if row.batch.needs_unit and row.unit is None:
        raise GuardFailed(_("Choose the recommending unit."))


@guard(APPLICATION, "submit", "resubmit")
def content_is_complete(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1 and T3: every required question is answered, and every answer can be read."""
    for section in form_of(row):
        left = section.incomplete(answers_in(row, section))
        if left:
            raise GuardFailed(
                _("“%(section)s” is not complete: %(fields)s.")
                % {"section": section.title, "fields": _(", ").join(str(field.label) for field in left)}
            )


@guard(APPLICATION, "submit", "resubmit")
def documents_are_complete(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1 and T3: every document required of this kind of body is there."""
    missing = missing_documents(row)
    if missing:
        titles = _(", ").join(requirement.title for requirement in missing)
        raise GuardFailed(_("These documents are missing: %(titles)s.") % {"titles": titles})


@guard(APPLICATION, "submit")
def pledge_is_given(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: an owner has pledged that everything is true."""
    if row.pledged_at is None:
        raise GuardFailed(_("Confirm the pledge."))


@guard(APPLICATION, "submit")
def no_rival_is_live(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: one live application per product."""
    rival = live_rival(row)
    if rival is not None:
        raise GuardFailed(
            _("An application for this product is already under way: %(number)s.")
            % {"number": rival.receipt_number}
        )


@guard(APPLICATION, "submit")
def enterprise_is_not_barred(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: no bar to applying again is in force."""
    today = timezone.localdate(details.get("now") or timezone.now())
    bars = IntegrityRecord.objects.filter(enterprise=row.enterprise, kind=IntegrityKind.BAR).in_force(today)
    bar = bars.order_by("-until").first()
    if bar is not None and bar.until is None:
        raise GuardFailed(_("The enterprise is barred from applying."))
    if bar is not None:
        raise GuardFailed(_("The enterprise is barred from applying until %(date)s.") % {"date": bar.until})


@guard(APPLICATION, "resubmit")
def every_item_is_touched(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T3: every item of the notice is dealt with; what is open is named."""
    notice = open_notice(row)
    if notice is None:
        raise GuardFailed(_("There is no correction notice to answer."))
    left = untouched_items(notice)
    if left:
        names = _(", ").join(
            item.requirement.title if item.requirement else str(form_of(row).label(item.field))
            for item in left
        )
        raise GuardFailed(_("Not corrected yet: %(items)s.") % {"items": names})


@guard(APPLICATION, "resubmit")
def correction_is_in_time(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T3: the last day of the correction is not over."""
    today = timezone.localdate(details.get("now") or timezone.now())
    if row.due_on is not None and today > row.due_on:
        raise GuardFailed(_("The term for the correction ended on %(date)s.") % {"date": row.due_on})
