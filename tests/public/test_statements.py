"""What the operator states is true, and is found on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from brandcert.core import pii
from brandcert.programs.models import Program

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

STATEMENTS = ("/privacy/", "/accessibility/", "/terms/", "/sitemap/")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "path", ["/", "/guide/", "/progress/", "/verify/", "/accounts/login/", "/nothing/here/"]
)
def test_every_page_leads_to_the_statements(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    assert [target for target in STATEMENTS if f'href="{target}"' not in text] == []


def test_the_portal_leads_to_them_too(client: Client, world: World) -> None:
    client.force_login(world.owner)
    text = client.get("/portal/").content.decode()
    assert [target for target in STATEMENTS if f'href="{target}"' not in text] == []


def test_the_privacy_notice_names_everything_that_is_listed(client: Client, world: World) -> None:
    text = client.get("/privacy/", headers={"accept-language": "en"}).content.decode()
    text = text.replace("&#x27;", "'")
    for holding in pii.holdings():
        for words in (holding.title, holding.whose, holding.purpose, holding.basis, holding.retention):
            assert str(words) in text
        assert str(holding.kept) in text
    assert "Telephone of the contact person" in text


def test_its_terms_are_those_of_the_programme(client: Client, world: World) -> None:
    Program.objects.update(privacy_days=61, record_years=62)
    text = client.get("/privacy/").content.decode()
    assert "61 个工作日" in text
    assert "62 年" in text


def test_every_listed_column_exists_and_is_either_erased_or_kept_for_a_reason() -> None:
    for holding in pii.holdings():
        columns = {field.name for field in apps.get_model(holding.model)._meta.get_fields()}
        assert {name.partition(".")[0] for name in holding.fields} <= columns, holding.model


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("path", ["/", "/progress/", "/privacy/", "/accounts/login/", "/nothing/here/"])
@pytest.mark.parametrize(("language", "code"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_large_text_and_contrast_can_be_switched_and_the_language_is_marked(
    client: Client, path: str, language: str, code: str
) -> None:
    client.cookies["django_language"] = language
    client.cookies["brandcert_text"] = "large"
    client.cookies["brandcert_contrast"] = "high"
    text = client.get(path).content.decode()
    assert f'<html lang="{code}" data-text="large" data-contrast="high"' in text
    assert 'name="text" value="normal"' in text
    assert 'name="contrast" value="normal"' in text
