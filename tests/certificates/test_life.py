"""Suspended, reinstated, revoked, cancelled, voided, expired, replaced: each by its procedure, each dated exactly."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.certificates import queries, services, validity
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate, StatusInterval
from brandcert.core.delivery import deliver
from brandcert.core.errors import BusinessError, GuardFailed, Refused
from brandcert.core.models import Event
from brandcert.enterprises.enums import IntegrityKind
from brandcert.notifications.models import Message
from brandcert.supervision import services as sanctions
from tests.applications.filling import upload

if TYPE_CHECKING:
    from tests.certificates.drafts import Register


def end_of(register: Register, months: int) -> datetime.date:
    return validity.add_months(register.world.today, months)


# --- suspension ----------------------------------------------------------------------------------
def test_a_suspension_needs_a_notice_that_was_answered_or_whose_time_is_over(register: Register) -> None:
    certificate = register.issued()

    def propose() -> None:
        sanctions.propose_suspend(
            certificate,
            ground="complaint",
            reason="投诉属实",
            expected_end=end_of(register, 2),
            by=register.supervisor,
        )

    with pytest.raises(GuardFailed):
        propose()
    case = register.served(certificate)
    assert case.answer_by is not None
    assert case.answer_by > register.world.today + datetime.timedelta(days=4)
    with pytest.raises(GuardFailed):
        propose()
    assert sanctions.end_terms(today=case.answer_by) == 0
    assert sanctions.end_terms(today=case.answer_by + datetime.timedelta(days=1)) == 1
    propose()


@pytest.mark.parametrize("months", [0, 7])
def test_a_suspension_ends_within_six_months(register: Register, months: int) -> None:
    certificate = register.issued()
    register.heard(certificate, "suspend", "complaint")
    with pytest.raises(GuardFailed):
        sanctions.propose_suspend(
            certificate,
            ground="complaint",
            reason="投诉",
            expected_end=end_of(register, months),
            by=register.supervisor,
        )


def test_the_holder_may_ask_for_a_longer_one_without_notice(register: Register) -> None:
    certificate = register.issued()
    proposal = sanctions.propose_suspend(
        certificate,
        ground="own_request",
        reason="停产",
        expected_end=end_of(register, 12),
        by=register.supervisor,
    )
    assert register.approve(proposal).status == CertificateStatus.SUSPENDED


def test_a_ground_outside_the_closed_list_is_refused(register: Register) -> None:
    certificate = register.issued()
    with pytest.raises(GuardFailed):
        sanctions.propose_suspend(
            certificate,
            ground="dislike",
            reason="不喜欢",
            expected_end=end_of(register, 2),
            by=register.supervisor,
        )
    with pytest.raises(GuardFailed):
        sanctions.propose_revoke(certificate, ground="complaint", reason="不在清单", by=register.supervisor)


def test_reinstated_with_the_same_number_and_last_day_and_exact_intervals(register: Register) -> None:
    suspended = register.suspended()
    number, last = suspended.number, suspended.valid_to
    row = register.approve(services.propose_reinstate(suspended, reason="整改合格", by=register.supervisor))
    assert (row.status, row.number, row.valid_to) == (CertificateStatus.ACTIVE, number, last)
    spans = list(row.intervals.values_list("status", "starts_at", "ends_at"))
    assert [span[0] for span in spans] == ["active", "suspended", "active"]
    assert spans[0][2] == spans[1][1]
    assert spans[1][2] == spans[2][1]
    assert spans[2][2] is None
    assert spans[0][1] == validity.day_start(row.valid_from)


def test_a_suspension_that_is_over_cannot_be_lifted_any_more(register: Register) -> None:
    suspended = register.suspended()
    StatusInterval.objects.filter(certificate=suspended, ends_at=None).update(
        expected_end=register.world.today - datetime.timedelta(days=1)
    )
    with pytest.raises(GuardFailed):
        services.propose_reinstate(suspended, reason="太晚", by=register.supervisor)


def test_one_person_suspends_at_once_for_danger_and_the_director_ratifies(register: Register) -> None:
    certificate = register.issued()
    now = timezone.now()
    with pytest.raises(GuardFailed):
        services.suspend_at_once(certificate, reason="", by=register.supervisor, now=now)
    with pytest.raises(Refused):
        services.suspend_at_once(certificate, reason="危险", by=register.issuer, now=now)
    # Who holds both offices may order it, and does not ratify the own order.
    both = register.world.person(Role.SUPERVISOR, Role.DIRECTOR)
    row = services.suspend_at_once(certificate, reason="制动失灵", by=both, now=now)
    assert queries.verify(row.number, now=timezone.now()).verdict == "suspended"
    with pytest.raises(Refused):
        services.ratify(row, by=register.supervisor, now=now)
    with pytest.raises(Refused, match="下令者"):
        services.ratify(row, by=both, now=now)
    interval = services.ratify(row, by=register.director, now=now)
    assert interval.ratified_at == now
    with pytest.raises(GuardFailed):
        services.ratify(row, by=register.director, now=now)


def test_a_suspension_not_ratified_within_the_hours_of_the_programme_is_escalated_once_and_stands(
    register: Register,
) -> None:
    program, now, hour = register.world.program, timezone.now(), datetime.timedelta(hours=1)
    auditor = register.world.auditor
    program.ratify_hours = 6
    program.save()
    row = services.suspend_at_once(register.issued(), reason="危险", by=register.supervisor, now=now)
    # The clock that runs is not moved by a later rule.
    program.ratify_hours = 48
    program.save()
    interval = row.intervals.get(is_to_ratify=True)
    assert interval.ratify_by == now + 6 * hour
    assert services.flag_unratified(now=now + 5 * hour) == 0
    late = now + 7 * hour
    assert [services.flag_unratified(now=late), services.flag_unratified(now=late)] == [1, 0]
    for event in Event.objects.filter(name__endswith=".flag_unratified"):
        deliver(event.pk)
    told = Message.objects.filter(kind="staff.ratify_late")
    assert set(told.values_list("recipient", flat=True)) == {register.director.pk, auditor.pk}
    assert f"{timezone.localtime(now + 6 * hour):%Y-%m-%d %H:%M}" in told[0].body
    # Late is not never: it is ratified afterwards, and nothing is escalated of what was ratified in time.
    services.ratify(row, by=register.director, now=late)
    assert services.flag_unratified(now=now + 99 * hour) == 0
    assert Event.objects.about(row).filter(name__endswith=".flag_unratified").count() == 1
    assert Certificate.objects.get(pk=row.pk).status == CertificateStatus.SUSPENDED


# --- the end -------------------------------------------------------------------------------------
def test_a_revocation_needs_legal_opinion_and_minutes(register: Register) -> None:
    certificate = register.issued()
    case = register.answered(certificate, "revoke", "fraud")

    def propose() -> None:
        sanctions.propose_revoke(certificate, ground="fraud", reason="造假", by=register.supervisor)

    with pytest.raises(GuardFailed, match=r"legal|法制"):
        propose()
    case = sanctions.check_legally(case, opinion="合法", by=register.world.legal, today=register.world.today)
    with pytest.raises(GuardFailed, match=r"minutes|记录|纪要"):
        propose()
    sanctions.record_minutes(case, minutes="集体讨论记录", by=register.supervisor)
    propose()


def test_a_revocation_bars_the_holder_and_is_for_ever(register: Register) -> None:
    row = register.revoked()
    record = row.enterprise.integrity_records.get()
    assert (record.kind, record.since) == (IntegrityKind.BAR, register.world.today)
    assert record.until == validity.last_day(register.world.today, 3)
    told = Event.objects.get(name="enterprises.enterprise.bar", subject_id=row.enterprise_id)
    assert told.payload == {"until": record.until.isoformat(), "record": record.pk}
    with pytest.raises(BusinessError):
        services.suspend_at_once(row, reason="危险", by=register.supervisor, now=timezone.now())


def test_nobody_escapes_a_revocation_by_cancelling(register: Register) -> None:
    certificate = register.issued()
    register.served(certificate, "revoke", "fraud")
    with pytest.raises(GuardFailed):
        services.propose_cancel(certificate, ground="entity_ended", reason="注销", by=register.supervisor)


def test_cancelled_on_request_only_when_the_owner_asked(register: Register) -> None:
    certificate = register.issued()
    with pytest.raises(GuardFailed):
        services.propose_cancel(certificate, ground="on_request", reason="申请", by=register.supervisor)
    with pytest.raises(Refused):
        services.request_change(
            certificate, kind="cancel", values={}, by=register.world.editor, now=timezone.now()
        )
    request = services.request_change(
        certificate, kind="cancel", values={}, by=register.world.owner, now=timezone.now()
    )
    row = register.approve(
        services.propose_cancel(certificate, ground="on_request", reason="申请", by=register.supervisor)
    )
    request.refresh_from_db()
    assert row.status == CertificateStatus.CANCELLED
    assert request.decided_at is not None


def test_a_void_number_is_kept_and_the_award_gets_a_new_draft(register: Register) -> None:
    row = register.voided()
    assert (row.status, row.number) == (CertificateStatus.VOID, "JLJP-Z-2026-0001")
    again = Certificate.objects.get(status=CertificateStatus.DRAFT)
    assert again.application_id == row.application_id
    register.approved(again)
    services.issue_one(again.pk)
    assert Certificate.objects.get(pk=again.pk).number == "JLJP-Z-2026-0002"


def test_a_draft_without_number_cannot_be_voided(register: Register) -> None:
    with pytest.raises(GuardFailed):
        services.propose_void(register.draft(), reason="无", by=register.issuer)


def test_expiry_is_dated_by_the_last_day_whenever_the_clock_comes(register: Register) -> None:
    certificate = register.issued()
    last = certificate.valid_to
    assert services.expire_past(today=last) == 0
    assert services.expire_past(today=last + datetime.timedelta(days=40)) == 1
    assert services.expire_past(today=last + datetime.timedelta(days=41)) == 0
    midnight = validity.day_start(last + validity.ONE_DAY)
    assert list(certificate.intervals.values_list("status", "ends_at")) == [
        ("active", midnight),
        ("expired", None),
    ]


def test_a_suspended_certificate_expires_too(register: Register) -> None:
    row = register.suspended()
    assert services.expire_past(today=row.valid_to + validity.ONE_DAY) == 1
    assert Certificate.objects.get(pk=row.pk).status == CertificateStatus.EXPIRED


def test_nothing_is_done_to_a_certificate_past_its_last_day(register: Register) -> None:
    row = register.expired()
    with pytest.raises(GuardFailed):
        services.suspend_at_once(row, reason="危险", by=register.supervisor, now=timezone.now())


# --- replacement ---------------------------------------------------------------------------------
def test_a_successor_takes_over_in_one_instant_with_a_new_number_and_the_same_period(
    register: Register,
) -> None:
    old = register.issued()
    batch = services.propose_supersede(
        old, kind="name", values={"holder": "更名后有限公司"}, by=register.issuer, today=register.world.today
    )
    assert Certificate.objects.get(pk=old.pk).status == CertificateStatus.ACTIVE
    services.approve_issue(register.tried(batch), by=register.director, now=timezone.now())
    assert Certificate.objects.get(pk=old.pk).status == CertificateStatus.ACTIVE
    new = Certificate.objects.get(replaces=old)
    services.issue_one(new.pk)
    old, new = Certificate.objects.get(pk=old.pk), Certificate.objects.get(pk=new.pk)
    assert (old.status, new.status) == (CertificateStatus.SUPERSEDED, CertificateStatus.ACTIVE)
    assert (new.number, new.facts["holder"]) == ("JLJP-Z-2026-0002", "更名后有限公司")
    assert (new.valid_from, new.valid_to, new.first_issued_on) == (
        old.valid_from,
        old.valid_to,
        old.first_issued_on,
    )
    assert old.intervals.get(ends_at=None).starts_at == new.intervals.get().starts_at
    assert queries.successor_of(old) == new


def test_a_renewal_has_a_period_of_its_own(register: Register) -> None:
    old = register.issued(decided_on=register.world.today - datetime.timedelta(days=900))
    batch = services.propose_supersede(
        old, kind="renewal", values={}, by=register.issuer, today=register.world.today
    )
    services.approve_issue(register.tried(batch), by=register.director, now=timezone.now())
    new = Certificate.objects.get(replaces=old)
    services.issue_one(new.pk)
    new.refresh_from_db()
    assert (new.status, new.valid_from) == (CertificateStatus.ACTIVE, register.world.today)
    assert new.valid_to == validity.last_day(register.world.today, 3)


def test_a_certificate_is_replaced_once_and_only_for_changes_the_face_carries(register: Register) -> None:
    old = register.issued()
    with pytest.raises(GuardFailed):
        services.propose_supersede(
            old, kind="name", values={"credit_code": "x"}, by=register.issuer, today=register.world.today
        )
    services.propose_supersede(
        old, kind="address", values={"address": "新址"}, by=register.issuer, today=register.world.today
    )
    with pytest.raises(services.AlreadyReplaced):
        services.propose_supersede(
            old, kind="name", values={}, by=register.issuer, today=register.world.today
        )


@pytest.mark.parametrize(
    ("kind", "days", "is_in_time"),
    [("name", 80, True), ("name", 100, False), ("name", -1, False), ("renewal", 0, False)],
)
def test_changes_are_reported_in_time(register: Register, kind: str, days: int, is_in_time: bool) -> None:
    certificate = register.issued()
    changed_on = register.world.today - datetime.timedelta(days=days)

    def ask() -> None:
        services.request_change(
            certificate,
            kind=kind,
            values={"holder": "新名"},
            changed_on=changed_on,
            evidence=[upload(register.world.editor)],
            by=register.world.editor,
            now=timezone.now(),
        )

    if is_in_time:
        ask()
    else:
        with pytest.raises(GuardFailed):
            ask()
