"""Every list asks the database as often for thirty rows as for one, and how often is written down here."""

from __future__ import annotations

import copy
import datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Material
from brandcert.applications.services import write_message
from brandcert.awards.models import NoticeItem, PublicNotice
from brandcert.certificates.models import Certificate
from brandcert.core.models import Event
from brandcert.documents.models import Upload
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Invitation, JoinRequest
from brandcert.notifications.models import Message
from brandcert.programs.models import DocumentRequirement
from brandcert.register.services import index_missing
from tests.certificates.drafts import Register

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.world import World

MANY = 30


class Lists:
    """Makes rows for the lists of the world's enterprise, quickly."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.row = world.application(Status.DRAFT)
        self.sent = world.application(Status.RECOMMENDED)
        self.wanted = DocumentRequirement.objects.filter(batch=world.batch, category=self.row.category)[0]
        self.places = {"draft": self.row.pk, "sent": self.sent.pk, "wanted": self.wanted.pk}
        self._certificate: Certificate | None = None

    def applications(self, first: int, last: int) -> None:
        """Applications that have something to do, and one event each."""
        for _number in range(first, last):
            self.world.application(Status.CORRECTION)

    def certificates(self, first: int, last: int) -> None:
        """Valid certificates, all but the first copied from it."""
        for number in range(first, last):
            if self._certificate is None:
                self._certificate = Register(self.world).issued()
                continue
            twin = copy.copy(self._certificate)
            twin.pk, twin._state.adding = None, True
            twin.application = self.world.application(Status.AWARDED)
            twin.series_number = 9000 + number
            twin.number, twin.display_number = (
                f"JLJP-Z-2026-9{number:03d}",
                f"吉精品（制）〔2026〕9{number:03d}号",
            )
            twin.verification_code, twin.status_place = f"TWIN{number:024d}", None
            Certificate.objects.bulk_create([twin])
        index_missing()

    def files(self, first: int, last: int) -> None:
        """Files of one application, all in one place."""
        uploads = [
            Upload(
                name=f"{number}.pdf",
                kind="application/pdf",
                size=1000,
                sha256=f"{number:064x}",
                path=f"list/{number}.pdf",
                uploaded_by=self.world.owner,
            )
            for number in range(first, last)
        ]
        Upload.objects.bulk_create(uploads)
        Material.objects.bulk_create(
            Material(application=application, requirement=self.wanted, upload=upload)
            for upload in uploads
            for application in (self.row, self.sent)
        )

    def messages(self, first: int, last: int) -> None:
        """Messages to the owner."""
        for number in range(first, last):
            event = Event.objects.create(
                name="applications.application.accept",
                subject_type="applications.application",
                subject_id=str(self.sent.pk),
                actor="system",
            )
            Message.objects.create(event=event, recipient=self.world.owner, subject=f"{number}", body="内容")

    def conversation(self, first: int, last: int) -> None:
        """Questions about one application, asked by a colleague."""
        for number in range(first, last):
            write_message(
                self.sent, text="材料已补充。", by=self.world.editor, now=self.world.now, key=f"{number}"
            )

    def people(self, first: int, last: int) -> None:
        """Colleagues, people who ask to come in, people who are invited."""
        for number in range(first, last):
            self.world.member(self.world.enterprise, MemberRole.EDITOR)
            asking = User.objects.create(email=f"asking{number}@rice.example")
            JoinRequest.objects.create(
                enterprise=self.world.enterprise, user=asking, created_at=self.world.now
            )
            Invitation.objects.create(
                enterprise=self.world.enterprise,
                email=f"invited{number}@rice.example",
                role=MemberRole.EDITOR,
                invited_by=self.world.owner,
                created_at=self.world.now,
                expires_at=self.world.now + datetime.timedelta(days=7),
            )

    def notices(self, first: int, last: int) -> None:
        """Public notices, the first of them with as many items."""
        days = {"published_on": self.world.today, "starts_on": self.world.today, "ends_on": self.world.today}
        for number in range(first, last):
            row = PublicNotice.objects.create(batch=self.world.batch, number=f"公示{number}号", **days)
            self.places.setdefault("notice", row.pk)
            NoticeItem.objects.create(
                notice_id=self.places["notice"],
                application=self.world.application(Status.PUBLIC_NOTICE),
                position=number + 1,
                enterprise_name="长春示例有限公司",
                product_name=f"产品{number}",
            )


class Case(NamedTuple):
    """Which rows, and how often each page that lists them asks."""

    rows: Callable[[Lists, int, int], None]
    pages: dict[str, int]
    is_public: bool = False


CASES = [
    Case(Lists.applications, {"/portal/": 9}),
    Case(Lists.certificates, {"/portal/certificates/": 7, "/portal/": 10}),
    Case(
        Lists.files,
        {
            "/portal/applications/{draft}/": 17,
            "/portal/applications/{draft}/documents/": 8,
            "/portal/applications/{draft}/documents/{wanted}/again/": 9,
            "/portal/applications/{draft}/check/": 19,
            "/portal/applications/{sent}/": 22,
        },
    ),
    Case(Lists.messages, {"/portal/messages/": 6, "/portal/": 9}),
    Case(Lists.conversation, {"/portal/applications/{sent}/conversation/": 12}),
    Case(Lists.people, {"/portal/members/": 9}),
    Case(Lists.certificates, {"/directory/": 4, "/verify/?q=JLJP-Z-2026-0001": 2}, is_public=True),
    Case(Lists.notices, {"/": 8, "/notices/": 4, "/notices/{notice}/": 6, "/guide/": 2}, is_public=True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rows.__name__}{'-public' * case.is_public}")
def test_a_list_asks_as_often_for_thirty_rows_as_for_one(world: World, client: Client, case: Case) -> None:
    lists = Lists(world)
    if not case.is_public:
        client.force_login(world.owner)
    case.rows(lists, 0, 1)
    few = asked(client, lists, case)
    case.rows(lists, 1, MANY)
    assert (few, asked(client, lists, case)) == (case.pages, case.pages)


def asked(client: Client, lists: Lists, case: Case) -> dict[str, int]:
    """Open each page twice and count the second time, when what is remembered between requests is remembered."""
    found: dict[str, int] = {}
    for page in case.pages:
        address = page.format(**lists.places)
        cache.clear()
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[page] = len(queries)
    return found
