"""Every state × step and every role × step, generated from the machines and fired through the door."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Unit, User
from brandcert.applications.enums import Status
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate, Halt, IssueBatch
from brandcert.core import approvals, guards, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.checks import stateful_models
from brandcert.core.errors import BusinessError, GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Approval, Event
from brandcert.core.transitions import perform, steps_of
from brandcert.inspections.models import Inspection, TeamMember
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Assignment, Expert, Panel
from brandcert.supervision.models import SanctionCase
from tests.machine import MACHINES, MATRIX_KEYS, STATES, TODAY, details_of
from tests.world import World

pytestmark = pytest.mark.both
MATRIX = Path(__file__).parents[1] / "data" / "permission_matrix.csv"
COLUMNS = ["AO", "AM", "CR", "CO", "EX", "IN", "IO", "AP", "AU", "SA", "SE", "SC", "CM", "SU", "LR", "PUB"]
# People of the right role for another enterprise, unit, case: refused wherever the matrix says own.
STRANGERS = {"AO2": "AO", "AM2": "AM", "CR2": "CR", "EX2": "EX", "IN2": "IN"}
ROLES = {
    "CO": Role.CLERK,
    "IO": Role.ISSUER,
    "AP": Role.DIRECTOR,
    "AU": Role.AUDITOR,
    "SA": Role.SYSADMIN,
    "SE": Role.SECADMIN,
    "SC": Role.SECRETARY,
    "CM": Role.COMMITTEE,
    "SU": Role.SUPERVISOR,
    "LR": Role.LEGAL,
}
# Where the product is stricter or finer than one cell of the matrix can say.
FINER = {
    # One person, at once, for danger to people: the E beside the P of `suspend`.
    ("certificate", "suspend_at_once"): {"SU": "A"},
    # The worker takes the step; what the issuing officer proposes and the director approves is the number.
    ("certificate", "issue"): {"IO": "P"},
    # The worker takes the step when the successor, proposed and approved by the two, is issued.
    ("certificate", "supersede"): {"IO": "P"},
    # The S of the legal reviewer is his opinion, an act of its own before the proposal.
    ("certificate", "revoke"): {"SU": "P", "AP": "2"},
    ("sanctioncase", "serve"): {"SU": "A"},
    ("sanctioncase", "ask_hearing"): {"AO": "O"},
    ("sanctioncase", "answer"): {"AO": "O"},
    ("sanctioncase", "hold_hearing"): {"SU": "A"},
    ("sanctioncase", "return_to_facts"): {"LR": "A"},
    ("sanctioncase", "check_legally"): {"LR": "A"},
    # Taken in the transaction of `revoke` or `suspend`, which need the proposal and the approval.
    ("sanctioncase", "decide"): {"AP": "A"},
    ("sanctioncase", "drop"): {"SU": "A"},
    # The cell of the matrix, and what its cells leave open: the list is proposed by being made.
    ("issuebatch", "approve"): {"AP": "A"},
    ("issuebatch", "decline"): {"AP": "A"},
    ("issuebatch", "try_again"): {"IO": "A"},
    ("issuebatch", "cancel"): {"IO": "A", "AP": "A"},
    ("issuebatch", "pause"): {"IO": "A", "AP": "A"},
    ("issuebatch", "resume"): {"IO": "A", "AP": "A"},
    ("halt", "lift"): {"IO": "P", "AP": "2"},
}


@pytest.fixture(autouse=True)
def no_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the facts out of play: here only states and people count; each guard has its own test."""
    monkeypatch.setattr(guards, "_guards", {})
    import brandcert.core.transitions as door

    monkeypatch.setattr(door, "guards_of", lambda _action: ())


