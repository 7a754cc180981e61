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
from brandcert.certificates.enums import NoticeAction, RevocationGround, SuspensionGround
from brandcert.certificates.models import IssueBatch, PriorNotice
from brandcert.programs.models import Batch
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
    """Announce a suspension or a revocation."""
    ground = RevocationGround.FRAUD if action == NoticeAction.REVOKE else SuspensionGround.FAILED_SAMPLING
    certificates.serve_notice(
        certificate(),
        action=action,
        ground=ground,
        facts="监督抽查发现一项关键指标不符合执行标准。",
        basis="《吉林精品品牌管理办法》（示例）第二十三条。",
        by=person(Role.SUPERVISOR),
        today=today(),
    )


def answer_notice() -> None:
    """Let the enterprise answer the open notice."""
    notice = PriorNotice.objects.get(closed_at=None)
    certificates.answer_notice(notice, answer="已启动整改。", by=owner(), now=timezone.now())


def propose_suspend() -> None:
    """Propose the suspension."""
    certificates.propose_suspend(
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
    notice = PriorNotice.objects.get(closed_at=None)
    certificates.review_legally(notice, opinion="程序合法，依据正确。", by=person(Role.LEGAL))
    certificates.record_minutes(notice, minutes="集体讨论同意。", by=person(Role.SUPERVISOR))


def propose_revoke() -> None:
    """Propose the revocation."""
    certificates.propose_revoke(
        certificate(),
        ground=RevocationGround.FRAUD,
        reason="检验报告系伪造。",
        by=person(Role.SUPERVISOR),
    )
