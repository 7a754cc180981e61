"""Whether the three administrators are three people apart from business (R-83), told by `manage.py check --deploy`."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from brandcert.accounts.queries import separation_faults


def check_separation(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for superusers, for administrators with a second role and for roles outside the staff; an installation without tables has none."""
    try:
        return [Error(fault, id="brandcert.E083") for fault in separation_faults()]
    except DatabaseError:
        return []
