"""Drawing the panels of a whole batch: announce the seed, freeze the pool, draw, check."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, GuardFailed, SomeoneWasFaster
from brandcert.core.workdays import add_workdays
from brandcert.programs.models import Batch
from brandcert.reviews import drawing
from brandcert.reviews.models import BatchDraw, Conflict, InvitationRun
from brandcert.reviews.policies import ties
from brandcert.reviews.queries import pool, window
from brandcert.reviews.services.inviting import begin_inviting


class PoolHasChanged(BusinessError):
    """Since the pool was frozen, experts, ties or cases have changed."""


class CannotDraw(BusinessError):
    """Not all cases can get their experts at once from this pool."""


def announce_draw(
    batch: Batch, *, source: str = "", objection_days: int = 0, by: Any, now: datetime.datetime
) -> BatchDraw:
    """Announce a drawing: a secret is made and its hash stands in the trail before anyone knows the pool.

    `source` names what becomes public only later and is mixed into the seed. With `objection_days` applicants
    see the names of the pool of their category once it is frozen, and may object for so many working days.
    Raises GuardFailed while another drawing of the batch is open, or still invites.
    """
    policies.require(by, "reviews.batchdraw.announce", None)
    if InvitationRun.objects.filter(draw__batch=batch, finished_at=None).exists():
        raise GuardFailed(_("Experts of the last drawing of this batch are still being invited."))
    draw = BatchDraw(
        batch=batch,
        source=source.strip()[:200],
        objection_days=objection_days,
        announced_by=by,
        announced_at=now,
    )
    draw.commitment = pool.commitment_of(draw.secret)
    try:
        with transaction.atomic():
            draw.save()
            events.record("announce", draw, by=by, payload={"commitment": draw.commitment})
    except IntegrityError as error:
        raise GuardFailed(_("Another drawing of this batch is open.")) from error
    return draw


def freeze_pool(draw: BatchDraw, *, by: Any, now: datetime.datetime, today: datetime.date) -> BatchDraw:
    """Write down who may be drawn for which case, with every reason; again, when something has changed since.

    Cases that cannot get their experts are left out and named. Freezing again may take names away; a name or a
    case that was not there before opens the time for objections anew, from today on. Every freezing stays in the
    trail. Raises GuardFailed when no case waits.
    """
    policies.require(by, "reviews.batchdraw.freeze", draw)
    with transaction.atomic():
        row = _open(draw)
        found = pool.pool_of(row.batch, today=today)
        if not found.inputs["cases"]:
            raise GuardFailed(_("No accepted case of this batch can be given a panel."))
        is_new = not window.shown_of(found.inputs) <= window.shown_of(row.inputs)
        opens = row.objection_days > 0 and is_new
        row.inputs, row.findings, row.left_out = found.inputs, found.findings, found.left_out
        row.inputs_sha256, row.frozen_at = drawing.digest(found.inputs), now
        row.public_sha256 = drawing.digest(drawing.published(found.inputs))
        if opens:
            row.objections_until = add_workdays(today, row.objection_days).on
        row.save()
        until = {"until": str(row.objections_until)} if opens else {}
        hashes = {"inputs_sha256": row.inputs_sha256, "public_sha256": row.public_sha256}
        events.record("freeze", row, by=by, payload=hashes | until)
        if opens:
            events.record("name_pool", row, by=by, payload=until)
    return row


def carry_out(
    draw: BatchDraw, *, public_value: str = "", by: Any, now: datetime.datetime, today: datetime.date
) -> BatchDraw:
    """Draw the panels of all cases of the frozen pool, all or none; a worker invites the experts case by case.

    Raises PoolHasChanged when the pool is no longer the frozen one, CannotDraw, SomeoneWasFaster for the
    second of two drawings, GuardFailed without frozen pool or announced value, with a value nobody announced, and while applicants may object.
    """
    from brandcert.reviews.drawing import network

    policies.require(by, "reviews.batchdraw.carry_out", draw)
    frozen = BatchDraw.objects.get(pk=draw.pk)
    if frozen.inputs is None:
        raise GuardFailed(_("Freeze the pool first."))
    if frozen.takes_objections(today):
        raise GuardFailed(
            _("Applicants may object to experts until %(date)s; draw afterwards.")
            % {"date": frozen.objections_until}
        )
    value = public_value.strip()[:200]
    if frozen.source and not value:
        raise GuardFailed(_("Enter the value from the public source that was announced."))
    if value and not frozen.source:
        raise GuardFailed(_("No public source was announced for this drawing: no value may be mixed in."))
    # Outside the transaction: nobody waits for the solver.
    try:
        record = network.draw(frozen.inputs, seed=drawing.seed_of(frozen.secret, value))
    except network.CannotSolve as error:
        raise CannotDraw(
            _(
                "There is no assignment that gives every case its experts: raise the limit of tasks or widen the pool."
            )
        ) from error
    with transaction.atomic():
        row = _open(draw)
        if drawing.digest(pool.pool_of(row.batch, today=today).inputs) != record["inputs_sha256"]:
            raise PoolHasChanged(
                _(
                    "Experts, ties or cases have changed since the pool was frozen. Freeze it again, then draw."
                )
            )
        row.answer = {key: value for key, value in record.items() if key != "inputs"}
        row.record_sha256 = drawing.digest(row.answer)
        row.public_value, row.drawn_by, row.drawn_at = value, by, now
        row.save()
        events.record("carry_out", row, by=by, payload=_facts(row, record))
        _keep_found(row)
        begin_inviting(row, now=now)
    return row


def _facts(row: BatchDraw, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "seed": record["seed"],
        "inputs_sha256": record["inputs_sha256"],
        "record_sha256": row.record_sha256,
        "cases": len(record["chosen"]),
    }


def _open(draw: BatchDraw) -> BatchDraw:
    row = BatchDraw.objects.select_for_update().get(pk=draw.pk)
    if row.drawn_at is not None:
        raise SomeoneWasFaster(_("The panels of this drawing have been drawn already."))
    return row


def _keep_found(draw: BatchDraw) -> None:
    enterprises = dict(
        Application.objects.filter(
            pk__in=[case["id"] for case in draw.record["inputs"]["cases"]]
        ).values_list("receipt_number", "enterprise")
    )
    Conflict.objects.bulk_create(
        [
            Conflict(
                expert_id=one["expert"],
                enterprise_id=enterprises[one["application"]],
                kind=one["kind"],
                is_detected=True,
            )
            for one in draw.findings
            if one["rule"] in ties.KEPT and one["application"] in enterprises
        ],
        ignore_conflicts=True,
    )


def check_draw(draw: BatchDraw, *, by: Any, now: datetime.datetime) -> BatchDraw:
    """Draw again from the record, compare it with seed, trail and panels, and keep what was found.

    Raises GuardFailed for a drawing that has not taken place.
    """
    policies.require(by, "reviews.batchdraw.check", draw)
    drawn = BatchDraw.objects.get(pk=draw.pk)
    if drawn.drawn_at is None:
        raise GuardFailed(_("Nothing has been drawn yet."))
    if InvitationRun.objects.filter(draw=drawn, finished_at=None).exists():
        raise GuardFailed(_("The experts are still being invited; look again when that is done."))
    faults = pool.faults_of(drawn)
    with transaction.atomic():
        row = BatchDraw.objects.select_for_update().get(pk=draw.pk)
        row.checked_at, row.faults = now, faults
        row.save(update_fields=["checked_at", "faults"])
        events.record("check", row, by=by, payload={"faults": faults})
    return row
