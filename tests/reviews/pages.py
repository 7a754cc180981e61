"""What the tests of the review's pages share."""

from __future__ import annotations

import io
from typing import Any

from django.test import Client
from PIL import Image

from brandcert.accounts.models import User
from brandcert.applications.models import Application, Material
from brandcert.documents.services import store_upload
from brandcert.reviews.models import (
    Assignment,
)
from tests.reviews.conftest import ReviewRoom


def as_user(user: User) -> Client:
    """Sign somebody in, who reads English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=user.pk))
    return client


def url(task: Assignment, page: str = "score") -> str:
    """Return a page of a task."""
    return f"/manage/reviews/assignment/{task.pk}/{page}/"


def case_url(application: Application) -> str:
    """Return the page of a case."""
    return f"/manage/applications/application/{application.pk}/change/"


def text_of(client: Client, address: str, status: int = 200) -> str:
    """Return a page as text, once it answered as expected."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def proof(room: ReviewRoom, application: Application, title: str = "licence") -> Material:
    """Add a file of one page to the application."""
    out = io.BytesIO()
    Image.new("RGB", (80, 120), "white").save(out, "PDF")
    requirement = room.world.batch.requirements.filter(category=application.category)[0]
    upload = store_upload(file=io.BytesIO(out.getvalue()), name=f"{title}.pdf", by=room.world.owner)
    return Material.objects.create(application=application, requirement=requirement, upload=upload)


def posted(room: ReviewRoom, application: Application, share: str = "0.80", **extra: Any) -> dict[str, Any]:
    """Return what a browser sends for a sheet filled in whole."""
    lines = room.full(application, share)
    data: dict[str, Any] = {"revision": "0", "comment": "总体良好", "save": "1"}
    for code, line in lines.items():
        data |= {f"points-{code}": str(line.points), f"reason-{code}": line.reason}
    return data | extra
