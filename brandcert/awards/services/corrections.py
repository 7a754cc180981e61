"""Putting a published list right: never by changing it, always by a further notice that names it (更正公示)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.applications.services import restart
from brandcert.awards.models import NoticeItem, PublicNotice
from brandcert.awards.services.notices import RUNNING, begin, seal
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval
from brandcert.programs.enums import CorrectionScope

CORRECT: Final = "awards.publicnotice.correct"


class NothingCorrected(BusinessError):
    """A correction names the notice, what changes in it and why."""


class StillProposed(BusinessError):
    """An entry is taken off the list only after its case has ended or gone back."""


def propose_correction(
    notice: PublicNotice, *, changes: Sequence[Mapping[str, Any]], reason: str, by: Any
) -> Approval:
    """Propose to correct entries of a list: `changes` of {position, enterprise_name, product_name, is_removed}.

    The director approves the very same words. Raises NothingCorrected, StillProposed, AlreadyProposed, Refused.
    """
    policies.require(by, "awards.publicnotice.propose_correct", notice)
    if not reason.strip():
        raise NothingCorrected(_("Say what is corrected, and why."))
    details = {"reason": reason.strip(), "changes": [dict(change) for change in changes]}
    _checked(notice, details["changes"])  # type: ignore[arg-type] # written one line above
    return approvals.propose("correct", notice, by=by, details=details)


def _checked(notice: PublicNotice, changes: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """Return the changes by the key of their entry, or say which of them cannot be made."""
    items = {row.position: row for row in notice.items.select_related("application")}
    found: dict[int, Mapping[str, Any]] = {}
    for change in changes:
        item = items.get(change["position"])
        if item is None or item.pk in found or item.is_removed:
            raise NothingCorrected(
                _("Number %(position)s is not on the list, or named twice.")
                % {"position": change["position"]}
            )
        if item.corrections.exists():
            raise NothingCorrected(
                _("Number %(position)s was corrected before: correct the later notice.")
                % {"position": change["position"]}
            )
        _check(item, change)
        found[item.pk] = change
    if not found:
        raise NothingCorrected(_("Say which entries are corrected."))
    return found


def _check(item: NoticeItem, change: Mapping[str, Any]) -> None:
    running = item.application.status in RUNNING
    if change.get("is_removed"):
        if running:
            raise StillProposed(
                _("%(item)s: end the case or send it back first; then its entry is taken off.")
                % {"item": item}
            )
        return
    words = (change["enterprise_name"].strip(), change["product_name"].strip())
    if not all(words) or words == (item.enterprise_name, item.product_name):
        raise NothingCorrected(_("%(item)s: nothing is different.") % {"item": item})
    if not running:
        raise NothingCorrected(_("%(item)s is no longer proposed for an award.") % {"item": item})


@approvals.executes(CORRECT)
@transaction.atomic
def correct_notice(approval: Approval, *, by: Any) -> PublicNotice:
    """Publish the correction as a notice of its own, with a period of its own, as director (更正公示).

    By the rule of the batch it lists the entries concerned or the whole list again; the cases on it follow its period,
    the earlier list stays as it was. Raises what `propose_correction` raises.
    """
    notice = PublicNotice.objects.select_for_update().select_related("batch").get(pk=approval.subject_id)
    policies.require(by, CORRECT, notice)
    approvals.use(approval, notice, CORRECT, by=by)
    changes = _checked(notice, approval.details["changes"])
    new, end = begin(
        notice.batch, today=timezone.localdate(), corrects=notice, reason=approval.details["reason"]
    )
    items = _concerned(notice, changes)
    NoticeItem.objects.bulk_create(_corrected(new, item, changes.get(item.pk)) for item in items)
    seal(new)
    keys = sorted(item.application_id for item in items)
    for case in Application.objects.filter(pk__in=keys, status__in=RUNNING).order_by("pk"):
        restart(case, deadline=end, by=by)
    payload = {"notice": new.pk, "items": len(items), "ends_on": str(end.on)}
    events.record("correct", notice, by=by, payload=payload)
    return new


def _concerned(notice: PublicNotice, changes: Mapping[int, Any]) -> list[NoticeItem]:
    rows = notice.items.select_related("application").order_by("position")
    if notice.batch.notice_correction == CorrectionScope.ITEMS:
        return list(rows.filter(pk__in=changes))
    return [
        row
        for row in rows.filter(corrections=None, is_removed=False)
        if row.pk in changes or row.application.status in RUNNING
    ]


def _corrected(new: PublicNotice, item: NoticeItem, change: Mapping[str, Any] | None) -> NoticeItem:
    change = change or {}
    is_removed = bool(change.get("is_removed"))
    words = {} if is_removed else change
    return NoticeItem(
        notice=new,
        application_id=item.application_id,
        enterprise_name=words.get("enterprise_name", item.enterprise_name).strip(),
        product_name=words.get("product_name", item.product_name).strip(),
        unit_name=item.unit_name,
        division_name=item.division_name,
        position=item.position,
        corrects=item,
        is_removed=is_removed,
    )
