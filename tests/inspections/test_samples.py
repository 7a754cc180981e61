"""Samples and their tests, a refused inspection, and the report on paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals, policies
from brandcert.core.errors import GuardFailed
from brandcert.core.models import digest
from brandcert.inspections import queries, services
from brandcert.inspections.enums import Severity
from brandcert.inspections.models import Inspection, LockedReport, Sample
from tests.inspections.conftest import VisitRoom, blocked, now
from tests.inspections.test_admin import as_user, here, picture

SAMPLE = {
    "name": "大豆油",
    "lot": "20260301-2",
    "quantity": "3 瓶 × 1.8 L",
    "seal": "封-0087",
    "place": "成品库",
    "laboratory": "吉林省产品质量监督检验院",
    "taken_on": "2026-03-02",
}


def paper(data: bytes) -> str:
    """Return the text of a PDF."""
    import pypdfium2

    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))


def test_a_sample_is_recorded_tested_and_printed_in_the_locked_report(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    second, leader = as_user(visits.second), as_user(visits.leader)
    missing = second.post(here(inspection, "do/sample"), SAMPLE | {"seal": " "}).content.decode()
    assert ("20260301-2" in missing, Sample.objects.count()) == (True, 0)
    assert second.post(here(inspection, "do/sample"), SAMPLE).status_code == 302
    sample = Sample.objects.get()
    assert "1" in blocked(visits, inspection)
    draft = leader.get(here(inspection, "report.pdf").rstrip("/"))
    assert "草稿" in paper(draft.content)
    result = {"sample": sample.pk, "outcome": "passed", "report_number": "JZ-2026-118"}
    report = SimpleUploadedFile("报告.jpg", picture().read())
    second.post(here(inspection, "do/result"), result | {"file": report})
    sample.refresh_from_db()
    assert (sample.outcome, sample.report_number, sample.taken_by) == ("passed", "JZ-2026-118", visits.second)
    assert policies.allowed(visits.leader, "documents.upload.view", sample.report)
    assert as_user(visits.world.person(Role.INSPECTOR)).get(f"/files/{sample.report_id}/").status_code == 404
    with pytest.raises(GuardFailed):
        services.settle_sample(
            sample, outcome="failed", report_number="2", report=visits.picture(), by=visits.leader
        )
    visits.finish(inspection)
    locked = Inspection.objects.get(pk=inspection.pk)
    assert locked.sha256 == digest(queries.content_of(locked))
    with pytest.raises(LockedReport):
        sample.save()
    printed = [leader.get(here(inspection, "report.pdf").rstrip("/")).content for _time in range(2)]
    assert printed[0] == printed[1]
    text = paper(printed[0])
    for words in ("现场核查报告", "JZ-2026-118", "封-0087", str(visits.leader), locked.sha256, "36.00"):
        assert words in text.replace("\r\n", "")
    assert "草稿" not in text
    stranger = as_user(visits.world.person(Role.INSPECTOR))
    assert stranger.get(here(inspection, "report.pdf").rstrip("/")).status_code == 404


def test_a_sample_that_fails_ends_in_a_severe_finding(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    facts: dict[str, Any] = SAMPLE | {"taken_on": visits.world.today}
    sample = services.take_sample(inspection, by=visits.leader, **facts)
    # The laboratory may report while findings are being rectified.
    visits.finding(inspection)
    services.order_rectification(now(inspection), by=visits.leader, today=visits.world.today)
    services.settle_sample(
        sample, outcome="failed", report_number="7", report=visits.picture(), by=visits.leader
    )
    with pytest.raises(GuardFailed):
        services.take_sample(inspection, by=visits.leader, **facts)
    Application.objects.filter(pk=inspection.application_id).update(status=Status.INSPECTION)
    inspection.findings.update(severity=Severity.OBSERVATION)
    assert "严重不符合项" in blocked(visits, inspection)


def test_a_refused_inspection_can_only_be_rejected(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    second, leader = as_user(visits.second), as_user(visits.leader)
    account = {"account": "3月2日9时，门卫拒绝核查组入厂，属地监管人员在场。"}
    assert second.post(here(inspection, "do/refusal"), account).status_code == 403
    assert leader.post(here(inspection, "do/refusal"), {"account": " "}).status_code == 200
    assert now(inspection).inspections.get().refused_at is None
    assert leader.post(here(inspection, "do/refusal"), account).status_code == 302
    assert account["account"] in leader.get(here(inspection)).content.decode()
    assert "rejection" in blocked(visits, inspection)
    approval = services.propose_rejection(now(inspection), reason="拒绝现场核查", by=visits.leader)
    approvals.approve(approval, by=visits.world.director)
    row = Inspection.objects.get(pk=inspection.pk)
    assert (now(inspection).status, row.sha256) == (Status.REJECTED, digest(queries.content_of(row)))
    assert "拒绝核查组入厂" in paper(services.print_report(row, by=visits.leader)).replace("\r\n", "")
