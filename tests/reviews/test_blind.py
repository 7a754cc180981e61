"""A blind review: who applies is found on no surface an expert sees."""

from __future__ import annotations

import io

from django.core import mail
from PIL import Image

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import delivery
from brandcert.documents.services import previews, store_upload
from brandcert.notifications.models import Message
from brandcert.reviews import services
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, case_url, proof, url

NAME, SHORT, PERSON = "吉林省雪松岭食品有限公司", "雪松岭食品", "尉迟负责人"


def blind_case(room: ReviewRoom) -> Application:
    """Make a case of a blind batch whose every field tells who applies."""
    type(room.world.batch).objects.filter(pk=room.world.batch.pk).update(is_blind=True)
    application = room.accepted()
    body = application.enterprise
    type(body).objects.filter(pk=body.pk).update(name=NAME, address="雪松街9号")
    said = {
        "subject": {"legal_representative": PERSON, "contact_phone": "0431-80000009"},
        "product": {"description": f"{NAME}（简称{SHORT}）自有基地"},
        "evidence": {
            "testing": [{"laboratory": "示例中心", "report": "JC-1", "file": f"{SHORT}检验报告.pdf"}]
        },
    }
    Application.objects.filter(pk=application.pk).update(content=said)
    room.draw(application)
    return application


def secrets(application: Application) -> tuple[str, ...]:
    return NAME, SHORT, PERSON, "雪松街", "0431-80000009", application.enterprise.credit_code or NAME


def letters_to(person: User) -> list[str]:
    letters = [str(one.__dict__) for one in Message.objects.filter(recipient=person)]
    return letters + [one.subject + str(one.body) for one in mail.outbox if person.email in one.to]


def test_no_surface_tells_the_experts_who_applies(room: ReviewRoom) -> None:
    application = blind_case(room)
    material = proof(room, application, f"{SHORT}营业执照")
    task = room.tasks(application)[0]
    client = as_user(task.expert.user)
    other = room.world.new_enterprise("91220101MA00000008", "延吉另一家有限公司")
    room.world.application(Status.ACCEPTED, enterprise=other)
    page = client.get(url(task)).content.decode()
    # The declaration names everybody of the round, and nowhere which of them it is.
    assert page.count(NAME) == 1
    assert other.name in page
    for one in room.tasks(application):
        services.agree(one, by=one.expert.user)
    services.appoint_panel(application, by=room.world.secretary, today=room.world.today)
    delivery.sweep()
    picture = f"/manage/reviews/assignment/{task.pk}/evidence/{material.pk}/1.png"
    shown = {
        url(task): 200,
        url(task, "change"): 302,
        "/manage/": 200,
        "/manage/reviews/assignment/": 200,
        f"/manage/reviews/assignment/?q={SHORT}": 200,
        "/manage/queues/scores/": 200,
        case_url(application): 404,
        f"/manage/applications/application/{application.pk}/history/": 404,
        f"/manage/applications/application/?q={SHORT}": 403,
        f"/files/{material.upload_id}/": 404,
        picture: 200,
    }
    for address, status in shown.items():
        answer = client.get(address)
        text = (
            answer.content.decode(errors="replace").replace(f"q={SHORT}", "").replace(f'value="{SHORT}"', "")
        )
        assert answer.status_code == status, (address, answer.status_code)
        assert [secret for secret in secrets(application) if secret in text] == [], address
    assert "JC-1" in client.get(url(task)).content.decode()
    assert (
        client.get(f"/manage/reviews/assignment/?q={SHORT}").content.decode().count("field-application") == 0
    )
    letters = letters_to(task.expert.user)
    assert letters
    assert not [one for one in letters if NAME in one or SHORT in one]
    secretary = as_user(room.world.secretary).get(case_url(application)).content.decode()
    assert NAME in secretary


def test_names_are_blacked_out_in_the_pictures_of_pages(room: ReviewRoom) -> None:
    upload = store_upload(file=io.BytesIO(lettered()), name="a.pdf", by=room.world.owner)
    usual, veiled = (
        Image.open(previews.page_preview(upload, page=1, hidden=hidden)).convert("L")
        for hidden in ((), ("SNOWPINE LTD",))
    )
    assert dark(veiled) > 2 * dark(usual)
    untouched = Image.open(previews.page_preview(upload, page=1, hidden=("NOT THERE",))).convert("L")
    assert dark(untouched) == dark(usual)


def dark(picture: Image.Image) -> int:
    """Count black points."""
    return sum(picture.histogram()[:64])


def lettered() -> bytes:
    """Write a page of one line."""
    stream = b"BT /F1 24 Tf 40 300 Td (Report of Snowpine Ltd, 2026) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Rotate 90 /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    )
