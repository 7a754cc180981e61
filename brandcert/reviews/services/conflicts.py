"""Declaring that an expert may not judge an enterprise."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.transitions import perform
from brandcert.enterprises.models import Enterprise
from brandcert.reviews.enums import OPEN, ConflictKind
from brandcert.reviews.models import Assignment, Conflict, Expert
from brandcert.reviews.policies import expert_of


def declare_conflict(
    expert: Expert, *, enterprise: Enterprise, kind: str, note: str = "", by: Any
) -> Conflict:
    """Write down a conflict of interest; open tasks of the expert about the enterprise end at once.

    Experts declare for themselves, the secretary for anyone (also when an enterprise objected). Locked
    sheets stay: they become void by two persons. Declaring the same twice changes nothing.
    """
    policies.require(by, "reviews.expert.declare_conflict", expert)
    is_self = expert_of(by) == expert
    if not is_self and not policies.allowed(by, "reviews.expert.edit", expert):
        raise Refused(_("You may declare conflicts only for yourself."))
    if kind not in ConflictKind.values:
        raise GuardFailed(_("Please choose a ground from the list."))
    with transaction.atomic():
        conflict, is_new = Conflict.objects.get_or_create(
            expert=expert, enterprise=enterprise, kind=kind, defaults={"note": note[:200]}
        )
        if is_new:
            events.record(
                "declare_conflict", expert, by=by, payload={"enterprise": enterprise.pk, "kind": kind}
            )
        tasks = Assignment.objects.filter(
            expert=expert, panel__application__enterprise=enterprise, status__in=OPEN
        ).order_by("pk")
        for task in tasks:
            perform(
                task.decline if is_self else task.replace, by=by, reason=note or str(ConflictKind(kind).label)
            )
    return conflict
