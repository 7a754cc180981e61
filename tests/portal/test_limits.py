"""What may be sent how often: written down here, found on the views, and tried at every address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone

from brandcert.core import throttling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.world import World

# Every limited address: its limit, how often, in how many seconds.
LIMITED: dict[str, tuple[str, int, int]] = {
    "public:progress": ("progress", 20, 600),
    "public:consult": ("consultations", 60, 3600),
    "public:object": ("objections", 20, 3600),
    "public:objection-case": ("objection", 30, 3600),
    "public:rate": ("ratings", 20, 3600),
    "portal:register": ("registrations", 30, 3600),
    "portal:invite": ("invitations", 50, 86_400),
    "portal:invitation_again": ("invitations", 50, 86_400),
    "portal:documents": ("uploads", 600, 3600),
    "portal:conversation": ("letters", 60, 3600),
    "portal:withdraw": ("letters", 60, 3600),
    "portal:appeal": ("letters", 60, 3600),
    "portal:experts": ("letters", 60, 3600),
    "portal:objection": ("letters", 60, 3600),
    "portal:rectification": ("letters", 60, 3600),
    "portal:other_day": ("letters", 60, 3600),
    "portal:sign_visit": ("letters", 60, 3600),
    "portal:certificate_change": ("letters", 60, 3600),
    "portal:certificate_mending": ("letters", 60, 3600),
    "portal:certificate_cancel": ("letters", 60, 3600),
    "portal:prior_notice": ("letters", 60, 3600),
    "portal:my_data_copy": ("copies", 10, 3600),
}
# The pages of codes and passwords are counted by allauth, which has limits of its own for the rest.
CODES = {"login", "login_failed", "confirm_email", "verify_phone", "change_phone", "reset_password"}
PLACES: dict[str, Any] = {"pk": 1, "key": 1, "token": "x"}


def views(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any, list[str]]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern, pattern.namespace or namespace)
        elif namespace in {"public", "portal"}:
            yield f"{namespace}:{pattern.name}", pattern.callback, list(pattern.pattern.converters)


def test_every_limit_is_written_down_and_every_form_that_sends_something_has_one() -> None:
    found = {
        name: (view.limit.name, view.limit.most, view.limit.per)
        for name, view, _arguments in views(get_resolver())
        if hasattr(view, "limit")
    }
    assert found == LIMITED
    assert set(settings.ACCOUNT_RATE_LIMITS) == CODES


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_beyond_the_limit_the_person_is_told_when_to_come_back(
    world: World, client: Client, language: str
) -> None:
    client.force_login(world.owner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    request = RequestFactory().get("/")
    request.user = world.owner
    now = timezone.now()
    for name, view, arguments in views(get_resolver()):
        if name not in LIMITED:
            continue
        cache.clear()
        for _time in range(view.limit.most):
            assert throttling.allow(view.limit, throttling.who(request), now=now)
        url = reverse(name, kwargs={argument: PLACES[argument] for argument in arguments})
        answer = client.post(url, {})
        assert (url, answer.status_code) == (url, 429)
        assert 0 < int(answer["Retry-After"]) <= view.limit.per
        assert ("操作过于频繁" if language == "zh-hans" else "Too many requests") in answer.content.decode()
        assert client.get(url).status_code != 429
        script = client.post(url, {}, headers={"x-requested-with": "upload"})
        assert (script.status_code, bool(script.json()["words"])) == (429, True)
