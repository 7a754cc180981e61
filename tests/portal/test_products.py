"""Products and trademarks are corrected until something handed in names them; then they stay, and the page says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brandcert.applications import services
from brandcert.enterprises.models import Product, Trademark
from brandcert.enterprises.services import add_product, add_trademark
from tests.applications import filling
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

HOME = "/portal/enterprise/"


def test_a_product_of_drafts_alone_is_corrected_and_removed(owner: Client, world: World) -> None:
    draft = filling.complete(world)
    mark = draft.product.trademark  # type: ignore[union-attr] # a complete one has a product
    row = add_product(enterprise=world.enterprise, name="松花江大米", trademark=mark, by=world.owner)
    services.choose_product(draft, product=row, by=world.owner)
    page, seen = f"{HOME}products/{row.pk}/", row.stamp
    assert page in owner.get(HOME).content.decode()
    facts = {"name": "松花江 香米", "model_or_scope": "5 kg", "name_en": "Songhua Rice", "seen": seen}
    assert owner.post(page, facts).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.model_or_scope, row.trademark, row.name_en) == (
        "松花江 香米",
        "5 kg",
        None,
        "Songhua Rice",
    )
    assert row.normalised_name == "松花江香米"
    draft.refresh_from_db()
    assert draft.pledged_at is None
    # A second window overwrites nothing, and both states stand on its page; the same product twice is told.
    late = owner.post(page, {**facts, "name": "松花江糯米"})
    assert late.status_code == 409
    assert all(words in late.content.decode() for words in ("松花江 香米", "松花江糯米"))
    other = add_product(enterprise=world.enterprise, name="长白山大米", model_or_scope="5 kg", by=world.owner)
    twice = {"name": "长白山大米", "model_or_scope": "5 kg", "seen": row.stamp}
    assert "已经填过" in owner.post(page, twice).content.decode()
    # While a draft names it, it is not removed; unnamed ones are gone.
    assert f"/applications/{draft.pk}/product/" in owner.get(f"{page}remove/").content.decode()
    assert owner.post(f"{page}remove/").status_code == 422
    assert owner.post(f"{HOME}products/{other.pk}/remove/").status_code == 302
    assert list(Product.objects.filter(pk__in=(row.pk, other.pk))) == [row]
    owner.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    for address in (page, f"{page}remove/", f"{page}restore/"):
        assert owner.post(address, {**facts, "seen": row.stamp}).status_code == 404


def test_what_was_handed_in_stays_and_is_only_set_aside(owner: Client, world: World) -> None:
    sent = services.submit(filling.complete(world), by=world.owner, now=world.now)
    row = sent.product
    assert row is not None
    page = f"{HOME}products/{row.pk}/"
    assert 'name="model_or_scope"' not in owner.get(page).content.decode()
    typed = {"name": "别的", "model_or_scope": "别的", "seen": row.stamp}
    assert "保持不变" in owner.post(page, typed).content.decode()
    assert owner.post(f"{page}remove/").status_code == 302
    row.refresh_from_db()
    assert row.set_aside_at is not None
    draft = world.application()
    services.choose_product(
        draft, product=add_product(enterprise=world.enterprise, name="人参", by=world.owner), by=world.owner
    )
    choices = f"/portal/applications/{draft.pk}/product/"
    assert f'value="{row.pk}"' not in owner.get(choices).content.decode()
    assert owner.post(f"{page}restore/").status_code == 302
    assert f'value="{row.pk}"' in owner.get(choices).content.decode()


def test_a_trademark_is_corrected_and_one_that_was_handed_in_only_carried_on(
    owner: Client, world: World
) -> None:
    assert (
        owner.post(
            f"{HOME}{world.enterprise.pk}/trademarks/new/", {"name": "辽元", "number": "1"}
        ).status_code
        == 302
    )
    mark = Trademark.objects.get(name="辽元")
    page = f"{HOME}trademarks/{mark.pk}/"
    facts = {"name": "辽源", "number": "12345678", "valid_to": "2030-06-30", "seen": mark.stamp}
    assert owner.post(page, facts).status_code == 302
    mark.refresh_from_db()
    assert (mark.name, mark.number, str(mark.valid_to)) == ("辽源", "12345678", "2030-06-30")
    row = add_product(enterprise=world.enterprise, name="松花江大米", trademark=mark, by=world.owner)
    assert f"products/{row.pk}/" in owner.get(f"{page}remove/").content.decode()
    assert owner.post(f"{page}remove/").status_code == 422
    draft = filling.complete(world)
    services.choose_product(draft, product=row, by=world.owner)
    services.submit(services.pledge(draft, by=world.owner, now=world.now), by=world.owner, now=world.now)
    late = {"name": "别的", "number": "2", "valid_to": "2036-06-30", "seen": mark.stamp}
    assert owner.post(page, late).status_code == 302
    mark.refresh_from_db()
    assert (mark.name, mark.number, str(mark.valid_to)) == ("辽源", "12345678", "2036-06-30")
    spare = add_trademark(enterprise=world.enterprise, name="备用", by=world.owner)
    assert owner.post(f"{HOME}trademarks/{spare.pk}/remove/").status_code == 302
    assert not Trademark.objects.filter(pk=spare.pk).exists()
    owner.force_login(world.member(world.new_enterprise(CREDIT_CODES[1])))
    assert [owner.get(f"{page}{end}").status_code for end in ("", "remove/")] == [404, 404]