class Cast:
    """One person per column of the matrix, placed so that the case is theirs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, Any] = {"PUB": AnonymousUser(), "AO": world.owner, "AM": world.editor}
        other_unit = Unit.objects.exclude(pk=world.unit.pk).first() or Unit.objects.create(key="x", name="x")
        self.people["CR"] = world.person(Role.RECOMMENDER)
        self.people["CR2"] = world.person(Role.RECOMMENDER, unit=other_unit)
        stranger = world.new_enterprise("91220200XNT000226B")
        self.people["AO2"] = world.member(stranger)
        self.people["AM2"] = world.member(stranger)
        for column, role in ROLES.items():
            self.people[column] = world.person(role)
        for column in ("EX", "EX2"):
            self.people[column] = world.person(Role.EXPERT)
            Expert.objects.create(user=self.people[column], employer="东北师范大学")
        for column in ("IN", "IN2"):
            self.people[column] = world.person(Role.INSPECTOR)

    def fresh(self, column: str) -> Any:
        """Return the person without what earlier questions remembered."""
        person = self.people[column]
        return person if isinstance(person, AnonymousUser) else User.objects.get(pk=person.pk)

    def row(self, machine: str, state: str) -> Any:
        """Make the row the machine runs on, in the state, with the case in the hands of this cast."""
        if machine == "application":
            application = self.world.application(Status(state))
            visit = Inspection.objects.create(
                application=application, planned_on=TODAY, planned_by=self.people["SC"]
            )
            TeamMember.objects.create(inspection=visit, user=self.people["IN"], is_leader=True)
            return application
        if machine == "assignment":
            application = self.world.application(Status.EXPERT_REVIEW)
            panel = Panel.objects.create(application=application, rubric=application.category.rubrics.get())
            return Assignment.objects.create(
                panel=panel, expert=self.people["EX"].expert, status=AssignmentStatus(state)
            )
        if machine == "sanctioncase":
            return SanctionCase.objects.create(
                certificate=self.certificate(CertificateStatus.ACTIVE),
                action="revoke",
                ground="fraud",
                status=state,
                opened_by=self.world.supervisor,
                served_on=TODAY,
                answer_by=TODAY,
            )
        if machine == "issuebatch":
            return IssueBatch.objects.create(proposed_by=self.people["IO"], status=state)
        if machine == "halt":
            # One halt stands at most.
            Halt.objects.all().delete()
            return Halt.objects.create(ordered_by=self.people["SU"], reason="理由", status=state)
        return self.certificate(CertificateStatus(state))

    def again(self, row: Any) -> Any:
        """Return another copy of the row, as a second person sees it."""
        return type(row)._base_manager.get(pk=row.pk)

    def certificate(self, state: CertificateStatus) -> Certificate:
        """Make a certificate in the state."""
        application = self.world.application(Status.AWARDED)
        number = Certificate.objects.count() + 1
        return Certificate.objects.create(
            application=application,
            enterprise=application.enterprise,
            category=application.category,
            status=state,
            series_year=2026,
            series_number=number,
            number=f"JLJP-Z-2026-{number:04d}",
            verification_code=f"CODE{number}",
            sha256="0" * 64,
            decision_number="吉精品认〔2026〕1号",
            decided_on=TODAY,
            valid_from=TODAY,
            valid_to=TODAY.replace(year=2029),
        )


@pytest.fixture
def cast(world: World) -> Cast:
    return Cast(world)


def with_approval(row: Any, step: str) -> Any:
    """Write the proposal a two-person step needs, as somebody else would have."""
    label = policies.label_of(row)
    return Approval.objects.create(
        action=f"{label}.{step}",
        subject_type=label,
        subject_id=row.pk,
        facts_hash=approvals.facts_hash(row, {}),
        proposed_by="user:0",
        expires_at="2099-01-01T00:00:00Z",
    )


def is_two_persons(row: Any, step: str) -> bool:
    meta = steps_of(type(row))[step]
    return bool(next(iter(meta.transitions.values())).custom["two_persons"])


def fire(row: Any, step: str, by: Any, approval: Any = None) -> Any:
    if approval is None and is_two_persons(row, step):
        approval = with_approval(row, step)
    with transaction.atomic():
        return perform(getattr(row, step), by=by, approval=approval, **details_of(step))


def doer(cast: Cast, machine: str, step: str) -> Any:
    """Return someone the matrix lets take the step."""
    cells = expected(machine, step)
    column = next((column for column, cell in cells.items() if set(cell) & set("AOJS2")), "")
    return cast.fresh(column) if column else SYSTEM


def expected(machine: str, step: str) -> dict[str, str]:
    """Return the matrix row of a step: column → cell."""
    if (machine, step) in FINER:
        return FINER[machine, step]
    key = MATRIX_KEYS[machine][step]
    if not key:
        return {}
    with MATRIX.open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["key"] == key)
    return {column: row[column] for column in COLUMNS if row[column] != "-"}


STATES_OF_MACHINES = [(machine, state) for machine in MACHINES for state in STATES[machine]]
STEPS_OF_MACHINES = [(machine, step) for machine, table in MACHINES.items() for step in table]


def test_the_written_machines_name_every_step_there_is() -> None:
    found = {model._meta.model_name: set(steps_of(model)) for model in stateful_models()}
    assert found == {machine: set(table) for machine, table in MACHINES.items()}
    assert found == {machine: set(keys) for machine, keys in MATRIX_KEYS.items()}


@pytest.mark.parametrize(("machine", "state"), STATES_OF_MACHINES)
def test_every_step_from_every_state(cast: Cast, machine: str, state: str) -> None:
    for step, ways in MACHINES[machine].items():
        row, by = cast.row(machine, state), doer(cast, machine, step)
        if state in ways:
            assert fire(row, step, by).status == ways[state], step
            event = Event.objects.about(row).get()
            assert (event.payload["from"], event.payload["to"]) == (state, ways[state])
        else:
            with pytest.raises(SomeoneWasFaster):
                fire(row, step, by)
            assert type(row)._base_manager.get(pk=row.pk).status == state, step
            assert not Event.objects.about(row).exists()


@pytest.mark.parametrize(("machine", "step"), STEPS_OF_MACHINES)
def test_every_role_at_every_step(cast: Cast, machine: str, step: str) -> None:
    cells = expected(machine, step)
    state = next(iter(MACHINES[machine][step]))
    for column in [*COLUMNS, *STRANGERS]:
        cell = cells.get(column, "")
        row, by = cast.row(machine, state), cast.fresh(column)
        assert can_do(row, step, by) == bool(set(cell) & set("AOJS2")), f"{column} {step}"
        may_propose = policies.is_declared(f"{policies.label_of(row)}.propose_{step}") and policies.allowed(
            by, f"{policies.label_of(row)}.propose_{step}", row
        )
        assert may_propose == ("P" in cell), f"{column} proposes {step}"


def can_do(row: Any, step: str, by: Any) -> bool:
    """Really take the step, and say whether the door let the person through."""
    try:
        fire(row, step, by)
    except Refused:
        assert not Event.objects.about(row).exists()
        return False
    except (BusinessError, GuardFailed) as error:
        raise AssertionError(f"{step} failed for another reason: {error}") from error
    return True


def test_the_matrix_check_can_fail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted bug: everyone may accept."""
    monkeypatch.setitem(policies._tables, "applications.application.accept", (policies.anyone,))
    with pytest.raises(AssertionError):
        test_every_role_at_every_step(cast, "application", "accept")
