"""What those who issue are told: a list that does not add up, a halt of all issuing."""

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.certificates.models import Halt, IssueBatch
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications import queries, services


@subscribe("certificates.halt.halt")
def tell_of_halt(event: Event) -> None:
    """Tell everybody who issues, decides or supervises that one person halted all issuing, and why."""
    row = Halt.objects.get(pk=event.subject_id)
    people = queries.staff_in(Role.ISSUER, Role.DIRECTOR, Role.SUPERVISOR, Role.SECADMIN)
    services.tell(
        event,
        queries.without(people, event.actor),
        notice="staff.halted",
        facts={"who": queries.name_behind(event.actor), "reason": row.reason},
        url=reverse("admin:certificates_halt_change", args=[row.pk]),
    )


@subscribe("certificates.issuebatch.stop")
def tell_of_stopped_list(event: Event) -> None:
    """Tell issuing officers and directors that a list stopped because its counts do not add up."""
    row = IssueBatch.objects.get(pk=event.subject_id)
    services.tell(
        event,
        queries.staff_in(Role.ISSUER, Role.DIRECTOR),
        notice="staff.list_stopped",
        facts={"case": f"#{row.pk}", "reason": row.fault},
        url=reverse("admin:certificates_issuebatch_change", args=[row.pk]),
    )
