"""Both sides sign one sheet; whoever changes it afterwards makes the signatures void, and a locked report stays as it is."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.translation import override

from brandcert.applications.enums import Status
from brandcert.core.delivery import deliver
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.inspections import queries, services
from brandcert.inspections.codes import code_of
from brandcert.inspections.enums import Mode, Severity, Signature
from brandcert.inspections.models import Inspection, LockedReport, PrintedReport, ReportSignature
from brandcert.inspections.services import Given, Line
from brandcert.inspections.services.signing import TRIES
from brandcert.inspections.sheets import fingerprint
from tests.inspections.conftest import VisitRoom, blocked
from tests.inspections.test_admin import as_user, here
from tests.inspections.test_field import Phone

Rows = dict[str, list[tuple[str, ...]]]
STROKES = "M10 20L30 40L60 10M70 10L90 90"
DRAWN = {"side": "enterprise", "name": "郑示例", "duty": "厂长", "strokes": STROKES}


def test_a_sheet_is_the_same_in_whatever_order_and_line_ends_its_rows_come() -> None:
    rows: Rows = {"line": [("S1", "3.00", "甲\r\n乙 "), ("S2", "", "丙")], "photo": [("b",), ("a",)]}
    same: Rows = {"photo": [("a",), ("b",)], "line": [("S2", "", "丙"), ("S1", "3.00", "甲\n乙")]}
    assert fingerprint(1, rows) == fingerprint(1, same) != fingerprint(2, rows)
    assert fingerprint(1, rows) != fingerprint(1, {"photo": same["photo"], "line": rows["line"][:1]})


def test_the_leader_signs_last_and_a_change_makes_what_was_signed_void(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    shown = queries.sheet_hash(inspection)
    phone = Phone(visits.leader, inspection)
    assert phone.send("signature", shown=shown, **DRAWN | {"strokes": "alert(1)"})[1]["state"] == "fault"
    assert phone.send("signature", shown=shown, **DRAWN)[0] == 200
    assert str(visits.second) in blocked(visits, inspection, is_signed=True)
    page = as_user(visits.second)
    assert page.post(here(inspection, "do/sign"), {"shown": "0" * 64}).status_code == 200
    assert page.post(here(inspection, "do/sign"), {"shown": shown}).status_code == 302
    told = phone.visit()["signatures"]
    assert [(one["side"], one["shown"] == shown) for one in told] == [
        ("enterprise", True),
        ("inspector", True),
    ]

    services.save_checklist(inspection, lines={"M2.1": Line(Decimal(2), "复核后改")}, by=visits.leader)
    with override("en"):
        assert "void" in blocked(visits, inspection, is_signed=True)
    shown_page = as_user(visits.leader).get(here(inspection)).content.decode()
    assert shown_page.count("void: the sheet was changed afterwards") == 2
    assert STROKES in shown_page
    # As it was before, what was signed holds again: the hash is of the sheet, not of the day.
    services.save_checklist(inspection, lines=visits.lines(inspection), by=visits.leader)
    assert visits.finish(inspection, is_signed=True, summary="符合").status == Status.DELIBERATION
    locked = Inspection.objects.get()
    assert [row.taken_by for row in ReportSignature.objects.all()] == [
        visits.leader,
        visits.second,
        visits.leader,
    ]
    assert (locked.enterprise_signature, locked.signature_note) == (Signature.SIGNED, "郑示例 厂长")


def test_on_the_phone_of_the_leader_a_colleague_signs_with_his_own_code_and_nobody_guesses_it(
    visits: VisitRoom,
) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    phone, shown = Phone(visits.leader, inspection), queries.sheet_hash(inspection)
    code = Phone(visits.second, inspection).visit()["code"]
    told = phone.visit()
    assert [one["id"] for one in told["colleagues"]] == [visits.second.pk]
    assert code not in str(told)
    assert (len(code), int(code) % 97, code == code_of(inspection.pk + 1, visits.second.pk)) == (8, 1, False)
    signs = {"side": "inspector", "shown": shown, "strokes": STROKES, "signatory": str(visits.second.pk)}
    assert phone.send("signature", **signs | {"code": told["code"]})[1]["state"] == "fault"
    assert phone.send("signature", **signs | {"code": code, "strokes": ""})[1]["state"] == "fault"
    # Not for the leader himself, nor for anybody who is not on the team.
    for other in (visits.leader, visits.world.secretary):
        assert phone.send("signature", **signs | {"code": code, "signatory": str(other.pk)})[0] == 422
    assert phone.send("signature", **signs | {"code": f"{code[:4]} {code[4:]}"})[0] == 200
    row = ReportSignature.objects.get()
    assert (row.inspector_id, row.taken_by, row.name) == (visits.second.pk, visits.leader, str(visits.second))
    assert queries.unsigned(inspection) == []
    # Twice as many as an hour allows, so that its end in between changes nothing.
    wrong = signs | {"code": told["code"]}
    assert len({phone.send("signature", **wrong)[1]["words"] for _time in range(2 * TRIES.most + 1)}) == 2
    assert ReportSignature.objects.count() == 1
    page = as_user(visits.second).get(here(inspection)).content.decode()
    assert f"{code[:4]} {code[4:]}" in page
    assert f"{code[:4]} {code[4:]}" not in as_user(visits.leader).get(here(inspection)).content.decode()


def owner(visits: VisitRoom) -> Client:
    """Sign the owner of the enterprise in."""
    return as_user(visits.world.owner)


def test_the_owner_signs_in_the_portal_what_the_team_has_signed_and_reads_the_report(
    visits: VisitRoom,
) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    case = f"/portal/applications/{inspection.application_id}/"
    assert owner(visits).get(f"{case}visit/sign/").status_code == 404
    shown = queries.sheet_hash(inspection)
    services.sign_as_inspector(inspection, Given(shown), by=visits.second, now=visits.world.now)
    assert f"{case}visit/sign/" in owner(visits).get(case).content.decode()
    page = owner(visits).get(f"{case}visit/sign/")
    assert shown in page.content.decode()
    answer: dict[str, Any] = {"shown": shown, "decision": "refused", "duty": "总经理", "reason": ""}
    assert owner(visits).post(f"{case}visit/sign/", answer).status_code == 200
    visits.finding(inspection, Severity.OBSERVATION)
    signed = answer | {"decision": "signed"}
    assert owner(visits).get(f"{case}visit/sign/").status_code == 404
    again = queries.sheet_hash(inspection)
    services.sign_as_inspector(inspection, Given(again), by=visits.second, now=visits.world.now)
    assert "error-summary" in owner(visits).post(f"{case}visit/sign/", signed).content.decode()
    assert owner(visits).post(f"{case}visit/sign/", signed | {"shown": again}).status_code == 302
    event = Event.objects.about(inspection.application).filter(name__endswith=".sign_visit").get()
    assert event.payload["sha256"] == again
    assert owner(visits).get(f"{case}visit/report.pdf").status_code == 404
    visits.finish(inspection, is_signed=True)
    report = owner(visits).get(f"{case}visit/report.pdf")
    assert (report.status_code, report.content[:5]) == (200, b"%PDF-")
    assert as_user(visits.second).get(f"{case}visit/report.pdf").status_code == 404
    with pytest.raises((LockedReport, Refused)):
        services.sign_in_portal(inspection, Given(again), by=visits.world.owner, now=visits.world.now)


def test_after_a_video_visit_the_enterprise_signs_in_the_portal_and_a_mystery_visit_asks_nobody(
    visits: VisitRoom,
) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    Inspection.objects.update(mode=Mode.VIDEO)
    with pytest.raises(services.NotSigned):
        visits.sign(Inspection.objects.get())
    Inspection.objects.update(mode=Mode.MYSTERY)
    assert not services.is_presented(Inspection.objects.get())
    assert visits.finish(inspection, is_signed=True).status == Status.DELIBERATION


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_signatures_and_locked_reports(visits: VisitRoom) -> None:
    inspection = visits.visited()
    visits.complete(inspection)
    visits.sign(inspection)
    signature = ReportSignature.objects.all()[0]
    for act in (signature.save, signature.delete):
        with pytest.raises(LockedReport):
            act()
    refused(["UPDATE inspections_reportsignature SET name = 'x'", "DELETE FROM inspections_reportsignature"])
    visits.finish(inspection, is_signed=True)
    refused(
        [
            "UPDATE inspections_inspection SET summary = 'x'",
            "UPDATE inspections_inspection SET locked_at = NULL",
            "DELETE FROM inspections_inspection",
            "UPDATE inspections_checklistline SET points = 1",
            "DELETE FROM inspections_photo",
            "UPDATE inspections_teammember SET is_leader = is_leader",
            "INSERT INTO inspections_reportsignature SELECT * FROM inspections_reportsignature",
        ]
    )


def refused(statements: list[str]) -> None:
    """Try each statement; the database refuses it."""
    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_locked_report_is_kept_as_one_pdf_whose_own_hash_is_compared_at_each_download(
    visits: VisitRoom, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MEDIA_ROOT = tmp_path
    inspection = visits.visited()
    visits.complete(inspection)
    page, report = as_user(visits.leader), f"/manage/inspections/inspection/{inspection.pk}/report.pdf"
    draft = page.get(report).content
    assert (draft[:5], PrintedReport.objects.exists()) == (b"%PDF-", False)
    case = visits.finish(inspection)
    inspection.refresh_from_db()
    deliver(Event.objects.get(name="applications.application.finish_inspection").pk)
    services.file_waiting()
    sent = page.get(report).content
    row = PrintedReport.objects.get()
    digest = hashlib.sha256(sent).hexdigest()
    assert (row.sha256, row.size, row.sha256 == inspection.sha256) == (digest, len(sent), False)
    assert Event.objects.get(name__endswith=".file_report").payload == {
        "sha256": digest,
        "content": inspection.sha256,
    }
    assert digest in page.get(here(inspection)).content.decode()
    assert digest in owner(visits).get(f"/portal/applications/{case.pk}/").content.decode()
    assert owner(visits).get(f"/portal/applications/{case.pk}/visit/report.pdf").content == sent
    assert services.file_report(inspection.pk) == row
    refused(["UPDATE inspections_printedreport SET sha256 = 'x'", "DELETE FROM inspections_printedreport"])
    # One byte of the stored file is another one: nobody gets it, and the operator is told.
    place = tmp_path / row.file
    place.write_bytes(sent[:-1] + b"x")
    answers = [page.get(report), owner(visits).get(f"/portal/applications/{case.pk}/visit/report.pdf")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "not the one that was made" in caplog.text
    place.unlink()
    assert page.get(report).status_code == 302
