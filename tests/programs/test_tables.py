"""Versions of the scoring tables: drawn up, edited on one page, put in force by two persons, and never changed afterwards."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.translation import gettext as _

from brandcert.accounts.enums import Role
from brandcert.core import approvals, policies
from brandcert.core.approvals import NotApprovable
from brandcert.core.errors import Refused, SomeoneWasFaster
from brandcert.core.models import Approval, Event
from brandcert.programs import formulas, services, tables
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Rubric
from brandcert.programs.queries import content_of, newest_rubric, rubric_for
from brandcert.programs.services import BadRules, RulesFrozen
from tests.programs.test_rules import coming
from tests.reviews.pages import as_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

RUBRICS = "/manage/programs/rubric/"


def drafted(world: World) -> Rubric:
    first = newest_rubric(world.category(CategoryKey.MANUFACTURING).pk)
    assert first is not None
    return services.draw_up(first, note="按征求意见稿调整", by=world.secretary)


def as_sent(client: Client, url: str) -> dict[str, str]:
    """Fill the page in as a browser would: every field with its value, boxes only where they are ticked."""
    table = client.get(url).context["form"]
    found = {"seen": client.get(url).context["seen"], "tie_break": str(table.tie_break)}
    for formset in table.all_forms:
        for form in (formset.management_form, *formset.forms):
            for name in form.fields:
                value = form[name].value()
                if value is not None and value is not False and value != "":
                    found[form[name].html_name] = str(value)
    return found


def refuse_what_cannot_be_stored(secretary: Client, edit: str) -> None:
    """Codes that come twice and formulas that cannot be read: everything typed stays on the page."""
    sent = as_sent(secretary, edit)
    for name, value, words in (
        ("d0-c-1-code", sent["d0-c-0-code"], "Another criterion has this code."),
        ("d2-c-0-formula", "6 = 100; 3 = 60", "rise from pair to pair"),
        ("d2-c-0-formula", "3 = 60; 6 = 101", "at most 100 per cent"),
        ("d2-c-0-formula_of", "innovation.nothing", "No question with a number"),
        ("d1-c-1-formula", "有 = 0", "Every answer needs its share"),
        ("d0-c-1-maximum", "101", "less than or equal to 100"),
        ("d0-c-3-code", "M1.9", "This field is required"),
    ):
        page = secretary.post(edit, sent | {name: value}).content.decode()
        assert words in page, words
        assert value in page


def what_is_new() -> dict[str, str]:
    """A criterion more with guides and a veto, one out, a formula by choice, another dimension that decides ties."""
    new = {"d0-c-3-code": "M1.4", "d0-c-3-title": "标准国际化", "d0-c-3-title_en": "International standards"}
    new |= {"d0-c-3-maximum": "2", "d0-c-3-stage": "D", "d0-c-3-kind": "j", "d0-c-3-guide": "查验文本"}
    new |= {"d0-c-3-guide_en": "See the text", "d0-c-3-is_veto": "on", "d-0-least_percent": "70"}
    new |= {
        "d1-c-1-formula": "有 = 10；无 = 100",
        "tie_break": "0",
        "d0-c-2-DELETE": "on",
        "d0-c-1-maximum": "8",
    }
    return new


def approved_by_pages(secretary: Client, director: Client, draft: Rubric) -> None:
    """The second person reads every difference; the first cannot approve, and the draft rests meanwhile."""
    page = f"{RUBRICS}{draft.pk}/"
    assert secretary.post(f"{page}step/propose_put_in_force/").status_code == 302
    approval = Approval.objects.get(outcome="")
    assert secretary.get(f"{page}step/keep_draft/").status_code in {403, 409}
    approve = f"{RUBRICS}{draft.pk}/approvals/{approval.pk}/approve/"
    assert secretary.post(approve).status_code == 403
    assert "M1.4 International standards" in director.get(f"{RUBRICS}{draft.pk}/change/").content.decode()
    director.post(approve)


@pytest.mark.both
def test_a_version_is_drawn_up_edited_and_put_in_force_by_its_pages(world: World) -> None:
    secretary, director = as_user(world.secretary), as_user(world.director)
    first = newest_rubric(world.category(CategoryKey.MANUFACTURING).pk)
    assert first is not None
    before = content_of(first)
    answer = secretary.post(f"{RUBRICS}{first.pk}/step/draw_up/", {"note": "按征求意见稿调整"})
    draft = Rubric.objects.get(is_draft=True)
    edit = f"{RUBRICS}{draft.pk}/step/keep_draft/"
    assert (answer.status_code, answer["location"], draft.version) == (302, edit, 2)
    # The copy is the table it was drawn up from, and judges nobody.
    assert (content_of(draft), newest_rubric(first.category_id)) == (before, first)
    # Sums that do not fit are stored and told at their field.
    sent = as_sent(secretary, edit)
    assert secretary.post(edit, sent | {"d0-c-0-maximum": "5"}).status_code == 302
    told = secretary.get(edit).content.decode()
    assert "Its criteria add up to 13 points, not to 15." in told
    propose = f"{RUBRICS}{draft.pk}/step/propose_put_in_force/"
    assert "not to 15" in secretary.post(propose).content.decode()
    refuse_what_cannot_be_stored(secretary, edit)
    sent = as_sent(secretary, edit)
    new = what_is_new()
    assert secretary.post(edit, sent | new).status_code == 302
    page = secretary.get(f"{RUBRICS}{draft.pk}/change/").content.decode()
    words = ("M1.4", "International standards", "removed", "The sheet as experts see it", "Not ready")
    assert [one in page for one in words] == [True, True, True, True, False]
    lines = {(one.place[:4], one.field) for one in tables.differences(before, content_of(draft_of(draft)))}
    assert {
        ("M1.4", "new"),
        ("M1.3", "removed"),
        ("M2.2", "formula"),
        ("Stan", "per cent needed in this dimension"),
    } <= lines
    # Whoever saw an older draft is told, and nothing of the other one's is lost.
    assert "changed this record" in secretary.post(edit, sent).content.decode()
    approved_by_pages(secretary, director, draft)
    assert newest_rubric(first.category_id) == draft
    assert [one.name.rpartition(".")[2] for one in Event.objects.about(draft).order_by("id")] == [
        "draw_up", "keep_draft", "keep_draft", "propose_put_in_force", "put_in_force",
    ]  # fmt: skip
    assert content_of(first) == before
    # The batch that runs keeps its version, the next one is judged by the new one.
    assert rubric_for(world.batch.pk, first.category_id) == first
    assert rubric_for(coming(world).pk, first.category_id) == draft


def test_whoever_comes_second_compares_and_goes_on(world: World) -> None:
    secretary, draft = as_user(world.secretary), drafted(world)
    edit = f"{RUBRICS}{draft.pk}/step/keep_draft/"
    sent = as_sent(secretary, edit) | {"d0-c-0-title": "标准先进"}
    theirs = content_of(draft)
    theirs["dimensions"][0]["criteria"].append({**theirs["dimensions"][0]["criteria"][0], "code": "M1.9"})
    theirs["dimensions"][0]["title"] = "标准引领力"
    services.keep_draft(draft, content=theirs, seen=sent["seen"], by=world.secretary)

    refused = secretary.post(edit, sent)

    page = refused.content.decode()
    assert [one in page for one in ("changed this record", "标准引领力", "M1.9", "标准先进")] == [True] * 4
    assert content_of(draft_of(draft)) == theirs
    assert secretary.post(edit, sent | {"seen": refused.context["seen"]}).status_code == 302
    assert content_of(draft_of(draft))["dimensions"][0]["criteria"][0]["title"] == "标准先进"


def draft_of(row: Rubric) -> Rubric:
    return Rubric.objects.get(pk=row.pk)


def test_no_way_leads_around_the_rules_of_a_table(world: World) -> None:
    draft = drafted(world)
    first = draft.drawn_from
    assert first is not None
    content, seen = content_of(draft), services.content_hash(draft)
    for someone in (world.clerk, world.director, world.sysadmin):
        with pytest.raises(Refused):
            services.keep_draft(draft, content=content, seen=seen, by=someone)
    for act in (
        lambda: services.draw_up(first, note="x", by=world.secretary),
        lambda: services.keep_draft(first, content=content, seen=seen, by=world.secretary),
        lambda: services.propose_in_force(first, by=world.secretary),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(BadRules, match=str(_("Nothing is different."))):
        services.propose_in_force(draft, by=world.secretary)
    changed = copy.deepcopy(content)
    changed["dimensions"][0]["title"] = "标准化"
    with pytest.raises(SomeoneWasFaster):
        services.keep_draft(draft, content=changed, seen="0", by=world.secretary)
    services.keep_draft(draft, content=changed, seen=seen, by=world.secretary)
    asked = services.propose_in_force(draft, by=world.secretary)
    with pytest.raises(RulesFrozen):
        services.keep_draft(draft, content=content, seen=services.content_hash(draft), by=world.secretary)
    # Written past the services meanwhile: the second person approves what he read, or nothing.
    draft.dimensions.filter(key="brand").update(title="别的")
    with pytest.raises(NotApprovable):
        approvals.approve(asked, by=world.director)
    assert draft_of(draft).is_draft


# Who may do what with tables and rules: written down apart from the policies.
MAY = {
    "rubric": {
        "draw_up": {Role.SECRETARY},
        "keep_draft": {Role.SECRETARY},
        "propose_put_in_force": {Role.SECRETARY},
        "put_in_force": {Role.DIRECTOR},
    },
    "batch": {
        "administer": {Role.SECRETARY},
        "set_form": {Role.SECRETARY},
        "choose_rubric": {Role.SECRETARY},
        "set_catalogue": {Role.SECRETARY},
        "propose_change_catalogue": {Role.SECRETARY},
        "change_catalogue": {Role.DIRECTOR},
        "propose_amend": {Role.SECRETARY},
        "propose_close": {Role.SECRETARY},
        "propose_switch_rubric": {Role.SECRETARY},
        "amend": {Role.DIRECTOR},
        "close": {Role.DIRECTOR},
        "switch_rubric": {Role.DIRECTOR},
    },
    "program": {"propose_amend": {Role.SECRETARY}, "amend": {Role.DIRECTOR}},
}


def test_every_role_may_do_with_the_rules_what_is_written_down(world: World) -> None:
    people = {role: world.person(role) for role in Role}
    for model, acts in MAY.items():
        for act, roles in acts.items():
            action = f"programs.{model}.{act}"
            assert {role for role, user in people.items() if policies.allowed(user, action)} == roles, action
        declared = {
            name.rpartition(".")[2] for name in policies.declared() if name.startswith(f"programs.{model}.")
        }
        written = {name for name in declared if not name.startswith(("view", "export", "demonstrate"))}
        assert written == set(acts), model


def test_a_batch_names_its_version_until_its_window_opens(world: World) -> None:
    batch, secretary = coming(world), as_user(world.secretary)
    draft = drafted(world)
    changed = content_of(draft)
    changed["dimensions"][0]["criteria"][0]["guide"] = "看文本"
    changed["dimensions"][0]["criteria"][0]["guide_en"] = "Read it"
    services.keep_draft(draft, content=changed, seen=services.content_hash(draft), by=world.secretary)
    step = f"/manage/programs/batch/{batch.pk}/step/choose_rubric/"
    assert "Select a valid choice" in secretary.post(step, {"rubric": draft.pk}).content.decode()
    approvals.approve(services.propose_in_force(draft, by=world.secretary), by=world.director)
    draft.refresh_from_db()
    # A version that does not fit the batch is refused at the field.
    type(batch).objects.filter(pk=batch.pk).update(gate_score=61)
    assert "gives 60 at most" in secretary.post(step, {"rubric": draft.pk}).content.decode()
    type(batch).objects.filter(pk=batch.pk).update(gate_score=42)
    batch.questions.filter(category=draft.category, section="innovation", key="rnd_share").update(
        is_asked=False
    )
    assert "does not ask for" in secretary.post(step, {"rubric": draft.pk}).content.decode()
    batch.questions.update(is_asked=True)
    assert secretary.post(step, {"rubric": draft.pk}).status_code == 302
    assert rubric_for(batch.pk, draft.category_id) == draft
    shown = secretary.get(f"/manage/programs/batch/{batch.pk}/change/").content.decode()
    assert "v1 → v2" in shown
    with pytest.raises(RulesFrozen):
        services.choose_rubric(batch, rubric=draft, by=world.secretary, now=batch.opens_at)
    with pytest.raises(Refused):
        services.choose_rubric(world.batch, rubric=draft, by=world.secretary, now=world.now)


@pytest.mark.parametrize(
    ("text", "choices", "found"),
    [
        ("0 = 0; 3=60%；6＝100", {}, {"of": "a.b", "scale": [[0, 0], [3, 60], [6, 100]]}),
        ("-1.5 = 0\n2 = 33.5", {}, {"of": "a.b", "scale": [[-1.5, 0], [2, 33.5]]}),
        ("有 = 0; no = 100", {"有": "yes", "无": "no", "no": "no"}, {"of": "a.b", "choices": {"yes": 0, "no": 100}}),
        ("3", {}, "form"), ("3 = x", {}, "form"), ("3 = 1.2.3", {}, "form"), ("3 = 101", {}, "share"),
        ("很多 = 3; 4 = 5", {}, "number"), ("NaN = 3; 4 = 5", {}, "number"), ("1 = 2", {}, "steps"),
        ("2 = 2; 1 = 3", {}, "order"), ("是 = 1", {"有": "yes"}, "choice"), ("有 = 1", {"有": "yes", "无": "no"}, "missing"),
    ],
)  # fmt: skip
def test_formulas_are_read_as_people_type_them(text: str, choices: dict[str, str], found: Any) -> None:
    if isinstance(found, str):
        with pytest.raises(ValueError, match=f"^{found}$"):
            formulas.read("a.b", text, choices)
        return
    read = formulas.read("a.b", text, choices)
    assert read == found
    codes = {code: code for code in choices.values()}
    assert formulas.read("a.b", formulas.write(read, {}), codes) == read
    answer = next(iter(read.get("choices", {}))) if choices else str(read["scale"][-1][0])
    assert formulas.proposal(read, answer, Decimal(10)) is not None
