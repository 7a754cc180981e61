"""Handing in documents: with and without script, within the limits of the batch, and files used again."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Material
from brandcert.applications.queries import requirements_of
from brandcert.documents.models import Upload
from brandcert.programs.models import Batch
from tests.applications import filling
from tests.documents import files
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from brandcert.applications.models import Application
    from brandcert.programs.models import DocumentRequirement
    from tests.world import World

SCRIPT = {"X-Requested-With": "upload"}


def page_of(draft: Application) -> str:
    return f"/portal/applications/{draft.pk}/documents/"


def queries_for(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_files_are_handed_in_within_the_limits_of_the_batch(
    owner: Client, world: World, tmp_path: Path
) -> None:
    draft = world.application()
    first, second, *_more = requirements_of(draft)
    Batch.objects.update(most_files=4, most_megabytes=1)
    owner.cookies["django_language"] = "en"

    def post(
        *chosen: BytesIO, place: DocumentRequirement = first, headers: dict[str, str] | None = None
    ) -> Any:
        data = {"requirement": place.pk, "file": list(chosen)}
        return owner.post(page_of(draft), data, headers=headers)

    # A script sends one file, and gets its line of the list; the same one again is not kept twice.
    file = filling.upload_file("<b>执照.pdf")
    for _time in range(2):
        file.seek(0)
        told = post(file, headers=SCRIPT).json()
        assert told["count"] == 1
        assert "b执照.pdf" in told["line"]
        assert f'data-key="{told["key"]}"' in told["line"]
    assert Upload.objects.count() == 1
    # Without script several at once, and each that is wrong is told with its reason; the good ones stay.
    big = BytesIO(files.pdf() + b"%" * 1024 * 1024)
    big.name = "gross.pdf"
    text = post(filling.upload_file("a.pdf"), big, filling.upload_file("b.pdf")).content.decode()
    assert "gross.pdf: The file is larger than 1 MB." in text
    assert "up to 1 MB each" in text
    assert re.sub(r"<[^>]+>", "", text).count("3 of at most 4 files") == 1
    # At the limit nothing more is read, and one line says how many were left out.
    text = post(*(filling.upload_file(f"{n}.pdf") for n in range(4)), place=second).content.decode()
    assert text.count("which is the limit of this batch. Remove one first. 3 files were not taken.") == 2
    assert Material.objects.filter(application=draft, removed_at=None).count() == 4
    refused = post(filling.upload_file(), headers=SCRIPT)
    assert refused.status_code == 422
    assert "limit of this batch" in refused.json()["words"]
    assert len(list((tmp_path / "uploads").iterdir())) == Upload.objects.count() == 4
    # Far more at once than any application holds are not even looked at, and that is told too.
    many = post(*(filling.upload_file(f"{n}.pdf") for n in range(206)))
    assert many.status_code == 413
    assert "Too many files were sent at once" in many.content.decode()
    # Nothing chosen is told as well; a session that ended is told to the script.
    assert "choose a file first" in post().content.decode()
    owner.logout()
    assert post(filling.upload_file(), headers=SCRIPT).status_code == 401


def test_a_file_is_chosen_again_for_another_place_and_application(owner: Client, world: World) -> None:
    before, draft = filling.complete(world), world.application()
    services.submit(before, by=world.owner, now=world.now)
    asked = requirements_of(draft)[1]
    address = f"{page_of(draft)}{asked.pk}/again/"
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    foreign = filling.upload(stranger, "fremd.pdf")
    mine = Upload.objects.filter(materials__application=before).order_by("pk")
    text = owner.get(address).content.decode()
    assert text.count('type="checkbox"') == mine.count()
    assert "fremd.pdf" not in text
    assert owner.get(address, {"q": "nowhere"}).content.decode().count('type="checkbox"') == 0
    # Nothing chosen, and what is not theirs, is told; what is theirs is put in place without being kept twice.
    for chosen in ([], [str(foreign.pk)], ["x"]):
        assert 'href="#files"' in owner.post(address, {"upload": chosen}).content.decode()
    kept = Upload.objects.count()
    answer = owner.post(address, {"upload": [mine[0].pk, mine[1].pk]})
    assert answer.headers["Location"] == f"{page_of(draft)}#document-{asked.pk}"
    rows = Material.objects.filter(application=draft, requirement=asked, removed_at=None)
    assert [row.upload for row in rows.order_by("upload_id")] == [mine[0], mine[1]]
    assert Upload.objects.count() == kept
    # Taking it out here leaves it there.
    owner.post(f"{page_of(draft)}{rows[0].pk}/remove/")
    assert Material.objects.filter(application=before, removed_at=None).count() == mine.count()
    # Nor is a file taken out of one application through the page of another.
    theirs = Material.objects.filter(application=before).first()
    assert theirs is not None
    assert owner.post(f"{page_of(draft)}{theirs.pk}/remove/").status_code == 404
    # A place that is not asked for, or closed, does not exist.
    assert owner.get(f"{page_of(draft)}999999/again/").status_code == 404
    closed = world.application(Status.CORRECTION)
    assert owner.get(f"{page_of(closed)}{asked.pk}/again/").status_code == 404
    owner.force_login(stranger)
    assert owner.get(address).status_code == 404


def test_the_pages_ask_as_often_for_two_hundred_files_as_for_one(owner: Client, world: World) -> None:
    draft = world.application()
    asked = requirements_of(draft)[0]
    rows = [
        Upload(
            name=f"{n:03}-第三方检验检测报告.pdf",
            kind="application/pdf",
            size=20_000_000,
            sha256=f"{n:064}",
            path=f"uploads/{n}",
            pages=9,
            uploaded_by=world.owner,
        )
        for n in range(200)
    ]
    owner.get(page_of(draft))
    counts = []
    for part in (rows[:1], rows[1:]):
        Upload.objects.bulk_create(part)
        Material.objects.bulk_create(
            Material(application=draft, requirement=asked, upload=row) for row in part
        )
        counts.append(
            [queries_for(owner, page) for page in (page_of(draft), f"{page_of(draft)}{asked.pk}/again/")]
        )
    assert counts == [[8, 9], [8, 9]]
    page = owner.get(page_of(draft)).content
    assert page.count(b" data-key=") == 200
    assert len(page) < 100_000
