"""The committee votes, the list is published, awards follow, certificates are issued and supervised."""

from __future__ import annotations

import datetime

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.awards import locks
from brandcert.awards import services as awards
from brandcert.awards.enums import Choice
from brandcert.awards.models import Deliberation, PublicNotice
from brandcert.certificates import services as certificates
from brandcert.certificates.enums import RevocationGround, SuspensionGround
from brandcert.certificates.models import IssueBatch
from brandcert.programs.models import Batch
from brandcert.supervision import services as sanctions
from brandcert.supervision.enums import Sanction
from brandcert.supervision.models import SanctionCase
from tests.applications.filling import upload
from tests.certificates.drafts import when_tried
from tests.journeys.acts.people import certificate, owner, person, today
from tests.tampering import tampering


def deliberate() -> None:
    """Meet, vote, close with minutes, propose the list."""
    members = [person(Role.COMMITTEE, number) for number in range(3)]
    meeting = awards.call_deliberation(
        batch=Batch.objects.get(), held_on=today(), attendees=members, by=members[0]
    )
    for member in members:
        awards.cast_vote(meeting.items.get(), choice=Choice.FOR, by=member)
    awards.close_deliberation(meeting, minutes="表决同意。", by=members[0], now=timezone.now())
    for member in members:
        awards.sign_minutes(meeting, by=member, now=timezone.now())
    awards.propose_notice(meeting, by=members[0])


def publish() -> None:
    """T16."""
    awards.publish_notice(Deliberation.objects.get(), by=person(Role.DIRECTOR), today=today())


def end_the_notice() -> None:
    """Move the dates of the public notice into the past.

    The one short cut of the walk: nobody can wait seven working days here. Everything else about
    the notice, and the guard that asks for its last day, is real.
    """
    day = datetime.timedelta(days=1)
    with tampering(locks.of_notices):
        PublicNotice.objects.update(
            published_on=today() - 13 * day, starts_on=today() - 12 * day, ends_on=today() - day
        )


def propose_awards() -> None:
    """Propose T20."""
    awards.propose_awards(PublicNotice.objects.get(), by=person(Role.SECRETARY))


def award() -> None:
    """T20: the other director, by the whole list."""
    awards.award_list(PublicNotice.objects.get(), by=person(Role.DIRECTOR, 1), today=today())


def propose_issue() -> None:
    """Propose the issue."""
    certificates.propose_issue([certificate()], by=person(Role.ISSUER), today=today())


def approve_issue() -> None:
    """Approve the list; from here on the worker acts."""
    certificates.approve_issue(
        when_tried(IssueBatch.objects.get()), by=person(Role.DIRECTOR), now=timezone.now()
    )


def serve_notice(action: str) -> None:
    """Open a case with its evidence and announce a suspension or a revocation."""
    ground = RevocationGround.FRAUD if action == Sanction.REVOKE else SuspensionGround.FAILED_SAMPLING
    case = sanctions.open_case(
        certificate(),
        action=action,
        ground=ground,
        facts="监督抽查发现一项关键指标不符合执行标准。",
        basis="《吉林精品品牌管理办法》（示例）第二十三条。",
        evidence=[upload(person(Role.SUPERVISOR))],
        by=person(Role.SUPERVISOR),
        today=today(),
    )
    sanctions.serve_notice(case, by=person(Role.SUPERVISOR), today=today())


def answer_notice() -> None:
    """Let the enterprise answer the open notice."""
    case = SanctionCase.objects.unanswered().get()
    sanctions.answer_notice(case, answer="已启动整改。", by=owner(), now=timezone.now())


def propose_suspend() -> None:
    """Propose the suspension."""
    sanctions.propose_suspend(
        certificate(),
        ground=SuspensionGround.FAILED_SAMPLING,
        reason="监督抽查不合格，限期整改。",
        expected_end=today() + datetime.timedelta(days=150),
        by=person(Role.SUPERVISOR),
    )


def propose_reinstate() -> None:
    """Propose to lift it."""
    certificates.propose_reinstate(certificate(), reason="复检合格。", by=person(Role.SUPERVISOR))


def review_legally() -> None:
    """Write the legal opinion and the minutes of the discussion."""
    case = SanctionCase.objects.open().get()
    case = sanctions.check_legally(case, opinion="程序合法，依据正确。", by=person(Role.LEGAL), today=today())
    sanctions.record_minutes(case, minutes="集体讨论同意。", by=person(Role.SUPERVISOR))


def propose_revoke() -> None:
    """Propose the revocation."""
    sanctions.propose_revoke(
        certificate(),
        ground=RevocationGround.FRAUD,
        reason="检验报告系伪造。",
        by=person(Role.SUPERVISOR),
    )
