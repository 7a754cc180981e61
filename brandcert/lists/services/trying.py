"""The trial of an act: it is done for each row and taken back, so that it refuses exactly what the act itself refuses."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.core import factors
from brandcert.core.admin.registry import call
from brandcert.core.errors import BusinessError, Refused
from brandcert.lists import queries
from brandcert.lists.acts import BulkAct
from brandcert.lists.models import BulkJob, BulkRow

logger = logging.getLogger(__name__)
# As many are tried while the person waits.
AT_ONCE: Final = 40
LONGEST_REASON: Final = 1000


def answers(job: BulkJob, act: BulkAct) -> dict[str, Any]:
    """Return what was answered for all rows, as the service takes it."""
    if act.form is None:
        return {}
    form = act.form(job.details)
    form.is_valid()
    return dict(form.cleaned_data)


def words_of(refusal: BusinessError | Refused) -> str:
    """Return why a row was refused, short enough to be kept."""
    text = str(refusal.reason) if isinstance(refusal, Refused) else str(refusal)
    return text[:LONGEST_REASON] or str(_("You may not do this."))


def try_rows(job: BulkJob, *, most: int) -> int:
    """Try the next rows of a job, at most so many; return how many. Trying a row again only says the same again."""
    act, person = queries.act_of(job), job.asked_by
    waiting = list(job.rows.filter(is_tried=False).order_by("position")[:most])
    with translation.override(job.language or translation.get_language()):
        for row in waiting:
            row.objection, row.seen = _objection(act, row, by=person, details=answers(job, act))
            row.is_tried = True
            row.save(update_fields=["objection", "seen", "is_tried"])
    if not job.rows.filter(is_tried=False).exists():
        BulkJob.objects.filter(pk=job.pk, tried_at=None).update(tried_at=timezone.now())
    return len(waiting)


def _objection(act: BulkAct, row: BulkRow, *, by: Any, details: dict[str, Any]) -> tuple[str, str]:
    """Return why the row would be refused, empty when it would be done, and which version of it was tried."""
    model: Any = queries.model_of(act)
    subject = model._default_manager.filter(pk=row.subject_id).first()
    if subject is None:
        return _("This row no longer exists."), ""
    seen = act.seen(subject)
    try:
        # The factor is asked for at the confirmation: what is done here is taken back at once.
        with transaction.atomic(), factors.acting_in(lambda: True):
            call(act.run, subject, by=by, details=details)
            transaction.set_rollback(True)
    except (BusinessError, Refused) as refusal:
        return words_of(refusal), seen
    except Exception:
        logger.exception("the trial of %s failed for row %s", act.action, row.subject_id)
        return _("A fault of the system; the operator has been told."), seen
    return "", seen
