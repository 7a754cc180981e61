"""What an enterprise says to an objection against it (申辩)."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.awards.models import Objection, Statement
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError
from brandcert.documents.models import Upload

MOST_STATEMENTS: Final = 5
MOST_FILES: Final = 10


class StatementLate(BusinessError):
    """The day by which the statement was due is over, or the objection is decided."""


class StatementEmpty(BusinessError):
    """A statement needs words, and not more files than are taken."""


@transaction.atomic
def hand_in_statement(
    objection: Objection, *, text: str, by: Any, now: datetime.datetime, files: Sequence[Upload] = ()
) -> Statement:
    """Hand in, as owner of the enterprise, what it says to an admitted objection; the handler reads it.

    It may be added to until its day is over. Raises StatementLate, StatementEmpty, Refused.
    """
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    policies.require(by, "awards.objection.state", row)
    due = row.statement_due_on
    if row.outcome or due is None or timezone.localdate(now) > due:
        raise StatementLate(_("A statement on this objection is no longer taken."))
    if not text.strip() or len(files) > MOST_FILES:
        raise StatementEmpty(
            _("A statement needs words, and has at most %(files)s files.") % {"files": MOST_FILES}
        )
    if row.statements.count() >= MOST_STATEMENTS:
        raise StatementLate(_("Your statement was added to often enough. Write a message to the office."))
    for file in files:
        policies.require(by, "documents.upload.view", file)
    statement = Statement.objects.create(objection=row, text=text.strip(), handed_in_by=by, handed_in_at=now)
    statement.files.set(files)
    events.record("state", row, by=by, payload={"statement": statement.pk})
    return statement
