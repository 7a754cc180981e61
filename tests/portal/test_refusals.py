"""What an enterprise reads when its case was refused, and every way on from there."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from brandcert.accounts.enums import Role
from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.enums import Choice
from brandcert.awards.models import Appeal
from brandcert.core import approvals
from brandcert.core.actors import SYSTEM
from brandcert.programs.services import open_batch
from tests.awards.conftest import Committee
from tests.documents import files

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

ENGLISH = {"accept-language": "en"}


def test_the_page_of_a_refusal_leads_on(client: Client, world: World) -> None:
    committee = Committee(world)
    other = committee.ready(enterprise=world.new_enterprise(None))
    row = committee.ready("0.50")
    row.content = {"subject": {"established_on": "2010-01-01"}}
    row.save()
    committee.score(row, "0.90", standards="0.50")
    committee.meeting(Choice.AGAINST)
    proposal = approvals.propose(
        "reject_or_defer",
        row,
        by=committee.chair,
        details={"reason": "标准水平不足", "reason_code": "deferred"},
    )
    approvals.approve(proposal, by=world.director)
    page = f"/portal/applications/{row.pk}/"
    client.force_login(world.owner)
    shown = client.get(page, headers=ENGLISH)
    words = shown.content.decode()
    last = world.today + datetime.timedelta(days=15)
    for expected in ("标准水平不足", "80.00 points in all", str(last), "Apply again in", f"{page}appeal/"):
        assert expected in words
    scores = shown.context["refusal"]["scores"]
    assert [line["title"] for line in scores["rows"] if line["is_weak"]] == [scores["rows"][0]["title"]]
    assert sum(line["points"] for line in scores["rows"]) == scores["total"]
    assert other.enterprise.name not in words
    assert all(str(member) not in words for member in committee.members)

    # It is taken over into an open round, with the answers but without files and pledge.
    later = open_batch(
        world.program,
        name="2026年第二批",
        year=2026,
        opens_at=world.now - datetime.timedelta(days=1),
        closes_at=world.now + datetime.timedelta(days=9),
        by=SYSTEM,
    )
    answer = client.post(f"{page}again/", {"batch": later.pk}, headers=ENGLISH, follow=True)
    draft = Application.objects.get(batch=later)
    assert answer.redirect_chain[-1][0] == f"/portal/applications/{draft.pk}/"
    assert (draft.status, draft.product, draft.content, draft.pledged_at) == (
        Status.DRAFT,
        row.product,
        row.content,
        None,
    )
    assert client.post(f"{page}again/", {"batch": later.pk}).status_code == 422
    appeal_and_take_back(client, world, page)


def appeal_and_take_back(client: Client, world: World, page: str) -> None:
    """Appeal with files, and take the appeal back: it is not filed twice."""
    sent = {
        "grounds": "评分漏项",
        "evidence": [SimpleUploadedFile(f"{n}.pdf", files.pdf()) for n in range(2)],
    }
    client.post(f"{page}appeal/", sent)
    appeal = Appeal.objects.get()
    assert appeal.files.count() == 2
    shown = client.get(page, headers=ENGLISH)
    assert appeal.receipt_number in shown.content.decode()
    awaited, filed = shown.context["timeline"][:2]
    assert (awaited["promised"], filed["text"]) == (appeal.due_on, appeal.receipt_number)
    client.force_login(world.editor)
    assert client.post(f"{page}appeal/withdraw/").status_code == 403
    client.force_login(world.owner)
    client.post(f"{page}appeal/withdraw/")
    appeal.refresh_from_db()
    assert appeal.outcome == "withdrawn"
    newest, filed = client.get(page, headers=ENGLISH).context["timeline"][:2]
    assert (newest["title"], filed["text"]) == ("Appeal: withdrawn", appeal.receipt_number)
    assert client.get(f"{page}appeal/").status_code == 302
    assert client.post(f"{page}appeal/withdraw/").status_code == 422


def test_a_late_appeal_asks_for_the_reason_and_the_case_reopened_says_so(
    client: Client, world: World
) -> None:
    row = world.application(Status.RECOMMENDED)
    applications.refuse_acceptance(row, reason_code="ineligible", reason="成立不满三年", by=world.clerk)
    page = f"/portal/applications/{row.pk}/"
    client.force_login(world.owner)
    assert client.get(page).context["refusal"]["late_day"] is None
    appeal = services.file_appeal(
        Application.objects.get(pk=row.pk),
        grounds="营业执照可证",
        late_reason="出差",
        by=world.owner,
        today=world.today + datetime.timedelta(days=16),
    )
    assert "director decides" in client.get(page, headers=ENGLISH).content.decode()
    director, clerk = world.person(Role.DIRECTOR), world.person(Role.CLERK)
    services.admit_late_appeal(appeal, reason="情况属实", by=director, now=world.now)
    proposal = services.propose_appeal_decision(appeal, is_upheld=True, finding="满三年", by=clerk)
    approvals.approve(proposal, by=director)
    shown = client.get(page, headers=ENGLISH)
    assert shown.context["refusal"] is None
    assert "满三年" in shown.content.decode()
