"""What the drawing for a batch starts from, read from the rows, and whether a drawing still agrees with them."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy

from brandcert.accounts.models import User
from brandcert.accounts.queries import Text, duty
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core.models import Event
from brandcert.core.policies import label_of
from brandcert.programs.models import Batch
from brandcert.reviews import drawing, queries
from brandcert.reviews.models import Assignment, BatchDraw, InvitationRun, PanelRule
from brandcert.reviews.policies import ties
from brandcert.reviews.queries import free

COMMITMENT: Final = "commitment"
SEED: Final = "seed"
SOURCE: Final = "source"
TRAIL: Final = "trail"
PANELS: Final = "panels"


@dataclass(frozen=True, slots=True)
class Pool:
    """Pool and cases as plain JSON, what was found between them, and the cases that cannot be drawn."""

    inputs: dict[str, Any]
    findings: list[dict[str, Any]]
    left_out: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Freezing:
    """One freezing of a pool: when, the hash of what is published of it, and the last day for objections if it opened the time for them."""

    at: datetime.datetime
    public_sha256: str
    until: str


def waiting_for_panels(batch: Batch) -> list[Application]:
    """Return the accepted applications of the batch that have no panel."""
    rows = Application.objects.filter(batch=batch, status=Status.ACCEPTED, panel=None)
    return list(rows.select_related("enterprise", "category", "batch").order_by("pk"))


def pool_of(batch: Batch, *, today: datetime.date) -> Pool:
    """Return what a drawing for the batch would start from now."""
    from brandcert.reviews.drawing.table import shortages

    cases = waiting_for_panels(batch)
    found = ties.find(cases, today=today)
    rules = {row.category_id: row for row in PanelRule.objects.filter(batch=batch)}
    inputs = drawing.inputs_of(_entrants(batch, rules, today), _cases(batch, cases, found, rules))
    short = shortages(inputs)
    numbers = {case.pk: case.receipt_number or str(case.pk) for case in cases}
    inputs["cases"] = [case for case in inputs["cases"] if case["id"] not in short]
    return Pool(
        inputs,
        [
            {
                "application": numbers[one.application],
                "expert": one.expert,
                "kind": one.kind,
                "rule": one.rule,
                "evidence": one.evidence,
            }
            for one in found
        ],
        [{"id": key, "application": numbers[key], "field": field} for key, field in sorted(short.items())],
    )


def _entrants(batch: Batch, rules: dict[int, PanelRule], today: datetime.date) -> list[drawing.Entrant]:
    limits = [rule.most_tasks for rule in rules.values() if rule.most_tasks is not None]
    return [
        drawing.Entrant(
            key=one.expert.pk,
            load=one.load,
            most=one.most,
            categories=tuple(one.expert.categories),
            fields=tuple(one.expert.fields),
            exclusions=one.exclusions,
        )
        for one in free.people(batch, today=today, most=min(limits, default=None))
    ]


def _cases(
    batch: Batch, cases: Sequence[Application], found: Sequence[ties.Finding], rules: dict[int, PanelRule]
) -> list[drawing.Case]:
    excluded: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in found:
        excluded[one.application][one.expert].add(one.kind)
    size = queries.size_needed(batch)
    return [
        drawing.Case(
            key=case.pk,
            number=case.receipt_number or str(case.pk),
            category=case.category.key,
            size=size,
            fields=tuple(rules[case.category_id].fields) if case.category_id in rules else (),
            exclusions={expert: tuple(kinds) for expert, kinds in excluded[case.pk].items()},
        )
        for case in cases
    ]


def commitment_of(secret: str) -> str:
    """Return what is announced of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def faults_of(draw: BatchDraw) -> list[str]:
    """Draw again from the record and compare everything: rule, pool, costs, proof, seed, trail and panels.

    Returns the codes of what is wrong, none for a drawing that is as it was.
    """
    from brandcert.reviews.drawing import network

    _chosen, faults = network.replay(draw.record)
    wrong = [str(fault) for fault in faults]
    if commitment_of(draw.secret) != draw.commitment:
        wrong.append(COMMITMENT)
    if drawing.seed_of(draw.secret, draw.public_value) != draw.record["seed"]:
        wrong.append(SEED)
    if draw.public_value and not draw.source:
        wrong.append(SOURCE)
    if not _agrees_with_trail(draw):
        wrong.append(TRAIL)
    if not _has_its_panels(draw):
        wrong.append(PANELS)
    return wrong


