"""What phones send arrives once, overwrites nothing and is refused in words."""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.core.models import Event
from brandcert.documents.models import Upload
from brandcert.inspections import services
from brandcert.inspections.models import Finding, Inspection, Photo, Receipt
from brandcert.inspections.services import Line
from tests.inspections.conftest import VisitRoom
from tests.inspections.test_admin import as_user, picture

FIELD = "/manage/inspections/inspection/field/"


class Phone:
    """The phone of a person, sending entries of one visit."""

    def __init__(self, user: Any, inspection: Inspection) -> None:
        self.client: Client = as_user(user)
        self.address = f"{FIELD}{inspection.pk}/send/"

    def send(self, kind: str, key: Any = None, file: Any = None, **values: str) -> tuple[int, dict[str, Any]]:
        """Send one entry; return the status and what was told."""
        data = {
            "kind": kind,
            "key": str(key or uuid4()),
            **{f"v-{name}": text for name, text in values.items()},
        }
        answer = self.client.post(self.address, data if file is None else data | {"file": file})
        return answer.status_code, json.loads(answer.content)

    def visit(self) -> dict[str, Any]:
        """Return the first visit the phone may take along."""
        found: dict[str, Any] = json.loads(self.client.get(f"{FIELD}state.json").content)["visits"][0]
        return found


def test_r05_an_entry_sent_twice_is_written_once_and_other_content_is_refused(visits: VisitRoom) -> None:
    inspection = visits.visited()
    phone, key = Phone(visits.leader, inspection), uuid4()
    finding = {"severity": "closable", "clause": "8.5.1", "description": "标识不清", "place": "三号车间"}
    seen_at = inspection.planned_at.replace(microsecond=0)
    at = {"at": seen_at.astimezone(timezone.get_default_timezone()).isoformat()}
    answers = [phone.send("finding", key, **finding, **at)[0] for _time in range(2)]
    assert (answers, Finding.objects.count(), Receipt.objects.count()) == ([200, 200], 1, 1)
    status, told = phone.send("finding", key, **finding | {"description": "别的"}, **at)
    assert (status, told["state"], Finding.objects.get().description) == (422, "fault", "标识不清")
    assert Phone(visits.second, inspection).send("finding", key, **finding, **at)[0] == 422
    row = Finding.objects.get()
    assert row.found_at is not None
    assert (row.place, row.recorded_by, row.found_at.isoformat()) == (
        "三号车间",
        visits.leader,
        seen_at.isoformat(),
    )
    event = Event.objects.filter(name="applications.application.inspect").get()
    assert (event.payload["entry"], event.payload["kind"]) == (str(key), "finding")
    visits.complete(inspection)
    Finding.objects.all().update(severity="observation")
    visits.finish(inspection)
    # What had arrived before the report was locked is still answered as arrived.
    assert phone.send("finding", key, **finding, **at)[0] == 200
    assert phone.send("finding", **finding)[0] == 422


def test_a_line_never_overwrites_what_was_saved_meanwhile(visits: VisitRoom) -> None:
    inspection = visits.visited()
    phone = Phone(visits.leader, inspection)
    status, told = phone.send("line", code="M2.1", points="8", observation="现场查看", seen="")
    assert (status, told["line"]["points"]) == (200, "8")
    services.save_checklist(inspection, lines={"M2.1": Line(Decimal(5), "网页所记")}, by=visits.leader)
    status, clash = phone.send("line", code="M2.1", points="9", observation="x", seen=told["line"]["mark"])
    theirs = clash["theirs"]["M2.1"]
    assert (status, clash["state"], theirs["points"], theirs["observation"]) == (
        409,
        "clash",
        "5",
        "网页所记",
    )
    assert services.stored_lines(inspection) == {"M2.1": Line(Decimal(5), "网页所记")}
    assert phone.visit()["lines"]["M2.1"] == theirs
    assert phone.send("line", code="M2.1", points="9", observation="x", seen=theirs["mark"])[0] == 200
    # The same values once more, under a new key, are no conflict whatever was seen.
    assert phone.send("line", code="M2.1", points="9.00", observation="x", seen="")[0] == 200
    assert services.stored_lines(inspection) == {"M2.1": Line(Decimal(9), "x")}


