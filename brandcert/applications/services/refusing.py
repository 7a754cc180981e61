"""What is kept of a refusal before the review: facts, basis, remedy and the last day to appeal."""

import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.applications import queries
from brandcert.applications.models import Application, Refusal
from brandcert.documents.services.letters.writing import LANGUAGE


def default_basis(application: Application) -> str:
    """Return the basis a refusal rests on where whoever refuses names no other, in the language of the letters."""
    with translation.override(LANGUAGE):
        return _("Rules of the %(program)s programme and the terms of the round “%(batch)s”") % {
            "program": application.batch.program,
            "batch": application.batch,
        }


def default_remedy(application: Application) -> str:
    """Return what the enterprise can do against a refusal, with the term of the batch, in the language of the letters."""
    with translation.override(LANGUAGE):
        return _(
            "You may appeal to %(body)s within %(days)s days. You may apply again in a later round once the reason is removed."
        ) % {"body": application.batch.program.issuing_body, "days": application.batch.appeal_days}


def keep_refusal(
    row: Application, *, step: str, basis: str, remedy: str, by: Any, now: datetime.datetime
) -> Refusal:
    """Keep why the case ended, for its page and for the letter; in the transaction of the step."""
    return Refusal.objects.create(
        application=row,
        step=step,
        code=row.reason_code,
        facts=row.reason,
        basis=basis.strip() or default_basis(row),
        remedy=remedy.strip() or default_remedy(row),
        appeal_by=queries.last_day_to_appeal(row, refused_on=timezone.localdate(now)),
        refused_by=by,
        refused_at=now,
    )
