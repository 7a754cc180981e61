"""What the directory can be narrowed to."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.models import Division
from brandcert.certificates.enums import PUBLIC
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import named, with_status
from brandcert.programs.enums import CategoryKey

CITY_DIGITS = 4


def _cities() -> list[tuple[str, str]]:
    rows = Division.objects.filter(code__endswith="00").exclude(code__endswith="0000")
    return [(row.code, row.name) for row in rows]


class DirectoryFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """Category, place, state and words."""

    q = django_filters.CharFilter(label=_("Enterprise, product or number"), method="by_words")
    category = django_filters.ChoiceFilter(
        label=_("Category"), choices=CategoryKey.choices, field_name="category__key", empty_label=_("all")
    )
    division = django_filters.ChoiceFilter(
        label=_("City or prefecture"), choices=_cities, method="by_city", empty_label=_("all")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(str(state), state.label) for state in PUBLIC],
        method="by_status",
        empty_label=_("all"),
    )

    class Meta:
        model = Certificate
        fields = ("q", "category", "division", "status")

    def by_words(self, rows: Any, _name: str, value: str) -> Any:
        """Narrow to holders, products and numbers with the words."""
        return named(rows, value)

    def by_city(self, rows: Any, _name: str, value: str) -> Any:
        """Narrow to holders of the city or prefecture and everything below it."""
        return rows.filter(enterprise__division__code__startswith=value[:CITY_DIGITS])

    def by_status(self, rows: Any, _name: str, value: str) -> Any:
        """Narrow to what the public sees in this state today."""
        return with_status(rows, value, timezone.localdate())
