"""What the acceptance desk does for many applications at once."""

import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.applications import services
from brandcert.applications.enums import BEFORE_AWARD
from brandcert.applications.models import Application
from brandcert.core.errors import GuardFailed
from brandcert.enterprises.models import IntegrityCheck
from brandcert.lists.acts import BulkAct, register

MODEL: Final = "applications.application"


def named(rows: Any) -> Any:
    """Fetch with each application what its line names."""
    return rows.select_related("product", "enterprise")


def title(row: Application) -> tuple[str, str]:
    """Return receipt number, and product with enterprise."""
    return row.receipt_number or "", f"{row.product or '–'} · {row.enterprise}"


def looked_up(row: Application, *, by: Any, today: datetime.date) -> IntegrityCheck:
    """Write down that the lists were looked up today and hold nothing new; raises GuardFailed for who needs no check."""
    if row.status not in BEFORE_AWARD:
        raise GuardFailed(_("The case has ended, or was not handed in yet."))
    if row.enterprise.integrity_checks.filter(checked_on=today).exists():
        raise GuardFailed(_("This enterprise was looked up today already."))
    return services.check_integrity(row, by=by, today=today)


def _is_clerk(user: Any) -> bool:
    return Role.CLERK in user.roles


register(
    BulkAct(
        action=f"{MODEL}.accept",
        label=gettext_lazy("Accept applications"),
        run=services.accept,
        offered=_is_clerk,
        note=gettext_lazy(
            "Every enterprise is told that its application was accepted; its time limits begin today."
        ),
        rows=named,
        title=title,
    )
)
register(
    BulkAct(
        action=f"{MODEL}.check_integrity",
        label=gettext_lazy("Integrity: looked up, nothing found"),
        run=looked_up,
        offered=_is_clerk,
        note=gettext_lazy(
            "You state that you looked each of these enterprises up in all lists today and found nothing. Enter findings on the page of the case instead."
        ),
        rows=named,
        title=title,
    )
)
