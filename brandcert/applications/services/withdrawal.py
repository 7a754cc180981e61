"""T21: the enterprise takes its application back."""

from typing import Any

from django.db import transaction

from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.models import Approval
from brandcert.core.transitions import perform


def withdraw(application: Application, *, reason: str, by: Any) -> Application:
    """Withdraw before the public notice (T21), free of charge and for good; the reason is kept.

    Raises Refused for anyone but an owner, WrongState from the public notice on.
    """
    with transaction.atomic():
        gone: Application = perform(application.withdraw, by=by, reason=reason)
    return gone


def propose_late_withdrawal(application: Application, *, reason: str, by: Any) -> Approval:
    """Ask the director to consent to a withdrawal after the list was published (T21).

    Raises AlreadyProposed when the request is waiting already, Refused.
    """
    return approvals.propose("withdraw_late", application, by=by, details={"reason": reason})
