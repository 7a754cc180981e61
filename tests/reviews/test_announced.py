"""What is announced of a drawing: to applicants, who may object, and to everybody, who may check it; and its invitations."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from brandcert.core import delivery
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Event
from brandcert.notifications.models import Message
from brandcert.reviews import services
from brandcert.reviews.forms.steps import PublicValueForm
from brandcert.reviews.models import (
    BatchDraw,
    Expert,
    ExpertObjection,
)
from brandcert.reviews.queries import pool
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of
from tests.world import CREDIT_CODES


def test_an_applicant_objects_to_an_expert_in_the_window_of_a_drawing(room: ReviewRoom) -> None:
    world, case = room.world, room.accepted()
    other = room.accepted(enterprise=world.new_enterprise(CREDIT_CODES[1]))
    secretary, owner = as_user(world.secretary), as_user(world.owner)
    stranger = as_user(world.member(other.enterprise))
    page = f"/portal/applications/{case.pk}/experts/"
    assert owner.get(page).status_code == 404
    announced = {"batch": world.batch.pk, "source": "", "objection_days": "3"}
    assert secretary.post("/manage/reviews/batchdraw/add/", announced).status_code == 302
    draw, desk = BatchDraw.objects.get(), f"/manage/reviews/batchdraw/{BatchDraw.objects.get().pk}/step/"
    assert owner.get(page).status_code == 404
    assert secretary.post(f"{desk}freeze/").status_code == 302
    delivery.sweep()
    assert Message.objects.filter(recipient=world.owner, kind="application.experts_named").count() == 1
    assert "You may object" in text_of(owner, f"/portal/applications/{case.pk}/")
    listed = text_of(owner, page)
    chosen = room.experts[2]
    assert all(expert.user.name in listed for expert in room.experts)
    assert stranger.get(page).status_code == 404
    assert "applicants may object" in text_of(secretary, f"/manage/reviews/batchdraw/{draw.pk}/change/")
    bad = owner.post(page, {"expert": chosen.pk, "reason": ""})
    assert (bad.status_code, ExpertObjection.objects.count()) == (200, 0)
    answer = owner.post(page, {"expert": chosen.pk, "reason": "曾在竞争企业任顾问"})
    assert answer.status_code == 302
    objection = ExpertObjection.objects.get()
    delivery.sweep()
    assert Message.objects.filter(recipient=world.secretary, kind="staff.expert_objected").count() == 1
    decide = f"/manage/reviews/expertobjection/{objection.pk}/change/"
    assert secretary.post(decide, {"is_admitted": "no", "decision": "经查不属实"}).status_code == 302
    delivery.sweep()
    told = Message.objects.get(recipient=world.owner, kind="application.expert_objection_decided")
    assert "经查不属实" in told.body
    assert "经查不属实" in text_of(owner, page)


@translation.override("en")
def test_objections_are_limited_and_end_with_the_window(room: ReviewRoom) -> None:
    world, case = room.world, room.accepted()
    facts: dict[str, Any] = {"by": world.secretary, "now": world.now}
    draw = services.announce_draw(world.batch, objection_days=3, **facts)
    services.freeze_pool(draw, today=world.today, **facts)
    chosen, owner, page = room.experts[2], as_user(world.owner), f"/portal/applications/{case.pk}/experts/"
    with pytest.raises(GuardFailed, match="until"):
        services.carry_out(draw, today=world.today, **facts)
    services.object_as_applicant(case, expert=chosen, reason="x", by=world.owner, today=world.today)
    with pytest.raises(GuardFailed, match="before"):
        services.object_as_applicant(case, expert=chosen, reason="x", by=world.owner, today=world.today)
    filed: dict[str, Any] = {"reason": "x", "today": world.today}
    services.object_as_applicant(case, expert=room.experts[3], by=world.editor, **filed)
    with pytest.raises(GuardFailed, match="third"):
        services.object_as_applicant(case, expert=room.experts[4], by=world.owner, **filed)
    with pytest.raises(Refused):
        services.object_as_applicant(case, expert=room.experts[4], by=world.clerk, **filed)
    outsider = room.expert()
    with pytest.raises(GuardFailed, match="list"):
        services.object_as_applicant(case, expert=outsider, by=world.owner, **filed)
    refused = ExpertObjection.objects.get(expert=chosen)
    services.decide_objection(refused, is_admitted=False, decision="经查不属实", by=world.secretary)
    later = world.today + datetime.timedelta(days=30)
    with pytest.raises(GuardFailed):
        services.object_as_applicant(case, expert=room.experts[4], by=world.owner, **filed | {"today": later})
    Expert.objects.filter(pk=outsider.pk).update(is_available=False)
    services.freeze_pool(draw, by=world.secretary, now=world.now, today=later)
    assert not BatchDraw.objects.get().takes_objections(later)
    # Without an announced source whoever draws has nothing he could choose and mix in.
    with pytest.raises(GuardFailed, match="No public source"):
        services.carry_out(draw, public_value="07", by=world.secretary, now=world.now, today=later)
    form = PublicValueForm(row=draw, user=world.secretary)
    assert [field.name for field in form.hidden_fields()] == ["public_value"]
    drawn = services.carry_out(draw, by=world.secretary, now=world.now, today=later)
    drawn.public_value = "07"
    assert {"source", "seed"} <= set(pool.faults_of(drawn))
    assert room.experts[3].pk not in drawn.record["chosen"][case.receipt_number]
    # Who was drawn is nobody's business outside; the own objections stay readable.
    after = text_of(owner, page)
    assert room.experts[0].user.name not in after
    assert room.experts[2].user.name in after


def test_a_name_that_comes_later_opens_the_time_for_objections_anew(room: ReviewRoom) -> None:
    world, _case = room.world, room.accepted()
    facts: dict[str, Any] = {"by": world.secretary, "now": world.now}
    draw = services.announce_draw(world.batch, objection_days=3, **facts)

    def freeze_after(days: int) -> bool:
        day = world.today + datetime.timedelta(days=days)
        services.freeze_pool(draw, today=day, **facts)
        return BatchDraw.objects.get().takes_objections(day)

    assert freeze_after(0)
    leaves = Expert.objects.filter(pk=room.experts[0].pk)
    leaves.update(is_available=False)
    assert not freeze_after(30)
    leaves.update(is_available=True)
    assert freeze_after(60)
    with pytest.raises(GuardFailed):
        services.carry_out(draw, today=world.today + datetime.timedelta(days=60), **facts)
    room.accepted(enterprise=world.new_enterprise(CREDIT_CODES[1]))
    assert freeze_after(90)
    assert not freeze_after(120)
    # Everybody reads every freezing, with its hash and the time for objections that it opened.
    trail = [one.payload for one in Event.objects.filter(name="reviews.batchdraw.freeze").order_by("pk")]
    assert ["until" in one for one in trail] == [True, False, True, True, False]
    public = text_of(Client(headers={"accept-language": "en"}), f"/draws/{draw.pk}/")
    assert (public.count("Pool frozen again"), public.count("Applicants may object until")) == (4, 3)
    assert all(one["public_sha256"] in public for one in trail)
    listed = pool.published_record(BatchDraw.objects.get())["freezings"]
    assert [one["inputs_sha256"] for one in listed] == [one["public_sha256"] for one in trail]
