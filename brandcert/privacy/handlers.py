"""Who is told of requests about personal data: the person, and those who answer."""

from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.notifications.queries import day, staff_in, without
from brandcert.notifications.services import tell
from brandcert.privacy.models import PersonalRequest


@subscribe("privacy.personalrequest.ask")
def tell_who_answers(event: Event) -> None:
    """Tell the clerks that somebody waits for an answer; who it is stands in no message."""
    asked = PersonalRequest.objects.get(pk=event.subject_id)
    tell(
        event,
        [clerk for clerk in without(staff_in(Role.CLERK), event.actor) if clerk.pk != asked.person_id],
        notice="staff.personal_request",
        facts={"due": day(asked.due_on)},
        url=reverse("admin:privacy_personalrequest_change", args=[asked.pk]),
    )


@subscribe("privacy.personalrequest.ask", "privacy.personalrequest.refuse")
def tell_who_asked(event: Event) -> None:
    """Tell the person that the request arrived, or why it was refused."""
    asked = PersonalRequest.objects.select_related("person").get(pk=event.subject_id)
    is_refused = event.name.endswith("refuse")
    tell(
        event,
        [asked.person] if asked.person.is_active else [],
        notice="account.deletion_refused" if is_refused else "account.deletion_asked",
        facts={"reason": asked.reason} if is_refused else {"due": day(asked.due_on)},
        url=reverse("portal:home"),
    )
