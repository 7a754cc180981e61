"""R-60 at the page itself: every hostile file is refused with its reason, or kept harmless; none is ever shown in the browser."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from brandcert.applications.models import Material
from brandcert.applications.queries import requirements_of
from brandcert.documents.models import Upload
from tests.documents import hostile

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.world import World

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_r60_every_hostile_file_is_refused_with_its_reason_or_kept_harmless(
    owner: Client, world: World, tmp_path: Path
) -> None:
    draft = world.application()
    address = f"/portal/applications/{draft.pk}/documents/"
    asked = requirements_of(draft)[0].pk
    kept = 0
    for number, case in enumerate(hostile.ALL):
        # Every other file in the other language.
        owner.cookies["django_language"] = "en" if number % 2 else "zh-hans"
        file = BytesIO(case.make())
        file.name = case.name
        answer = owner.post(
            address, {"requirement": asked, "file": file}, headers={"X-Requested-With": "upload"}
        )
        if case.cause is None:
            kept += answer.status_code == 200
        if case.cause is not None or answer.status_code != 200:
            words = answer.json()["words"]
            assert answer.status_code == (422 if len(case.name) < 1000 else 400), case.title
            assert bool(CHINESE.search(words)) != bool(number % 2), (case.title, words)
            assert len(words) > 8, case.title
        assert Material.objects.filter(application=draft).count() <= kept, case.title
    # Only harmless content under a dangerous name is kept; one name is too long to arrive at all.
    assert (kept, len(hostile.ALL) - kept) == (14, 86)
    stored = list(Upload.objects.all())
    assert len(list((tmp_path / "uploads").iterdir())) == len(stored) <= kept
    for upload in stored:
        served = owner.get(f"/files/{upload.pk}/")
        assert len(b"".join(served)) == upload.size
        assert served.headers["Content-Disposition"].startswith("attachment;")
        assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert not set(upload.name) & set('/\\<>:"|?*\0\r\n\u202e\u2066\u2069')
    # Without script the same page says the same words, above the form and at its field.
    web_page = BytesIO(hostile.WEB_PAGE)
    web_page.name = "<img src=x onerror=alert(1)>.pdf"
    owner.cookies["django_language"] = "en"
    text = owner.post(address, {"requirement": asked, "file": web_page}).content.decode()
    assert text.count("This is not a PDF, JPEG or PNG file") == 2
    assert "<img src=x" not in text
