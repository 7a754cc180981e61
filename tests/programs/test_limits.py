"""Every number of the rules has limits, and a window that one person sets is to come: told at the field, kept by the services."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import translation

from brandcert.core import workdays
from brandcert.core.models import Approval, Event
from brandcert.programs import services
from brandcert.programs.models import Batch, Program
from brandcert.programs.services import BadRules
from tests.programs.test_rules import BATCHES, DAY, coming, given
from tests.reviews.pages import as_user

if TYPE_CHECKING:
    from tests.world import World

LIMITED = (models.IntegerField, models.DecimalField)


def numbers(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, LIMITED) and field.editable]


@translation.override("en")
def test_no_number_of_the_rules_is_without_limits(world: World) -> None:
    batch = coming(world)
    page = f"{BATCHES}{batch.pk}/step/administer/"
    client = as_user(world.secretary)
    for field in [*numbers(Batch), *numbers(Program)]:
        if isinstance(field, models.AutoField):
            continue
        kinds = {type(one) for one in field.validators}
        assert {MinValueValidator, MaxValueValidator} <= kinds, field.name
    wrong = {"year": 99999, "quota": 0, "award_score": 101, "divergence_percent": 200, "review_days": 0}
    labels = {field.name: str(field.verbose_name) for field in numbers(Batch)}
    for name, value in {**wrong, "panel_days": 30000, "inspect_days": 99999999999, "panel_size": 2}.items():
        form = client.post(page, given(client, page, **{name: value})).context["form"]
        assert set(form.errors) == {name}
        with pytest.raises(BadRules, match=labels[name]):
            services.change_batch(batch, values={name: value}, by=world.secretary, now=world.now)
    batch.refresh_from_db()
    assert batch.panel_size == 3


@translation.override("en")
def test_absurd_terms_are_refused_in_words(world: World) -> None:
    for days in (30000, 99999999999):
        with pytest.raises(workdays.NoSuchTerm, match="cannot be counted"):
            workdays.add_workdays(world.today, days)
        with pytest.raises(workdays.NoSuchTerm):
            workdays.chain(world.today, [days, 3])


@translation.override("en")
def test_one_person_sets_windows_to_come_only(world: World) -> None:
    client, url, before = as_user(world.secretary), f"{BATCHES}add/", Batch.objects.count()

    def tried(opens: int, closes: int) -> Any:
        new = {"program": world.program.pk, "name": f"第{opens}批", "year": 2026, "route": "unit"}
        for name, days in (("opens_at", opens), ("closes_at", closes)):
            new |= {f"{name}_0": f"{world.now + days * DAY:%Y-%m-%d}", f"{name}_1": "09:00"}
        return client.post(url, new)

    faults = {(-3, 5): {"opens_at"}, (-9, -3): {"opens_at", "closes_at"}, (9, 5): {"closes_at"}}
    for (opens, closes), names in faults.items():
        assert set(tried(opens, closes).context["adminform"].form.errors) == names
    assert Batch.objects.count() == before
    assert tried(5, 9).status_code == 302
    made = Batch.objects.get(name="第5批")
    assert Event.objects.about(made).count() == 1
    # Amending a future batch leads nowhere else; the service refuses what the form refuses.
    page, past = f"{BATCHES}{made.pk}/step/administer/", world.now - DAY
    form = client.post(page, given(client, page, opens_at=f"{past:%Y-%m-%dT%H:%M}")).context["form"]
    assert set(form.errors) == {"opens_at"}
    with pytest.raises(BadRules, match="future"):
        services.change_batch(made, values={"opens_at": past}, by=world.secretary, now=world.now)
    with pytest.raises(BadRules, match="future"):
        services.announce_batch(
            world.program, name="x", year=2026, opens_at=past, closes_at=past + 9 * DAY, by=world.secretary, now=world.now
        )  # fmt: skip


@translation.override("en")
def test_a_proposal_without_a_change_is_none_and_seconds_stay(world: World) -> None:
    batch, client = world.batch, as_user(world.secretary)
    ends = (world.now + 9 * DAY).replace(hour=15, minute=59, second=59, microsecond=0)
    Batch.objects.filter(pk=batch.pk).update(closes_at=ends)
    page = f"{BATCHES}{batch.pk}/step/propose_amend/"
    shown = client.get(page).context["form"]["closes_at"].value()
    local = shown if isinstance(shown, str) else f"{shown:%Y-%m-%dT%H:%M}"
    answer = client.post(page, given(client, page, closes_at=local, reason="x"))
    assert "Nothing is different." in answer.content.decode()
    client.post(page, given(client, page, closes_at=local, quota="7", reason="x", confirmed="1"))
    assert Approval.objects.get().details["changes"] == {"quota": "7"}
    assert isinstance(ends, datetime.datetime)
