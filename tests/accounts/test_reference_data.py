"""The province's divisions and recommending units are there after migrating and can be loaded again."""

import pytest

from brandcert.accounts.models import Division, Unit
from brandcert.accounts.services import load_reference_data

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_migrating_brings_divisions_and_units() -> None:
    load_reference_data()
    assert Division.objects.count() == 70
    assert Unit.objects.count() == 11
    assert [one.name for one in Division.objects.get(code="220184").ancestors()] == [
        "公主岭市",
        "长春市",
        "吉林省",
    ]
    assert Division.objects.get(code="220184").former_codes == ["220381"]
    assert Division.objects.get(code="222426").block == Division.Block.EAST
    assert Unit.objects.get(key="changbaishan").division is None


def test_loading_again_changes_nothing() -> None:
    load_reference_data()
    assert load_reference_data() == 0


def test_loading_mends_what_differs_and_keeps_what_staff_added() -> None:
    load_reference_data()
    Division.objects.filter(code="220113").update(name="九台市", former_codes=[])
    Division.objects.create(code="229900", name="新区")
    Unit.objects.filter(key="meihekou").delete()
    assert load_reference_data() == 2
    assert Division.objects.get(code="220113").name == "九台区"
    assert Division.objects.filter(code="229900").exists()
    assert Unit.objects.get(key="meihekou").division == Division.objects.get(code="220581")
