"""What will stand on a sheet or in a letter is refused where it is typed when no font draws it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest
from django import forms

from brandcert.certificates import forms as certificates
from brandcert.core.admin import StepForm
from brandcert.documents import printing
from brandcert.documents.forms import PrintedForm
from brandcert.inspections.forms import visit
from brandcert.portal.forms import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

# Adlam, which no font of the letters draws; the letter beside it is in all of them.
UNDRAWN, DRAWN = "\U0001e900", "䶮"
ASKED = [
    visit.FindingForm,
    visit.SampleForm,
    visit.RefusalForm,
    pages.AppealForm,
    pages.StatementForm,
    pages.PlanForm,
    pages.RectificationForm,
]


def typed(form: forms.Form) -> Iterator[str]:
    for name, field in form.fields.items():
        if isinstance(field, forms.CharField) and not field.widget.is_hidden:
            yield name


@pytest.mark.parametrize("kind", ASKED)
def test_characters_no_font_draws_are_refused_in_every_line(kind: type[forms.Form]) -> None:
    assert printing.missing_characters(UNDRAWN + DRAWN) == [UNDRAWN]
    names = list(typed(kind()))
    assert names
    refused = kind(dict.fromkeys(names, f"标签{UNDRAWN}"))
    taken = kind(dict.fromkeys(names, f"标签{DRAWN}"))

    assert {name for name in names if UNDRAWN in str(refused.errors.get(name))} == set(names)
    assert not any(taken.errors.get(name) for name in names)


def test_every_step_of_a_certificate_asks_so() -> None:
    asked = [
        kind
        for _name, kind in inspect.getmembers(certificates, inspect.isclass)
        if issubclass(kind, StepForm) and kind.__module__ == certificates.__name__
    ]

    assert len(asked) > 10
    assert all(issubclass(kind, PrintedForm) for kind in asked)
