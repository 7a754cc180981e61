"""The delivered scoring tables: 100 points each, 60 on documents and 40 on site, in both languages."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from brandcert.enterprises.columns import CATEGORY_NAMES
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Criterion, Dimension, Rubric
from brandcert.programs.services import load_rubrics, set_up_program

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_each_table_has_a_hundred_points_of_which_forty_on_site() -> None:
    for rubric in Rubric.objects.filter(category__program=set_up_program()):
        criteria = Criterion.objects.filter(dimension__rubric=rubric).order_by()
        points = {
            row["stage"]: row["points"] for row in criteria.values("stage").annotate(points=Sum("maximum"))
        }
        assert points == {"D": Decimal(60), "S": Decimal(40)}
        for dimension in rubric.dimensions.all():
            assert dimension.criteria.aggregate(points=Sum("maximum"))["points"] == dimension.maximum
        assert rubric.dimensions.filter(key=rubric.tie_break).exists()


def test_tables_are_complete_in_both_languages() -> None:
    set_up_program()
    assert Criterion.objects.count() == 54
    assert not Criterion.objects.filter(title_en="").exists()
    assert {dimension.title_en for dimension in Dimension.objects.all()} == {
        "Brand",
        "Brand and results",
        "Experience",
        "Innovation",
        "Management and innovation",
        "Origin",
        "Quality",
        "Quality and safety",
        "Responsibility",
        "Standardised production",
        "Standards",
    }
    first = Criterion.objects.get(code="M1.1")
    assert (first.title, first.stage, first.kind) == ("执行标准自我声明公开，水平国内领先以上", "D", "o")


def test_loading_again_creates_nothing_and_touches_no_existing_table() -> None:
    program = set_up_program()
    Criterion.objects.filter(code="M1.1").update(title="changed by staff")
    assert load_rubrics(program) == 0
    assert Criterion.objects.get(code="M1.1").title == "changed by staff"


def test_lists_of_enterprises_know_exactly_the_categories_of_the_programme() -> None:
    assert set(CATEGORY_NAMES) == set(CategoryKey.values)
    for category in set_up_program().categories.all():
        assert set(category.aliases) <= set(CATEGORY_NAMES[category.key])