def test_a_photo_is_hashed_again_and_belongs_to_its_finding(
    visits: VisitRoom, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    inspection = visits.visited()
    phone, key, found = Phone(visits.second, inspection), uuid4(), uuid4()
    data = picture().read()
    sent = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "caption": "车间",
        "finding": str(found),
        "original": "",
    }
    early, words = phone.send("photo", key, SimpleUploadedFile("a.jpg", data), **sent)
    assert (early, words["state"], Upload.objects.count(), list(tmp_path.rglob("*.*"))) == (
        422,
        "fault",
        0,
        [],
    )
    assert phone.send("finding", found, severity="observation", clause="4", description="x")[0] == 200
    wrong = sent | {"sha256": "0" * 64}
    assert phone.send("photo", key, SimpleUploadedFile("a.jpg", data), **wrong)[1]["state"] == "again"
    assert (Photo.objects.count(), Upload.objects.count()) == (0, 0)
    for _time in range(2):
        assert phone.send("photo", key, SimpleUploadedFile("a.jpg", data), **sent)[0] == 200
    photo = Photo.objects.get()
    assert (photo.upload.sha256, photo.finding, photo.caption) == (
        sent["sha256"],
        Finding.objects.get(),
        "车间",
    )
    assert Event.objects.filter(payload__photo=photo.upload.sha256).count() == 1
    bad = SimpleUploadedFile("a.jpg", b"GIF89a")
    assert phone.send("photo", None, bad, **sent)[1]["state"] == "fault"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("line", {"code": "M2.1", "points": "99", "seen": ""}),
        ("line", {"code": "M2.1", "points": "八", "seen": ""}),
        ("finding", {"severity": "closable", "clause": "", "description": "x"}),
        ("finding", {"severity": "closable", "clause": "1", "description": "x", "at": "yesterday"}),
        ("photo", {"sha256": "0" * 64}),
        ("other", {}),
    ],
)
def test_what_is_not_taken_is_answered_in_words_and_stores_nothing(
    visits: VisitRoom, kind: str, values: dict[str, str]
) -> None:
    inspection = visits.visited()
    status, told = Phone(visits.leader, inspection).send(kind, **values)
    assert (status, told["state"], bool(told["words"])) == (422, "fault", True)
    assert (Finding.objects.count(), inspection.checklist.count(), Receipt.objects.count()) == (0, 0, 0)


def test_a_time_that_cannot_be_is_refused_and_a_stored_one_breaks_no_page(
    visits: VisitRoom, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    inspection = visits.visited()
    phone, data = Phone(visits.leader, inspection), picture().read()
    finding = {"severity": "observation", "clause": "4", "description": "x"}
    photo = {"sha256": hashlib.sha256(data).hexdigest()}
    hour = datetime.timedelta(hours=1)
    ends = "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"
    near = (timezone.now() + hour).isoformat(), (inspection.planned_at - 25 * hour).isoformat()
    for at in (*ends, *near):
        for told in (
            phone.send("finding", **finding, at=at),
            phone.send("photo", None, SimpleUploadedFile("a.jpg", data), **photo, at=at),
        ):
            assert (told[0], told[1]["without"], bool(told[1]["words"])) == (422, ["at"], True)
    assert (Finding.objects.count(), Photo.objects.count(), Receipt.objects.count()) == (0, 0, 0)
    soon = (timezone.now() + hour / 20).isoformat()
    assert phone.send("finding", **finding, at=soon)[0] == 200
    assert phone.send("photo", None, SimpleUploadedFile("a.jpg", data), **photo)[0] == 200
    last = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
    Finding.objects.update(found_at=last)
    Photo.objects.update(taken_at=last)
    page = f"/manage/inspections/inspection/{inspection.pk}/"
    for place in ("change/", "report.pdf"):
        assert phone.client.get(page + place).status_code == 200


def test_before_the_planned_day_the_page_of_the_visit_says_so(visits: VisitRoom) -> None:
    inspection = visits.visited()
    page = f"/manage/inspections/inspection/{inspection.pk}/change/"
    words = f"This visit is planned for {inspection.planned_on.isoformat()}; that day has not come."
    client = as_user(visits.leader)
    assert words in client.get(page).content.decode()
    assert words not in as_user(visits.world.secretary).get(page).content.decode()
    Inspection.objects.update(planned_on=timezone.localdate())
    assert "that day has not come" not in client.get(page).content.decode()


def test_the_pages_are_for_inspectors_and_show_nothing_of_anybody(visits: VisitRoom) -> None:
    inspection = visits.visited()
    stranger, second = visits.world.person(Role.INSPECTOR), as_user(visits.second)
    for page in ("", "worker.js", "manifest.webmanifest", "state.json"):
        assert as_user(visits.world.secretary).get(FIELD + page).status_code == 404
        assert Client().get(FIELD + page).status_code == 302
    assert Phone(stranger, inspection).send("finding")[0] == 404
    assert json.loads(as_user(stranger).get(f"{FIELD}state.json").content)["visits"] == []
    shell, other = (client.get(FIELD) for client in (second, as_user(visits.leader)))
    assert shell.content == other.content
    assert str(visits.second) not in shell.content.decode()
    told = str(json.loads(second.get(f"{FIELD}state.json").content))
    assert str(inspection.application.enterprise) in told
    assert all(str(one) not in told for one in (visits.leader, visits.second, visits.world.owner))
    assert Phone(visits.second, inspection).send("line", code="M2.1", points="1", seen="")[0] == 403
    assert second.get(f"{FIELD}worker.js")["Content-Type"].startswith("text/javascript")
    manifest = json.loads(second.get(f"{FIELD}manifest.webmanifest").content)
    assert (manifest["scope"], manifest["start_url"], manifest["display"]) == (FIELD, FIELD, "standalone")