def _agrees_with_trail(draw: BatchDraw) -> bool:
    told = {
        event.name.rpartition(".")[2]: event.payload
        for event in Event.objects.filter(subject_type=label_of(draw), subject_id=draw.pk).order_by("pk")
    }
    return bool(
        told.get("announce", {}).get("commitment") == draw.commitment
        and (not draw.public_sha256 or told.get("freeze", {}).get("public_sha256") == draw.public_sha256)
        and told.get("freeze", {}).get("inputs_sha256") == draw.inputs_sha256 == drawing.digest(draw.inputs)
        and told.get("carry_out", {}).get("record_sha256")
        == draw.record_sha256
        == drawing.digest(draw.answer)
    )


def freezings_of(draw: BatchDraw) -> list[Freezing]:
    """Return every freezing of the pool from the sealed trail, the first one first."""
    rows = Event.objects.filter(
        name=f"{label_of(draw)}.freeze", subject_type=label_of(draw), subject_id=draw.pk
    ).order_by("pk")
    return [
        Freezing(row.at, row.payload.get("public_sha256", ""), row.payload.get("until", "")) for row in rows
    ]


def published_record(draw: BatchDraw) -> dict[str, Any]:
    """Return what everyone may have of a drawing: announced hash, pool and cases by number, after it seed and answer.

    Whatever stands in it is checked by the small program that is published beside it.
    """
    shown: dict[str, Any] = {
        "drawing": draw.pk,
        "commitment": draw.commitment,
        "source": draw.source,
        "announced_at": draw.announced_at.isoformat(),
    }
    if draw.inputs is not None:
        shown |= {
            "frozen_at": draw.frozen_at.isoformat() if draw.frozen_at else "",
            "inputs": drawing.published(draw.inputs),
            "inputs_sha256": draw.public_sha256,
            "freezings": [
                {"at": one.at.isoformat(), "inputs_sha256": one.public_sha256, "objections_until": one.until}
                for one in freezings_of(draw)
            ],
        }
    if draw.answer is not None and draw.drawn_at is not None:
        kept = ("solver", "version", "bits", "seed", "attempt", "chosen", "cost", "answer_sha256")
        shown |= {key: draw.answer[key] for key in kept}
        shown |= {
            "secret": draw.secret,
            "public_value": draw.public_value,
            "drawn_at": draw.drawn_at.isoformat(),
        }
    return shown


def _has_its_panels(draw: BatchDraw) -> bool:
    """Say whether everyone drawn was invited, or stands among those left out for a tie; who left since still has his ended task."""
    rows = Assignment.objects.filter(panel__batch_draw=draw).values_list("panel__application", "expert")
    invited: dict[int, set[int]] = defaultdict(set)
    for application, expert in rows:
        invited[application].add(expert)
    run = InvitationRun.objects.filter(draw=draw).first()
    for one in run.skipped if run else ():
        invited[one["case"]] |= set(one["experts"])
    chosen = draw.record["chosen"]
    return all(
        set(chosen.get(case["application"], ())) <= invited[case["id"]]
        for case in draw.record["inputs"]["cases"]
    )


@duty
def open_tasks(person: User) -> tuple[Text, int]:
    """Count the sheets the person has to fill in as an expert."""
    rows = Assignment.objects.open().filter(expert__user=person)
    return gettext_lazy("Sheets to fill in as an expert"), rows.count()
