"""Texts of the libraries are read in the words of the project, and the pages of theirs that are changed are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils import translation

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World


def test_texts_of_the_libraries_are_translated_by_the_project() -> None:
    with translation.override("zh-hans"):
        assert MinimumLengthValidator(10).get_error_message() == "密码太短，至少需要 10 个字符。"
        assert translation.gettext("You have signed out.") == "您已退出登录。"
        assert translation.gettext("Enter a valid date.") == "请填写有效的日期。"


def test_the_title_of_signing_out_is_one_line(client: Client, world: World) -> None:
    client.force_login(world.owner)
    page = client.get("/accounts/logout/").content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "\n" not in title
    assert title.startswith("退出登录")
