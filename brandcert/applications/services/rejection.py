"""Ends that need two persons: late withdrawal (T21) and fraud or veto (T22)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.models import Approval
from brandcert.core.transitions import perform
from brandcert.enterprises.services import bar_enterprise


@approvals.executes("applications.application.withdraw_late")
@transaction.atomic
def withdraw_late(approval: Approval, *, by: User) -> Application:
    """Let the enterprise withdraw after its name was published, with the director's consent (T21)."""
    row: Any = approvals.subject_of(approval)
    done: Application = perform(row.withdraw_late, by=by, approval=approval, **approval.details)
    return done


@approvals.executes("applications.application.reject_for_fraud")
@transaction.atomic
def reject_for_fraud(approval: Approval, *, by: User) -> Application:
    """End the application for fraud or veto (T22) and bar the enterprise from applying for the programme's years."""
    subject: Any = approvals.subject_of(approval)
    row: Application = perform(subject.reject_for_fraud, by=by, approval=approval, **approval.details)
    since = timezone.localdate()
    bar_enterprise(
        enterprise=row.enterprise,
        since=since,
        until=last_day(since, years=row.batch.program.bar_years),
        source=str(row.receipt_number),
        by=by,
    )
    return row


def last_day(since: datetime.date, *, years: int) -> datetime.date:
    """Return the last day of a period of whole years that begins on the date; 29 February ends on 28 February."""
    try:
        anniversary = since.replace(year=since.year + years)
    except ValueError:
        anniversary = datetime.date(since.year + years, 3, 1)
    return anniversary - datetime.timedelta(days=1)
