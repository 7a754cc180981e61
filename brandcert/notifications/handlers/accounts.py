"""What people of the staff are told about accounts: theirs, an emergency access, work that somebody left behind."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications import queries, services
from brandcert.notifications.catalogue import events_of


@subscribe(*events_of("account.invited", "account.factors_reset"))
def tell_owner(event: Event) -> None:
    """Send the owner of an account to the page where a new password is set; applicants found their way themselves."""
    person = User.objects.get(pk=event.subject_id)
    is_reset = event.name.endswith("reset_factors")
    services.tell(
        event,
        [person] if person.is_active and person.is_staff else [],
        notice="account.factors_reset" if is_reset else "account.invited",
        facts={},
        url=reverse("account_reset_password"),
    )


@subscribe(*events_of("staff.emergency"))
def tell_overseers(event: Event) -> None:
    """Tell auditors and security administrators that somebody took a role over."""
    grant = RoleGrant.objects.select_related("user").get(pk=event.subject_id)
    ends = grant.expires_at
    services.tell(
        event,
        queries.staff_in(Role.AUDITOR, Role.SECADMIN),
        notice="staff.emergency",
        facts={
            "who": str(grant.user),
            "role": queries.later(grant.get_role_display),
            "until": date_format(timezone.localtime(ends), "Y-m-d H:i") if ends else "",
            "reason": grant.reason,
        },
        url=reverse("admin:accounts_rolegrant_change", args=[grant.pk]),
    )


@subscribe(*events_of("staff.handover"))
def tell_successors(event: Event) -> None:
    """Tell who goes on, and the colleagues of the same roles, that somebody left work behind."""
    left = User.objects.get(pk=event.subject_id)
    if not event.payload["open"]:
        return
    colleagues = queries.staff_in(*(Role(role) for role in event.payload["roles"]))
    chosen = User.objects.filter(pk=event.payload["successor"], is_active=True)
    services.tell(
        event,
        list({person.pk: person for person in (*chosen, *colleagues)}.values()),
        notice="staff.handover",
        facts={"who": str(left), "count": str(event.payload["open"])},
        url=reverse("admin:index"),
    )
