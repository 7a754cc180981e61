"""Being heard: rounds of a rectification, files among colleagues, what messages tell, terms, own words in the copy."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.awards import services as awards
from brandcert.awards.models import Appeal, Objection
from brandcert.core import delivery, pii, policies
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays, chain
from brandcert.inspections import services as inspections
from brandcert.inspections.models import Rectification
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.services import remind
from tests.applications import filling
from tests.portal.hearing import DAY, SECRET, case, found, objected, planned, text
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World


def told(kind: str) -> list[str]:
    """Return every word that was written to anybody in messages of a kind, by every channel."""
    delivery.sweep()
    rows = Message.objects.filter(kind=kind)
    sent = Dispatch.objects.filter(message__in=rows)
    return [f"{row.subject} {row.body}" for row in rows] + [str(row.__dict__) for row in sent]


def test_a_finding_goes_through_its_rounds_on_the_pages_of_the_enterprise(
    owner: Client, world: World
) -> None:
    row = found(world)
    application = row.finding.inspection.application
    page = case(application, f"rectification/{row.pk}/")
    shown = text(owner.get(page))
    assert "error-summary" not in shown
    plan_by = add_workdays(world.today, world.batch.rectification_plan_days)
    assert all(f'<th scope="row" class="num nowrap">{line.day}</th>' in shown for line in plan_by.lines)
    assert (world.today + datetime.timedelta(days=world.batch.rectification_days)).isoformat() in shown
    with filling.upload_file("前.pdf") as before, filling.upload_file("后.pdf") as after:
        owner.post(page, {"answer": "已送检", "before": [before], "evidence": [after]})
    assert {"前.pdf", "后.pdf"} == {
        upload.name for one in Rectification.objects.all() for upload in (*one.before.all(), *one.files.all())
    }
    inspections.verify_rectification(
        application, by=world.inspector, now=world.now, rejected=[row.pk], reason="缺检定证书原件"
    )
    assert any("缺检定证书原件" in words for words in told("application.rectification_rejected"))
    assert not Message.objects.filter(kind="application.verify_rectification").exists()
    shown = text(owner.get(page))
    assert "缺检定证书原件" in shown
    assert 'name="answer"' not in shown
    assert owner.post(page, {"answer": "x"}).status_code == 422
    application.refresh_from_db()
    inspections.order_rectification(application, by=world.inspector, today=world.today)
    assert "缺检定证书原件" in text(owner.get(case(application)))
    shown = text(owner.get(page))
    assert "前.pdf" in shown
    assert 'name="answer"' in shown


def test_a_plan_leaves_the_answer_typed_beside_it_on_the_page(owner: Client, world: World) -> None:
    row = found(world)
    page = case(row.finding.inspection.application, f"rectification/{row.pk}/")
    shown = text(owner.get(page))
    assert 'name="plan"' in shown
    assert "maxlength" not in shown
    assert shown.count("</form>") == shown.count("<form")
    answer = owner.post(page, {"plan": "十日内送检", "answer": "已联系检定机构", "hand_in_plan": "1"})
    assert "已联系检定机构" in text(answer)
    row.refresh_from_db()
    assert (row.plan, row.answer) == ("十日内送检", "")
    long = owner.post(page, {"plan": "改\r\n" * 1001, "answer": "已联系", "hand_in_plan": "1"})
    assert "已联系" in text(long)
    assert "2001" in str(long.context["plan"].errors["plan"]), "the end of a line counts once"


@pytest.mark.parametrize(
    ("status", "rest", "field"),
    [
        (Status.WITHDRAWN, "withdraw/", "reason"),
        (Status.WITHDRAWN, "conversation/", "text"),
        (Status.SUBMITTED, "appeal/", "grounds"),
    ],
)
def test_what_is_refused_gives_the_typed_words_back(
    owner: Client, world: World, status: Status, rest: str, field: str
) -> None:
    answer = owner.post(case(world.application(status), rest), {field: "写了很久的一段话"})
    assert answer.status_code in {403, 422}
    assert "写了很久的一段话" in text(answer)
    assert "data-copy" in text(answer)


def test_colleagues_open_the_papers_of_their_enterprise_and_nobody_else_does(
    client: Client, world: World
) -> None:
    row = found(world)
    mine = filling.upload(world.owner)
    inspections.answer_rectification(row, answer="已送检", evidence=mine, by=world.owner, now=world.now)
    refused = world.application(Status.REJECTED)
    grounds = filling.upload(world.owner)
    Appeal.objects.create(
        application=refused, grounds="评分漏项", evidence=grounds, filed_by=world.owner, due_on=world.today
    )
    stated = filling.upload(world.owner)
    objection = objected(world)
    awards.hand_in_statement(objection, text="不属实", files=[stated], by=world.owner, now=world.now)
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    for person, code in ((world.editor, 200), (stranger, 404)):
        client.force_login(person)
        answers = [client.get(f"/files/{upload.pk}/") for upload in (mine, grounds, stated)]
        assert [answer.status_code for answer in answers] == [code] * 3
        for answer in answers:
            b"".join(answer)
    assert not policies.allowed(world.expert, "documents.upload.view", mine)


def test_no_message_carries_the_words_of_whoever_objected(world: World) -> None:
    row = objected(world)
    first = told("application.hold_for_objection")
    assert any("标签不一致。" in words for words in first)
    # A row from before the words were redacted is told without facts rather than raw.
    Objection.objects.filter(pk=row.pk).update(told_facts="", outcome="")
    remind(now=world.now)
    every = [
        *first,
        *told("reminder.statement"),
        *(f"{one.subject} {one.body}" for one in Message.objects.all()),
    ]
    for secret in (SECRET, "13800001234", "138-0000-1234", row.receipt_number, row.facts):
        assert all(secret not in words for words in every)
    assert all(SECRET not in str(event.payload) for event in Event.objects.all())


def test_plan_and_statement_are_reminded_of_until_they_came(world: World) -> None:
    row, objection = found(world), objected(world)
    Rectification.objects.update(plan_due_on=world.today + DAY)
    Objection.objects.update(statement_due_on=world.today + DAY)

    def said() -> list[str]:
        remind(now=world.now)
        names = Event.objects.filter(name__contains=".remind_").values_list("name", flat=True)
        return sorted(name.rpartition(".")[2] for name in names)

    assert said() == said() == ["remind_plan", "remind_statement"]
    assert all(any("1" in words for words in told(f"reminder.{key}")) for key in ("plan", "statement"))
    Rectification.objects.update(plan_due_on=world.today)
    Objection.objects.update(statement_due_on=world.today)
    inspections.plan_rectification(row, plan="三日内送检", by=world.editor, now=world.now)
    awards.hand_in_statement(objection, text="不属实", by=world.owner, now=world.now)
    assert said() == ["remind_plan", "remind_statement"]


@pytest.mark.parametrize(
    ("status", "terms", "undated"),
    [
        (Status.SUBMITTED, ["accept_days", "panel_days", "review_days", "inspect_days"], 3),
        (Status.CORRECTION, ["accept_days", "panel_days", "review_days", "inspect_days"], 3),
        (Status.EXPERT_REVIEW, ["inspect_days"], 3),
        (Status.DELIBERATION, [], 2),
        (Status.PUBLIC_NOTICE, [], 1),
        (Status.AWARDED, [], 0),
        (Status.LAPSED, [], 0),
    ],
)
def test_the_road_ahead_has_a_day_for_every_term_counted_from_the_one_before(
    owner: Client, world: World, status: Status, terms: list[str], undated: int
) -> None:
    due = add_workdays(world.today, 4).on
    row = world.application(status, due_on=due, held_from=Status.RECOMMENDED, reason="理由")
    shown = owner.get(case(row)).context["road"]
    ends = chain(due, [getattr(world.batch, name) for name in terms])
    assert [line["promised"] for line in shown if "promised" in line] == [end.on for end in ends]
    assert sum("later" in line for line in shown) == undated
    since = [due, *(end.on for end in ends)]
    assert all(day.isoformat() in line["text"] for day, line in zip(since, shown[: len(ends)], strict=False))


def test_what_a_person_wrote_is_in_the_copy_and_kept_for_a_reason(world: World) -> None:
    visit, objection = planned(world), objected(world)
    inspections.ask_other_date(
        visit, wished_on=visit.planned_on + DAY, reason="当日停电", by=world.owner, now=world.now
    )
    awards.hand_in_statement(objection, text="标签合规", by=world.owner, now=world.now)
    services.write_message(visit.application, text="请问何时核查", by=world.owner, now=world.now)
    found_ = {part.holding.model: str(part.rows) for part in pii.about(world.owner)}
    assert "当日停电" in found_["inspections.dateanswer"]
    assert "标签合规" in found_["awards.statement"]
    assert "请问何时核查" in found_["applications.conversationmessage"]
    assert not {part.holding.model for part in pii.about(world.editor)} & {
        "inspections.dateanswer",
        "awards.statement",
        "applications.conversationmessage",
    }
    kept = {row.model for row in pii.holdings() if row.kept}
    assert kept >= {
        "awards.statement",
        "awards.appeal",
        "inspections.dateanswer",
        "inspections.rectification",
        "inspections.rectificationround",
        "applications.conversationmessage",
    }
