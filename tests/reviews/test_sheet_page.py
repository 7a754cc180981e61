"""The scoring page: its weight, two windows, formulas, citations by page."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from brandcert.applications.models import Application, Material
from brandcert.documents.models import Upload
from brandcert.documents.services import store_upload
from brandcert.reviews import services
from brandcert.reviews.models import Assignment, Score
from tests.portal.test_weight import weight
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, posted, proof, text_of, url

QUERIES, KILOBYTES = 25, 300
MARKS = re.compile(r'name="(seen-[^"]*)" value="([^"]+)"')


def scan(room: ReviewRoom, application: Application) -> Material:
    """Add a photograph that no coding makes light."""
    out = io.BytesIO()
    Image.effect_noise((1200, 1600), 90).convert("RGB").save(out, "JPEG", quality=80)
    requirement = room.world.batch.requirements.filter(category=application.category)[0]
    upload = store_upload(file=io.BytesIO(out.getvalue()), name="现场.jpg", by=room.world.owner)
    return Material.objects.create(application=application, requirement=requirement, upload=upload)


def fill(room: ReviewRoom, material: Material, files: int) -> None:
    """Add as many files again, of many pages."""
    uploads = Upload.objects.bulk_create(
        Upload(
            name=f"很长的佐证材料名称{number}.pdf",
            kind="application/pdf",
            size=1,
            sha256="0" * 64,
            path=f"uploads/f{number}",
            pages=40,
            uploaded_by=room.world.owner,
        )
        for number in range(files)
    )
    for upload in uploads:
        Material.objects.create(
            application=material.application, requirement=material.requirement, upload=upload
        )


def cite_all(room: ReviewRoom, task: Assignment, keys: list[int]) -> dict[str, services.Line]:
    """Let every criterion cite the same files."""
    return {
        code: services.Line(line.points, line.reason, tuple(keys))
        for code, line in room.full(task.panel.application).items()
    }


def test_the_page_stays_light_and_asks_the_same_whatever_the_number_of_files(room: ReviewRoom) -> None:
    application = room.in_review()
    material = scan(room, application)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    room.save(task, cite_all(room, task, [material.pk]))
    counted = []
    for files in (0, 150):
        fill(room, material, files)
        client.get(url(task))
        with CaptureQueriesContext(connection) as asked:
            page = text_of(client, url(task))
        counted.append(len(asked))
        picture = re.search(r'<img src="([^"]+evidence[^"]+)"', page)
        assert picture, page
        drawn = client.get(picture[1]).content
        assert weight(page) + len(drawn) <= KILOBYTES * 1024, (files, weight(page), len(drawn))
    assert counted[0] == counted[1] <= QUERIES, counted
    assert page.count('class="no"') == 20
    far = text_of(client, f"{url(task)}?evidence=151&page=40")
    assert "/40.png" in far
    assert "?evidence=140#evidence" in far
    assert picture
    large = client.get(f"{picture[1]}?large=1").content
    assert Image.open(io.BytesIO(large)).size[0] > Image.open(io.BytesIO(drawn)).size[0]


def marks(page: str) -> dict[str, str]:
    """Return what a page says of the lines it shows."""
    return dict(MARKS.findall(page))


def autosaved(client: Client, task: Assignment, data: dict[str, Any]) -> Any:
    """Save as the script does."""
    answer = client.post(url(task), data, headers={"X-Requested-With": "autosave"})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_two_windows_merge_and_what_differs_is_chosen(room: ReviewRoom) -> None:
    application = room.in_review()
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    seen = marks(text_of(client, url(task)))
    first = autosaved(
        client, task, seen | {"revision": "0", "points-M1.1": "6", "reason-M1.1": "一", "comment": "甲"}
    )
    assert (first["revision"], first["lines"]["M1.1"]["state"]) == (1, "saved")
    # The other window still shows the empty sheet: its own line is added, the first window's stay.
    second = autosaved(client, task, seen | {"revision": "0", "points-M1.2": "3", "points-M1.3": "9"})
    lines = second["lines"]
    states = [lines[code]["state"] for code in ("M1.1", "M1.2", "M1.3", "")]
    assert states == ["theirs", "saved", "fault", "theirs"]
    assert lines["M1.1"]["fields"] == {
        "points-M1.1": "6.00",
        "reason-M1.1": "一",
        "cite-M1.1": "",
        "ok-M1.1": "",
    }
    assert lines[""]["fields"] == {"comment": "甲"}
    stored = services.saved_lines(Score.objects.get())
    assert (stored["M1.1"].points, stored["M1.2"].points) == (Decimal(6), Decimal(3))
    # Both wrote M1.1: nothing is overwritten until one is chosen; without script on a page of its own.
    old = seen | {
        "revision": "0",
        "points-M1.1": "5",
        "reason-M1.1": "二",
        "points-M1.2": "3",
        "comment": "甲",
    }
    clash = autosaved(client, task, old)["lines"]["M1.1"]
    assert (clash["state"], clash["words"]) == ("clash", "Saved in the other window: 6.00 一")
    answer = client.post(url(task), old | {"save": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'name="theirs-M1.1" value="{clash["mark"]}"' in page
    assert page.count("data-clash hidden") == len(room.full(application))
    taken = autosaved(client, task, old | {"keep-M1.1": "theirs", "theirs-M1.1": clash["mark"]})["lines"][
        "M1.1"
    ]
    assert (taken["state"], taken["fields"]["points-M1.1"]) == ("theirs", "6.00")
    for keep, points in (("theirs", "6.00"), ("mine", "5.00")):
        kept = old | {"save": "1", "keep-M1.1": keep, "theirs-M1.1": clash["mark"]}
        assert client.post(url(task), kept).status_code == 302
        assert services.saved_lines(Score.objects.get())["M1.1"].points == Decimal(points)
    assert autosaved(as_user(task.expert.user), task, seen)["lines"]["M1.1"]["state"] == "theirs"
    other = room.tasks(application)[1].expert.user
    assert as_user(other).post(url(task), seen, headers={"X-Requested-With": "autosave"}).status_code == 404


def test_a_formula_proposes_points_that_are_confirmed_or_argued_against(room: ReviewRoom) -> None:
    application = room.in_review()
    said = {"innovation": {"rnd_share": "4.5"}, "standards": {"failed_sampling": "no"}}
    Application.objects.filter(pk=application.pk).update(content=said)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    page = text_of(client, url(task))
    # 4.5 per cent lies half-way between 3 (60 per cent of the points) and 6 (all): 80 per cent of 6 points.
    assert 'data-proposed="4.80"' in page
    assert "gives 4.80 points" in page
    assert re.search(r'name="points-M3.1" value="4.80"', page)
    data = posted(room, application, submit="1", confirm="on")
    data |= {"points-M3.1": "4.8", "reason-M3.1": "", "points-M2.2": "5", "reason-M2.2": ""}
    page = client.post(url(task), data).content.decode()
    assert "1 value computed by its formula is not confirmed yet." in page
    assert "1 criterion departs from its formula without a reason." in page
    data |= {"revision": "1", "ok-M3.1": "on", "reason-M2.2": "抽查样本不足"}
    assert client.post(url(task), data).status_code == 302
    line = Score.objects.get().lines.get(criterion__code="M3.1")
    assert (line.proposed, line.is_confirmed) == (Decimal("4.80"), True)
    assert Assignment.objects.get(pk=task.pk).status == "locked"


def test_a_citation_names_a_page_and_its_chip_opens_it(room: ReviewRoom) -> None:
    application = room.in_review()
    material = proof(room, application)
    Upload.objects.filter(pk=material.upload_id).update(pages=4)
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    for wrong in ("7", "1:5", "一"):
        page = client.post(url(task), {"revision": "0", "cite-M1.1": wrong, "save": "1"}).content.decode()
        assert 'id="id_cite-M1.1_error"' in page
        assert f'value="{wrong}"' in page
    client.post(url(task), {"revision": "0", "points-M1.1": "6", "cite-M1.1": "1：3，1:4", "save": "1"})
    line = services.saved_lines(Score.objects.get())["M1.1"]
    assert (line.citations, line.pages) == ((material.pk,), ((material.pk, 3), (material.pk, 4)))
    page = text_of(client, url(task))
    assert f'<a href="{url(task)}?evidence=1&amp;page=3#evidence">Evidence 1, p. 3</a>' in page
    assert 'value="1:3, 1:4"' in page


def test_what_comes_too_late_is_given_back_apart_from_what_is_signed(room: ReviewRoom) -> None:
    application = room.in_review()
    task, other = room.tasks(application)[:2]
    client = as_user(task.expert.user)
    seen = marks(text_of(client, url(task)))
    room.lock(task)
    signed = services.saved_lines(Score.objects.get())["M1.1"]
    # A window that still stands open: one line as it is signed, one other, one that is no number at all.
    late = seen | {"revision": "1", "points-M1.1": "1", "reason-M1.1": "太晚了", "cite-M1.1": "9"}
    late |= {
        "points-M1.2": f"{services.saved_lines(Score.objects.get())['M1.2'].points:.1f}",
        "points-M1.3": "x",
    }
    for button in ("save", "submit"):
        answer = client.post(url(task), late | {button: "1", "comment": "后来的话"})
        page = answer.content.decode()
        apart = page[page.index('id="unsaved"') : page.index("</section>", page.index('id="unsaved"'))]
        assert answer.status_code == 409
        assert [text in apart for text in ("M1.1", "太晚了", "M1.3", "Points: x", "后来的话")] == [True] * 5
        assert "M1.2" not in apart
        # What stands in the sheet itself is what was signed, and nothing of the rest.
        sheet = page.replace(apart, "")
        assert f"<b>{signed.points}</b>" in sheet
        assert [text in sheet for text in ("太晚了", "后来的话", "<b>x</b>", "<b>1</b>")] == [False] * 4
        assert "was signed at" in sheet
    told = client.post(url(task), late, headers={"X-Requested-With": "autosave"})
    assert (told.status_code, told.json()["closed"]) == (409, url(task))
    assert "is locked. What you typed since is not saved" in told.json()["words"]
    assert 'id="unsaved"' not in text_of(client, url(task))
    # A task that went to somebody else while its expert typed gives the words back, too.
    services.replace_expert(other, reason="逾期", by=room.world.secretary, today=room.world.today)
    client = as_user(other.expert.user)
    answer = client.post(url(other), late | {"save": "1"})
    assert (answer.status_code, "太晚了" in answer.content.decode()) == (403, True)
    told = client.post(url(other), late, headers={"X-Requested-With": "autosave"})
    assert (told.status_code, "This task has ended" in told.json()["words"]) == (403, True)
