"""What became of an application that takes no answers any more: handed in, withdrawn, lapsed, or a deleted draft."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.programs.models import Batch, Category

SUBMITTED, WITHDRAWN, LAPSED, DISCARDED = "submitted", "withdrawn", "lapsed", "discarded"
_STEPS = {
    Status.WITHDRAWN: (("withdraw", "withdraw_late"), WITHDRAWN),
    Status.LAPSED: (("lapse",), LAPSED),
}


@dataclass(frozen=True, slots=True)
class Closing:
    """Why an application takes no answers: the act, when, and who of the enterprise did it, if anybody did.

    `application` of a deleted draft is what the audit trail still knows of it, without a key.
    """

    act: str
    at: datetime.datetime | None
    by: User | None
    application: Application


def closing_of(application: Application) -> Closing:
    """Say what closed an application that has left the hands of the enterprise."""
    steps, act = _STEPS.get(Status(application.status), ((), SUBMITTED))
    if steps:
        names = [f"applications.application.{step}" for step in steps]
        event = Event.objects.about(application).filter(name__in=names).last()
        is_own = event is not None and event.name == names[0]
        return Closing(act, event.at if event else None, _person(event) if is_own else None, application)
    version = application.versions.select_related("handed_in_by").order_by("-number").first()
    if version is None:
        return Closing(act, application.submitted_at, None, application)
    return Closing(act, version.handed_in_at, version.handed_in_by, application)


def discarded_draft(pk: int, *, enterprises: Collection[Enterprise]) -> Closing | None:
    """Return what is known of a draft that one of the enterprises deleted; None for anybody else's and for none."""
    event = Event.objects.filter(
        name="applications.application.edit",
        subject_type="applications.application",
        subject_id=pk,
        payload__discarded=True,
        payload__enterprise__in=[row.pk for row in enterprises],
    ).last()
    if event is None:
        return None
    known = {row.pk: row for row in enterprises}
    batch = Batch.objects.select_related("program").filter(pk=event.payload["batch"]).first()
    category = Category.objects.filter(pk=event.payload["category"]).first()
    if batch is None or category is None:
        return None
    shell = Application(enterprise=known[event.payload["enterprise"]], batch=batch, category=category)
    return Closing(DISCARDED, event.at, _person(event), shell)


def _person(event: Any) -> User | None:
    code = event.actor if event else ""
    return User.objects.filter(pk=int(code.removeprefix("user:"))).first() if code[:5] == "user:" else None
