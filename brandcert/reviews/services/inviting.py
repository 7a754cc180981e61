"""Inviting the experts of a drawing: a worker makes one case after another, each in a transaction of its own.

A lease on the run says that somebody works on it. What is done stands in the panels themselves, so whoever
finds a run cut off goes on with the first case that has none.
"""

from __future__ import annotations

import datetime
import logging
import time
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import events, faults, policies, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.transitions import locked
from brandcert.programs.models import Rubric
from brandcert.reviews import drawing, queries
from brandcert.reviews.models import MAX_ATTEMPTS, Assignment, BatchDraw, Expert, InvitationRun, Panel
from brandcert.reviews.policies import ties
from brandcert.reviews.services.panels import NotEnoughExperts, answer_by, draw_for

logger = logging.getLogger(__name__)
# A message works this long, then sends the next one: no worker is held by one batch.
SECONDS_OF_WORK: Final = 20.0
NO_CASE: Final = "case"
TIED: Final = "tied"
SHORT: Final = "short"


def begin_inviting(draw: BatchDraw, *, now: datetime.datetime) -> InvitationRun:
    """Write down that the experts of a drawing are to be invited, and wake a worker."""
    run = InvitationRun.objects.create(draw=draw, total=len(draw.record["inputs"]["cases"]), started_at=now)
    tasks.wake("reviews.invite", run.pk)
    return run


def invite_batch(run_id: int, *, seconds: float = SECONDS_OF_WORK) -> InvitationRun:
    """Invite the experts of the cases that wait, as many as can be done in the time; nothing when that is in hand.

    A fault is written on the run for the secretary and tried again when the lease is over; after MAX_ATTEMPTS
    in a row the run waits for `retry_inviting`. Never raises for the run's own faults.
    """
    until = timezone.now() + datetime.timedelta(seconds=settings.LEASE_SECONDS)
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    own = InvitationRun.objects.filter(free, pk=run_id, finished_at=None, attempts__lt=MAX_ATTEMPTS)
    if own.update(lease_until=until, attempts=F("attempts") + 1):
        try:
            _work(run_id, time.monotonic() + seconds)
        except Exception as failure:
            logger.exception("invitations of run %s stopped", run_id)
            text = str(failure) if isinstance(failure, BusinessError) else type(failure).__name__
            InvitationRun.objects.filter(pk=run_id).update(fault=text[:500])
    return InvitationRun.objects.get(pk=run_id)


def _work(run_id: int, end: float) -> None:
    run = InvitationRun.objects.select_related("draw__drawn_by", "draw__batch").get(pk=run_id)
    cases = {one["id"]: one["application"] for one in run.draw.record["inputs"]["cases"]}
    made = set(Panel.objects.filter(application__in=list(cases)).values_list("application", flat=True))
    waiting = sorted(set(cases) - made - {one["case"] for one in run.skipped if one["why"] == NO_CASE})
    for key in waiting:
        if time.monotonic() > end:
            break
        faults.hit("before_invitation")
        _invite_case(run, key, cases[key])
        faults.hit("after_invitation")
    else:
        _finish(run_id)
        return
    InvitationRun.objects.filter(pk=run_id).update(lease_until=None)
    tasks.wake("reviews.invite", run_id)


def _finish(run_id: int) -> None:
    with transaction.atomic():
        run = InvitationRun.objects.select_for_update().select_related("draw").get(pk=run_id)
        if run.finished_at is None:
            run.finished_at, run.lease_until, run.fault, run.done = timezone.now(), None, "", run.total
            run.save()
            events.record("finish_inviting", run.draw, by=SYSTEM, payload={"skipped": len(run.skipped)})


def _invite_case(run: InvitationRun, key: int, number: str) -> None:
    """Make the panel of a case, its invitations and their events at once, and count it."""
    with transaction.atomic():
        kept = InvitationRun.objects.select_for_update().get(pk=run.pk)
        case = locked(Application(pk=key))
        chosen = list(run.draw.record["chosen"][number])
        if case.status != Status.ACCEPTED or Panel.objects.filter(application=case).exists():
            kept.skipped.append({"case": key, "experts": chosen, "why": NO_CASE})
        else:
            kept.skipped += _make_panel(run.draw, case, number, chosen)
        kept.done, kept.attempts, kept.fault = kept.done + 1, 0, ""
        kept.lease_until = timezone.now() + datetime.timedelta(seconds=settings.LEASE_SECONDS)
        kept.save()


def _make_panel(draw: BatchDraw, case: Application, number: str, chosen: list[int]) -> list[dict[str, Any]]:
    """Invite whom the drawing chose, except those whom something forbids since; they are replaced by the same rule."""
    try:
        rubric = queries.rubric_for(case)
    except Rubric.DoesNotExist as error:
        raise GuardFailed(_("This category has no rubric yet.")) from error
    panel = Panel.objects.create(application=case, rubric=rubric, batch_draw=draw)
    by = draw.drawn_by
    events.record("draw_panel", case, by=by, payload={"batch_draw": draw.pk, "purpose": "panel"})
    lots = drawing.successor_seed(draw.record["seed"], number, 0)
    free = set(
        Expert.objects.filter(pk__in=chosen, is_available=True, user__is_active=True).values_list(
            "pk", flat=True
        )
    )
    gone = {one.expert for one in ties.find([case], experts=chosen)} | (set(chosen) - free)
    ordered = sorted(set(chosen) - gone, key=lambda expert: drawing.ticket(lots, number, expert))
    until = answer_by(case.batch, today=timezone.localdate()) if ordered else None
    for place, expert in enumerate(ordered):
        row = Assignment.objects.create(panel=panel, expert_id=expert, is_leader=place == 0, answer_by=until)
        events.record("invite", row, by=by, payload={"by_hand": False})
    if not gone:
        return []
    return [{"case": case.pk, "experts": sorted(gone), "why": TIED}, *_replace(panel, case, len(gone))]


def _replace(panel: Panel, case: Application, size: int) -> list[dict[str, Any]]:
    today = timezone.localdate()
    try:
        with transaction.atomic():
            draw_for(panel, case, size=size, purpose="replacement", by=SYSTEM, today=today, seed=None)
    except (NotEnoughExperts, GuardFailed):
        return [{"case": case.pk, "experts": [], "why": SHORT}]
    return []


def retry_inviting(draw: BatchDraw, *, by: Any) -> InvitationRun:
    """Let a run that was given up go on. Raises GuardFailed for one that is done or at work, Refused."""
    policies.require(by, "reviews.batchdraw.retry_inviting", draw)
    with transaction.atomic():
        run = InvitationRun.objects.select_for_update().filter(draw=draw).first()
        if run is None or run.finished_at is not None or not run.is_parked:
            raise GuardFailed(_("Nothing waits for another attempt."))
        run.attempts, run.lease_until = 0, None
        run.save(update_fields=["attempts", "lease_until"])
        events.record("retry_inviting", draw, by=by)
        tasks.wake("reviews.invite", run.pk)
    return run


@sweeper
def sweep_invitations() -> None:
    """Go on with runs that nobody works on: the broker lost the message, or the worker was killed."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    rows = InvitationRun.objects.filter(free, finished_at=None, attempts__lt=MAX_ATTEMPTS)
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        invite_batch(key)
