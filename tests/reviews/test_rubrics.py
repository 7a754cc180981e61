"""Another version of a rubric for an open batch: two persons, and only until somebody begins to score."""

from __future__ import annotations

from decimal import Decimal

import pytest

from brandcert.core import approvals
from brandcert.core.errors import Refused
from brandcert.core.models import Approval
from brandcert.programs import services as programs
from brandcert.programs.models import Criterion, Rubric
from brandcert.programs.queries import content_of, newest_rubric, revisions_of, rubric_for
from brandcert.programs.services import RulesFrozen
from brandcert.reviews import services
from brandcert.reviews.models import Assignment, Panel
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of, url


def further_version(room: ReviewRoom, category: int) -> Rubric:
    first = newest_rubric(category)
    assert first is not None
    draft = programs.draw_up(first, note="调整", by=room.world.secretary)
    content = content_of(draft)
    line = content["dimensions"][0]["criteria"][0]
    line |= {"guide": "查平台公开记录", "guide_en": "See the public platform", "is_veto": True}
    programs.keep_draft(draft, content=content, seen=programs.content_hash(draft), by=room.world.secretary)
    approvals.approve(programs.propose_in_force(draft, by=room.world.secretary), by=room.world.director)
    return Rubric.objects.get(pk=draft.pk)


@pytest.mark.both
def test_an_open_batch_changes_its_rubric_by_two_persons_until_a_sheet_is_begun(room: ReviewRoom) -> None:
    case, batch = room.in_review(), room.world.batch
    before = rubric_for(batch.pk, case.category_id)
    later = further_version(room, case.category_id)
    page = f"/manage/programs/batch/{batch.pk}/"
    secretary, director = as_user(room.world.secretary), as_user(room.world.director)
    step = f"{page}step/propose_switch_rubric/"
    assert "This field is required" in secretary.post(step, {"rubric": later.pk}).content.decode()
    assert director.post(step, {"rubric": later.pk, "reason": "x"}).status_code == 403
    assert secretary.post(step, {"rubric": later.pk, "reason": "公示后的修订"}).status_code == 302
    assert rubric_for(batch.pk, case.category_id) == before
    approval = Approval.objects.get(outcome="", action="programs.batch.switch_rubric")
    assert secretary.post(f"{page}approvals/{approval.pk}/approve/").status_code == 403
    assert "v1 → v2" in text_of(director, f"{page}change/")
    director.post(f"{page}approvals/{approval.pk}/approve/")
    assert (rubric_for(batch.pk, case.category_id), Panel.objects.get(application=case).rubric) == (
        later,
        later,
    )
    assert revisions_of(batch)[0].changes == {"rubric.MANUFACTURING": [1, 2]}
    # The expert reads the guide of the new version, and that a nought rules an award out.
    task = Assignment.objects.filter(panel__application=case).order_by("pk")[0]
    sheet = text_of(as_user(task.expert.user), url(task))
    assert ("See the public platform" in sheet, "there is no award" in sheet) == (True, True)
    # Once anybody has begun, nobody changes it any more: neither by a new proposal nor by one made before.
    assert before is not None
    asked = services.propose_switch(
        batch, rubric=before, reason="x", by=room.world.secretary, now=room.world.now
    )
    room.save(task, {"M1.1": services.Line(Decimal(5), "按材料")})
    with pytest.raises(RulesFrozen):
        approvals.approve(asked, by=room.world.director)
    assert "have begun to score" in text_of(secretary, step), "said before anything is filled in"
    assert (
        "have begun to score" in secretary.post(step, {"rubric": before.pk, "reason": "x"}).content.decode()
    )
    with pytest.raises(Refused):
        services.propose_switch(batch, rubric=before, reason="x", by=room.world.clerk, now=room.world.now)
    assert Criterion.objects.filter(dimension__rubric=later, is_veto=True).count() == 1
