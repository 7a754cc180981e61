"""Who had a hand in a refusal, who was shown an objector: told from the events and from what they rest on."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.awards.models import AgendaItem, Objection
from brandcert.core import actors
from brandcert.core.models import Event
from brandcert.inspections.models import TeamMember
from brandcert.reviews.models import Assignment

# Each refusal with the earlier steps whose result it rests on: whoever took those had a hand in it too.
RESTS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "refuse_acceptance": ("check_eligibility",),
    "refuse_recommendation": (),
    "lapse": ("request_correction",),
    "reject_below_gate": ("propose_finish_review", "finish_review"),
    "reject_after_inspection": ("order_rectification", "verify_rectification"),
    "reject_or_defer": (),
    "uphold_objection": ("hold_for_objection",),
    "reject_for_fraud": (),
}
REFUSALS: Final = tuple(RESTS_ON)
# How long an objector is shown to whoever said what for.
SHOWN_FOR: Final = datetime.timedelta(minutes=30)


def refusal_event(application: Application) -> Event | None:
    """Return the event by which the application came to its dead end."""
    names = Q(pk__in=[])
    for name in REFUSALS:
        names |= Q(name__endswith=f".{name}")
    return Event.objects.about(application).filter(names).order_by("-id").first()


def took_part(application: Application) -> frozenset[str]:
    """Return the codes of everybody who had a hand in the refusal: who took, proposed or prepared it, scored, visited or voted."""
    refusal = refusal_event(application)
    if refusal is None:
        return frozenset()
    name = refusal.name.rpartition(".")[2]
    steps = Q(pk__in=[])
    for step in (name, f"propose_{name}", *RESTS_ON[name]):
        steps |= Q(name__endswith=f".{step}")
    events = Event.objects.about(application).filter(steps, pk__lte=refusal.pk)
    acted = set(events.values_list("actor", flat=True))
    people = _JUDGES.get(name, _nobody)(application)
    return frozenset(acted | {f"user:{key}" for key in people})


def had_no_hand(user: Any, application: Application) -> bool:
    """Say whether the person took no part in the refusal of the application."""
    return getattr(user, "pk", None) is not None and actors.code_of(user) not in took_part(application)


def is_revealed(objection: Objection, user: Any) -> bool:
    """Say whether the person had the objector shown, with a purpose on record, within the last half hour."""
    acts = Event.objects.about(objection).filter(name="awards.objection.reveal_objector")
    return acts.filter(actor=actors.code_of(user), at__gt=timezone.now() - SHOWN_FOR).exists()


def _nobody(_application: Application) -> list[int]:
    return []


def _experts(application: Application) -> list[int]:
    rows = Assignment.objects.filter(panel__application=application, expert__user__isnull=False)
    return list(rows.values_list("expert__user", flat=True))


def _inspectors(application: Application) -> list[int]:
    rows = TeamMember.objects.filter(inspection__application=application)
    return list(rows.values_list("user", flat=True))


def _committee(application: Application) -> list[int]:
    """Return who called the meetings that dealt with it, was there, or voted."""
    items = AgendaItem.objects.filter(application=application)
    found = set(items.values_list("votes__member", flat=True))
    found |= set(items.values_list("deliberation__attendees", flat=True))
    found |= set(items.values_list("deliberation__called_by", flat=True))
    return [key for key in found if key is not None]


def _handlers(application: Application) -> list[int]:
    rows = Objection.objects.filter(item__application=application, handled_by__isnull=False)
    return list(rows.values_list("handled_by", flat=True))


_JUDGES: Final = {
    "reject_below_gate": _experts,
    "reject_after_inspection": _inspectors,
    "reject_or_defer": _committee,
    "uphold_objection": _handlers,
}
