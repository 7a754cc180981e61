"""A running site with two colleagues who are signed in and fill in one draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sites import manage

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.sites import LiveSite

PREPARE = """
import json
from datetime import timedelta
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from brandcert.accounts.models import Division, User
from brandcert.applications import services
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Membership
from brandcert.enterprises.services import register_enterprise
from brandcert.programs.models import Category
from brandcert.programs.services import open_batch, set_up_program
now = timezone.now()
batch = open_batch(set_up_program(), name="2026", year=2026, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), by=SYSTEM)
people = [User.objects.create_user(f"{name}@rice.example", "Songhua-river-26") for name in ("li", "wang")]
place = Division.objects.filter(code="220281").first() or Division.objects.last()
firm = register_enterprise(name="松原示例米业有限公司", credit_code="91220200XNT000226B", division=place, by=people[0])
Membership.objects.create(user=people[1], enterprise=firm, role=MemberRole.EDITOR)
draft = services.start(enterprise=firm, batch=batch, category=Category.objects.get(key="MANUFACTURING"), by=people[0])
keys = []
for person in people:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
print(json.dumps({"draft": draft.pk, "sessions": keys}))
"""


@dataclass
class Office:
    """The site, the draft and the sessions of its two colleagues."""

    site: LiveSite
    env: dict[str, str]
    draft: int
    sessions: list[str]

    @property
    def address(self) -> str:
        """Return where the draft is."""
        return f"{self.site.url}/portal/applications/{self.draft}/"

    def desk(self, browser: Browser, who: int = 0, *, width: int = 1280) -> tuple[BrowserContext, Page]:
        """Open a browser window of one of the two, signed in."""
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.site.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        return context, page

    def stored(self) -> dict[str, dict[str, str]]:
        """Read the answers of the draft from the database."""
        code = "import json; from brandcert.applications.models import Application as A; "
        printed = manage(self.env, "shell", "-c", f"{code}print(json.dumps(A.objects.get().content))")
        found: dict[str, dict[str, str]] = json.loads(printed.splitlines()[-1])
        return found


def open_office(env: dict[str, str], live_site: Callable[[dict[str, str]], LiveSite]) -> Office:
    """Prepare the draft and start the site."""
    facts = json.loads(manage(env, "shell", "-c", PREPARE).splitlines()[-1])
    return Office(live_site(env), env, facts["draft"], facts["sessions"])
