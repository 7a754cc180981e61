"""The fields in which points are given, on the sheets of experts and of inspectors."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

from brandcert.programs.models import Criterion


def points_field(row: Criterion) -> forms.DecimalField:
    """Return the field for the points of a criterion: empty, or from nought to its maximum in hundredths."""
    return forms.DecimalField(
        label=_("Points: %(code)s") % {"code": row.code},
        required=False,
        min_value=Decimal(0),
        max_value=row.maximum,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )


def words_field(*, label: str, placeholder: str) -> forms.CharField:
    """Return the field for what is said about the points of a criterion, on one line."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"placeholder": placeholder}),
    )
