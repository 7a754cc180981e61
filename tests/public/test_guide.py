"""The guide says what the batch says, and changes with it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from brandcert.applications.eligibility import QUESTIONS, YEARS
from brandcert.core import guards
from brandcert.core.actors import SYSTEM
from brandcert.portal.forms import PledgeForm
from brandcert.programs.enums import CategoryKey, Route
from brandcert.programs.models import Batch
from brandcert.programs.services import open_batch
from brandcert.public import guidance
from brandcert.public.samples import PLEDGE_TEXT, SAMPLES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World


def text_of(client: Client, path: str = "/guide/", language: str = "zh-hans") -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


NUMBERS: tuple[tuple[str, Any, str], ...] = (
    ("recommend_days", 91, "91 个工作日"),
    ("accept_days", 92, "92 个工作日"),
    ("correction_days", 93, "93 个工作日"),
    ("correction_rounds", 94, "最多 94 次"),
    ("review_days", 95, "95 个工作日"),
    ("inspect_days", 96, "96 个工作日"),
    ("inspection_notice_days", 97, "97 个工作日"),
    ("rectification_days", 98, "98 个自然日"),
    ("notice_days", 99, "99 个工作日"),
    ("appeal_days", 101, "101 个自然日"),
    ("appeal_decision_days", 102, "102 个自然日"),
    ("panel_size", 103, "不少于 103 名专家"),
    ("team_size", 104, "不少于 104 名核查员"),
    ("gate_score", Decimal("43.5"), "43.5 / 60"),
    ("award_score", Decimal("83.5"), "83.5 / 100"),
    ("dimension_percent", 67, "67 %"),
)


def test_every_number_of_the_guide_is_that_of_the_batch(client: Client, world: World) -> None:
    before = text_of(client)
    assert [words for _field, _value, words in NUMBERS if words in before] == []
    Batch.objects.filter(pk=world.batch.pk).update(**{field: value for field, value, _words in NUMBERS})
    after = text_of(client)
    assert [words for _field, _value, words in NUMBERS if words not in after] == []


def test_terms_of_the_programme_are_told(client: Client, world: World) -> None:
    world.program.issue_days, world.program.validity_years = 71, 72
    world.program.save()
    text = text_of(client)
    assert "71 个工作日" in text
    assert "72 年" in text


def test_the_recommending_unit_is_told_only_where_the_batch_has_one(client: Client, world: World) -> None:
    assert world.unit.name in text_of(client)
    Batch.objects.filter(pk=world.batch.pk).update(route=Route.SELF)
    text = text_of(client)
    assert world.unit.name not in text
    assert "签署的推荐意见" not in text


def test_the_conditions_are_those_by_which_clerk_and_system_decide(client: Client, world: World) -> None:
    """A rule that is added to the submission without words in the guide fails here."""
    rules = {check.__name__ for check in guards.registered()["applications.application.submit"]}
    assert rules == set(guidance.AT_SUBMISSION)
    text = text_of(client, language="en")
    others = [str(line.text) for line in QUESTIONS if line.key != YEARS]
    assert [line for line in others if line not in text] == []
    assert "In business for at least 3 years" in text
    Batch.objects.filter(pk=world.batch.pk).update(least_years=1)
    assert "In business for at least 1 year<" in text_of(client, language="en")
    assert [str(line) for line in guidance.AT_SUBMISSION.values() if str(line) not in text] == []


def test_every_document_of_a_category_is_listed_on_its_page_and_no_other(
    client: Client, world: World
) -> None:
    for category in CategoryKey:
        text = text_of(client, f"/guide/{category.lower()}/")
        rows = world.batch.requirements.filter(category__key=category)
        assert [row.title for row in rows if f'scope="row">{row.title}<' not in text] == []
        others = world.batch.requirements.exclude(title__in=rows.values("title"))
        assert [row.title for row in others if f'scope="row">{row.title}<' in text] == []


def test_a_category_names_who_can_apply(client: Client, world: World) -> None:
    row = world.category(CategoryKey.MANUFACTURING)
    row.organisation_types = ["company"]
    row.save()
    assert "?kind=cooperative" not in text_of(client, "/guide/manufacturing/")
    assert "?kind=cooperative" in text_of(client, "/guide/agriculture/")


def test_the_documents_can_be_narrowed_to_one_kind_of_body(client: Client, world: World) -> None:
    path = "/guide/agriculture/?kind="
    assert "合作社成员名册" in text_of(client, f"{path}cooperative")
    assert "合作社成员名册" not in text_of(client, f"{path}company")
    assert "近三年财务报表" not in text_of(client, f"{path}sole_trader")
    assert "合作社成员名册" in text_of(client, f"{path}nonsense")


def test_a_category_that_does_not_exist_has_no_page(client: Client, world: World) -> None:
    assert client.get("/guide/furniture/").status_code == 404
    assert client.get("/guide/MANUFACTURING/").status_code == 404
    assert client.get("/guide/samples/nothing/").status_code == 404


@pytest.mark.usefixtures("db")
def test_a_blank_form_has_its_words_and_room_to_write(client: Client) -> None:
    for key, sample in SAMPLES.items():
        text = text_of(client, f"/guide/samples/{key}/", "en")
        assert str(sample.title) in text.replace("&#x27;", "'")
        assert text.count("<td></td>") == 12 * len(sample.columns)
        assert "fill-in" in text


def test_a_document_that_the_applicant_writes_itself_has_its_blank_form(client: Client, world: World) -> None:
    keys = set(world.batch.requirements.values_list("key", flat=True))
    assert set(SAMPLES) - keys == {"pledge"}
    assert "/guide/samples/no_accident/" in text_of(client, "/guide/services/")


def test_the_pledge_to_read_is_the_pledge_that_is_confirmed() -> None:
    assert str(PledgeForm().fields["pledge"].label) == str(PLEDGE_TEXT)


def test_the_guide_is_about_the_batch_one_can_apply_to(world: World) -> None:
    """An open batch before a later one; without an open one the next, then the last."""

    def batch(name: str, opens: int, closes: int) -> Batch:
        day = datetime.timedelta(days=1)
        return open_batch(
            world.program,
            name=name,
            year=2026,
            opens_at=world.now + opens * day,
            closes_at=world.now + closes * day,
            by=SYSTEM,
        )

    later = batch("以后", 100, 200)
    past = batch("从前", -200, -100)
    assert guidance.current_batch(world.now) == world.batch
    Batch.objects.filter(pk=world.batch.pk).update(
        opens_at=world.now - datetime.timedelta(days=300), closes_at=world.now - datetime.timedelta(days=250)
    )
    assert guidance.current_batch(world.now) == later
    Batch.objects.filter(pk=later.pk).update(
        opens_at=world.now - datetime.timedelta(days=30), closes_at=world.now - datetime.timedelta(days=20)
    )
    assert guidance.current_batch(world.now) == later
    assert past.closes_at < later.closes_at
