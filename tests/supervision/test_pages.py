"""A sanction case by its pages: opened from closed lists with files, read by each officer, answered in the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brandcert.supervision.models import SanctionCase
from tests.applications import filling
from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from tests.world import World

LIST = "/manage/supervision/sanctioncase/"


@pytest.fixture
def register(world: World) -> Register:
    return Register(world)


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_case_is_opened_read_and_answered_by_its_pages(register: Register) -> None:
    world, certificate = register.world, register.issued()
    officer, owner = signed_in(register.supervisor), signed_in(register.owner_of(certificate))
    page = f"/manage/certificates/certificate/{certificate.pk}"
    facts: dict[str, Any] = {"ground": "revoke:fraud", "facts": "检验报告系伪造", "basis": "管理办法第九条"}
    refused = officer.post(f"{page}/step/open_sanction/", facts | {"ground": "revoke:dislike"})
    assert refused.status_code == 200
    assert not SanctionCase.objects.exists()
    facts["evidence"] = filling.upload_file("检验报告.pdf")
    officer.post(f"{page}/step/open_sanction/", facts)
    case = SanctionCase.objects.get()
    mine, here = f"/portal/certificates/{certificate.pk}/notices/{case.pk}/", f"{LIST}{case.pk}"
    # Before the notice the holder finds nothing of it.
    assert owner.get(mine).status_code == 404
    assert "Announced" not in read(owner, f"/portal/certificates/{certificate.pk}/")
    assert "检验报告系伪造" in read(officer, f"{here}/step/serve/")
    officer.post(f"{here}/step/serve/")
    told = read(owner, mine)
    assert all(words in told for words in ("检验报告系伪造", "检验报告.pdf", "heard in person"))
    assert "Open a sanction case" in read(officer, f"{page}/change/")
    asked = owner.post(mine, {"answer": "请求当面说明", "hearing": "on"}, follow=True).content.decode()
    assert all(words in asked for words in ("请求当面说明", "Hearing to be held"))
    officer.post(f"{here}/step/hold_hearing/", {"held_on": "2000-01-01", "record": "双方到场。"})
    assert SanctionCase.objects.get().status == "hearing"
    officer.post(f"{here}/step/hold_hearing/", {"held_on": world.today.isoformat(), "record": "双方到场。"})
    legal = signed_in(world.legal)
    legal.post(f"{here}/step/check_legally/", {"opinion": "程序合法"})
    officer.post(f"{here}/step/record_minutes/", {"minutes": "集体讨论同意"})
    officer.post(f"{here}/step/propose_decision/", {"reason": "伪造检验报告"})
    for person in (register.supervisor, world.legal, register.director):
        shown = read(signed_in(person), f"{here}/change/")
        assert all(
            words in shown for words in ("双方到场。", "程序合法", "集体讨论同意", "The decision is proposed")
        )
        assert certificate.number in read(signed_in(person), LIST)
    assert signed_in(world.clerk).get(f"{here}/change/").status_code in {302, 403, 404}
    assert "伪造检验报告" in read(signed_in(register.director), f"{page}/change/")
    officer.post(f"{here}/step/drop/", {"reason": "查无实据"})
    assert "查无实据" in read(owner, mine)


def test_the_list_of_cases_asks_as_often_for_three_as_for_one(register: Register) -> None:
    officer = signed_in(register.supervisor)
    counts = []
    for certificate in (register.issued(), register.issued(), register.issued()):
        register.served(certificate, "revoke", "fraud")
        officer.get(LIST)
        with CaptureQueriesContext(connection) as caught:
            read(officer, LIST)
        counts.append(len(caught))
    assert counts[0] == counts[-1]
