"""Importing lists: every good row is stored, every bad one explained, and nothing changes the second time."""

from pathlib import Path

import pytest

from brandcert.accounts.models import Division
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.enterprises.enums import OrganisationType
from brandcert.enterprises.models import Enterprise, Product, Trademark
from brandcert.enterprises.services import import_enterprises
from tests.enterprises.lists import CODES, NAME, Take, row, said, verdicts
from tests.world import World

DELIVERED = Path(__file__).parents[2] / "brandcert" / "enterprises" / "data" / "enterprises.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("province")]


def test_delivered_list_is_taken_whole_and_changes_nothing_the_second_time() -> None:
    first = import_enterprises(DELIVERED, by=SYSTEM)
    assert first.counts == {
        "rows": 60,
        "new": 60,
        "updated": 0,
        "same": 0,
        "bad": 0,
        "warned": 26,
        "skipped": 0,
    }
    assert [one.line for one in first.rows if one.is_warned] == [*range(2, 22), 35, 36, 42, 51, 53, 54]
    assert (Enterprise.objects.count(), Enterprise.objects.filter(credit_code=None).count()) == (60, 20)
    assert (Product.objects.count(), Trademark.objects.count()) == (46, 12)
    events = Event.objects.count()
    second = import_enterprises(DELIVERED, by=SYSTEM)
    assert second.counts == {**first.counts, "new": 0, "same": 60}
    assert [one.findings for one in second.rows] == [one.findings for one in first.rows]
    assert (Product.objects.count(), Trademark.objects.count(), Event.objects.count()) == (46, 12, events)


def test_delivered_list_lands_where_it_belongs() -> None:
    import_enterprises(DELIVERED, by=SYSTEM)
    zone = Enterprise.objects.get(name="吉林(中国-新加坡)食品区嘉美农业产业化联合体")
    assert (zone.division.code, zone.is_eligible, zone.organisation_type) == (
        "220200",
        False,
        OrganisationType.OTHER,
    )
    association = Enterprise.objects.get(credit_code="51220281XNT000410H")
    assert (association.name, association.organisation_type) == (
        "蛟河市黄松甸食(药)用菌协会",
        OrganisationType.ASSOCIATION,
    )
    assert [one.name for one in association.products.all()] == ["黄松甸木耳、黄松甸灵芝"]
    assert Enterprise.objects.get(name="吉林省燚盟科技股份有限公司").products.count() == 0
    rice = Product.objects.get(name="榆树大米", enterprise__credit_code="91220182XNT0004534")
    assert rice.trademark is not None
    assert rice.trademark.name == "乾蕴"
    assert rice.enterprise.note.splitlines() == ["类别：农特", "GI name ≠ trademark; 乾"]
    assert Enterprise.objects.filter(name__startswith="蛟河市信").count() == 2


def test_trial_run_says_the_same_and_stores_nothing() -> None:
    trial = import_enterprises(DELIVERED, by=SYSTEM, dry_run=True)
    assert (Enterprise.objects.count(), Event.objects.count()) == (0, 0)
    real = import_enterprises(DELIVERED, by=SYSTEM)
    assert (trial.rows, trial.is_dry_run, real.is_dry_run) == (real.rows, True, False)


def test_good_rows_are_stored_beside_bad_ones(take: Take) -> None:
    result = take(
        row(division="229999"),
        row(name="", code=CODES[0]),
        row(name="甲公司", code="91220100XNT000218C"),
        row(name="乙公司", category="旅游", code=CODES[2]),
        row(name="丙公司", code="9.12201E+17"),
        row(name='=HYPERLINK("http://example.invalid")', code=CODES[2]),
        row(name="12345", code=CODES[2]),
        row(name="丁公司", division="", code=CODES[2]),
        row(name="长" * 201, code=CODES[2]),
        row(),
    )
    assert [(line, verdict, column) for line, verdict, column, _reasons in said(result)] == [
        (2, "bad", "F"),
        (3, "bad", "A"),
        (4, "bad", "B"),
        (5, "bad", "C"),
        (6, "bad", "B"),
        (7, "bad", "A"),
        (8, "bad", "A"),
        (9, "bad", "F"),
        (10, "bad", "A"),
        (11, "new", ""),
    ]
    assert [one.reasons for one in result.rows][:-1] == [
        "Division 229999 is not known",
        "The name of the enterprise is missing",
        (
            "Credit code 91220100XNT000218C: its last character is a check character worked out from the other 17."
            " It is C, but the others call for B, so at least one of the 18 was mistyped. Compare group by group with the"
            " business licence: 91 220100 XNT00 0218 C"
        ),
        "旅游 is no category of the programme; known are manufacturing, agriculture, service",
        (
            "Credit code 9.12201E+17: the spreadsheet stored the code as a number and its last digits are lost;"
            " format the column as text and enter the code again"
        ),
        "The text begins with a character that spreadsheets take for a formula (= + - @)",
        "12345 is not the name of an enterprise",
        "The division is missing",
        "The text has 201 characters; at most 200 are stored",
    ]
    assert [one.name for one in Enterprise.objects.all()] == [NAME]


def test_several_faults_of_one_row_are_all_told(take: Take) -> None:
    assert said(take(row(name="", code="123", category="x", division="y"))) == [
        (
            2,
            "bad",
            "A、B、C、F",
            (
                "The name of the enterprise is missing；Credit code 123 has 3 characters instead of 18；"
                "Division y is not known；x is no category of the programme; known are manufacturing, agriculture, service"
            ),
        )
    ]


def test_each_change_is_an_event_that_names_fields_and_no_person(take: Take) -> None:
    take(row(product="碳纤维"))
    take(row(product="碳纤维"))
    take(row(product="碳纤维", division="220100"))
    events = Event.objects.filter(name="enterprises.enterprise.imported").order_by("pk")
    assert [(one.actor, one.payload) for one in events] == [
        (
            "system",
            {"verdict": "new", "fields": ["credit_code", "note", "organisation_type", "products"], "line": 2},
        ),
        ("system", {"verdict": "updated", "fields": ["division_id"], "line": 2}),
    ]


def test_clerk_may_import_and_an_owner_may_not(world: World) -> None:
    assert import_enterprises(DELIVERED, by=world.clerk).counts["bad"] == 0
    with pytest.raises(Refused):
        import_enterprises(DELIVERED, by=world.owner)


def test_division_that_staff_added_is_known_at_once(take: Take) -> None:
    Division.objects.create(code="229001", name="新区")
    assert verdicts(take(row(division="229001"))) == ["new"]
