"""Wherever personal data is asked for, the form says what for and links the privacy notice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation
from django.utils.module_loading import import_string

from brandcert.core import pii
from brandcert.programs.questions import published_questions
from brandcert.public.forms import ObjectionForm

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSONAL = re.compile(r"(^|_)(email|mail|phone|mobile|contact|representative)(_|$)")
FILLED_IN = {"name", "email", "tel", "username"}
# Fields that look like personal data and are none, or take none that is not held already.
EXEMPT = {
    "brandcert.accounts.forms.entrance.LoginForm.login": "compared with what is held; nothing new is taken",
    "brandcert.accounts.forms.entrance.OtherSignupForm.username": "taken away when the form is made: nobody here has one",
    "brandcert.enterprises.admin.enterprises.OwnerForm.contact": "staff find somebody who is registered; nothing new is taken",
}


def below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for kind in form.__subclasses__():
        yield kind
        yield from below(kind)


def own_forms() -> list[type[Any]]:
    """Every form class of the product; those of libraries in use are replaced by ours in the settings."""
    _ = get_resolver().url_patterns
    asked = [import_string(path) for path in settings.ACCOUNT_FORMS.values()]
    ours = [kind for kind in below(forms.BaseForm) if kind.__module__.startswith("brandcert.")]
    return list(dict.fromkeys([*asked, *ours]))


def looks_personal(name: str, field: forms.Field) -> bool:
    is_text = isinstance(field, forms.CharField)
    return is_text and bool(PERSONAL.search(name) or field.widget.attrs.get("autocomplete") in FILLED_IN)


def names_of(kind: type[Any]) -> dict[str, forms.Field]:
    """The fields of a form, with those it adds when it is made, where it can be made without anything."""
    try:
        return dict(kind().fields)
    except (TypeError, AttributeError, KeyError, ValueError):
        return dict(getattr(kind, "base_fields", {}))


@pytest.mark.django_db
def test_every_field_for_personal_data_says_what_it_is_for() -> None:
    silent, spoken = [], 0
    for kind in own_forms():
        personal = getattr(kind, "personal", {})
        for name, field in names_of(kind).items():
            place = f"{kind.__module__}.{kind.__qualname__}.{name}"
            if looks_personal(name, field) and place not in EXEMPT:
                spoken += 1
                if not isinstance(personal, dict) or name not in personal:
                    silent.append(place)
    assert silent == []
    assert spoken >= 6


def test_what_a_form_names_is_in_the_list_of_personal_data() -> None:
    named = {
        model
        for kind in own_forms()
        if isinstance(getattr(kind, "personal", None), dict)
        for model in kind.personal.values()
    }
    assert len(named) >= 4
    assert all(str(pii.purpose_of(model)) for model in named)
    with pytest.raises(LookupError):
        pii.purpose_of("programs.batch")


def test_the_purpose_stands_at_the_first_field_with_a_link() -> None:
    class Note(forms.Form):
        """A planted form."""

        personal = {"phone": "accounts.user", "email": "accounts.user"}  # noqa: RUF012 -- one test
        text = forms.CharField()
        phone = forms.CharField()
        email = forms.CharField()

    template = engines["django"].from_string(
        "{% load looks %}{% for one in form %}{% field one %}{% endfor %}"
    )
    with translation.override("zh-hans"):
        drawn = template.render({"form": Note()})
        assert drawn.count('href="/privacy/"') == 1
        assert drawn.index(str(pii.purpose_of("accounts.user"))) > drawn.index("phone")
        assert 'href="/privacy/"' not in template.render({"form": type("Bare", (Note,), {"personal": {}})()})


def test_the_questions_about_persons_of_the_application_are_covered() -> None:
    asked = [row for row in published_questions() if PERSONAL.search(row.key)]
    assert len(asked) >= 3
    model = "applications.application"
    assert [row.key for row in asked if pii.kind_of(model, f"content.{row.section}.{row.key}") is None] == []
    assert {"name", "contact"} <= set(ObjectionForm.personal)
