"""What must be in order before an application, or its correction, is handed in."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.guards.conditions import APPLICATION, Unmet, condition
from brandcert.applications.models import Application
from brandcert.applications.queries import (
    answers_in,
    form_of,
    missing_documents,
    open_notice,
    title_of,
    untouched_items,
)
from brandcert.core.errors import GuardFailed
from brandcert.core.guards import guard


@condition(lambda row: _("The recommending unit is chosen.") if row.batch.needs_unit else "", place="unit")
def unit_is_chosen(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: where the batch goes through recommending units, one of them is chosen."""
    if row.batch.needs_unit and row.unit is None:
        raise GuardFailed(_("Choose the recommending unit."))


@condition(lambda _row: _("Every question is answered."), also=("resubmit",))
def content_is_complete(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1 and T3: every required question is answered, and every answer can be read."""
    left = [(page, fields) for page in form_of(row) if (fields := page.incomplete(answers_in(row, page)))]
    if not left:
        return
    first, fields = left[0]
    words = _("“%(section)s” is not complete: %(fields)s.") % {
        "section": first.title,
        "fields": _(", ").join(str(field.label) for field in fields),
    }
    if len(left) > 1:
        titles = _(", ").join(f"“{page.title}”" for page, _fields in left)
        words = _("These sections are not complete: %(sections)s.") % {"sections": titles}
    raise Unmet(words, section=first.key)


@condition(lambda _row: _("Every required document is there."), place="documents", also=("resubmit",))
def documents_are_complete(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1 and T3: every document required of this kind of body is there."""
    missing = missing_documents(row)
    if missing:
        titles = _(", ").join(title_of(requirement) for requirement in missing)
        raise GuardFailed(_("These documents are missing: %(titles)s.") % {"titles": titles})


@condition(lambda _row: _("An owner has given the pledge."), place="check")
def pledge_is_given(row: Application, by: Any, details: Mapping[str, Any]) -> None:
    """T1: an owner has pledged that everything is true."""
    if row.pledged_at is None:
        raise GuardFailed(_("Confirm the pledge."))


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
