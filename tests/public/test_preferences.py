"""How a visitor wants to see the pages is kept, and nothing else is."""

import pytest
from django.test import Client, override_settings

from brandcert.public import preferences

pytestmark = pytest.mark.urls("tests.browser.style_guide")


@pytest.mark.parametrize(("name", "value"), [("text", "large"), ("contrast", "high")])
def test_a_choice_is_kept_for_a_year_and_applied_to_the_next_page(name: str, value: str) -> None:
    client = Client()
    answer = client.post("/display/", {name: value, "next": "/style-guide/404/?a=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/style-guide/404/?a=1")
    cookie = answer.cookies[f"brandcert_{name}"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == (value, preferences.YEAR, True)
    assert f'data-{name}="{value}"' in client.get("/style-guide/404/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_no_other_site_is_redirected_to(target: str) -> None:
    answer = Client().post("/display/", {"text": "large", "next": target})
    assert answer.headers["Location"] == "/"


def test_unknown_values_are_neither_kept_nor_believed() -> None:
    client = Client()
    assert "brandcert_text" not in client.post("/display/", {"text": "huge"}).cookies
    client.cookies["brandcert_text"] = '"><script>'
    assert 'data-text="normal"' in client.get("/style-guide/404/").content.decode()


def test_choosing_is_a_post() -> None:
    assert Client().get("/display/").status_code == 405


@override_settings(
    PLATFORM={"organiser": "示例厅", "records": ["吉ICP备0号"], "domain": "https://a.example/"}
)
def test_the_facts_of_the_operator_stand_on_every_page_and_empty_ones_do_not() -> None:
    text = Client().get("/style-guide/404/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "示例厅" in text
    assert "吉ICP备0号" in text
    assert "业务咨询" not in text
