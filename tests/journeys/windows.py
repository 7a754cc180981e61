"""The windows of the people of one journey, on the database of the test itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core import mail

from tests.browser import axe
from tests.journeys.people import Person
from tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from brandcert.accounts.models import User
    from tests.world import World

LINK = re.compile(r"http://\S+")


class Windows:
    """Everybody's window; nobody's browser may complain."""

    def __init__(self, world: World, browser: Browser, site: str) -> None:
        self.world, self.browser, self.site = world, browser, site
        self.people: list[Person] = []

    def person(self, user: User) -> Person:
        """Open somebody's window at the page for signing in."""
        return self.stranger(str(user.email))

    def stranger(self, name: str, **way: Any) -> Person:
        """Open the window of somebody without an account, on another device if told so."""
        self.people.append(Person(self.browser, self.site, name, **way))
        return self.people[-1]

    def at_desk(self, user: User) -> Person:
        """Open the window of somebody who signed in."""
        person = self.person(user)
        person.sign_in(PASSWORD)
        return person

    def link_for(self, user: User, words: str) -> str:
        """Return the link in the newest letter to somebody whose subject or text holds the words."""
        [link, *_others] = LINK.findall(self.letter_to(user, words))
        return str(link)

    def letter_to(self, user: User, words: str) -> str:
        """Return the newest letter to somebody whose subject or text holds the words."""
        letters = [one for one in mail.outbox if user.email in one.to and words in f"{one.subject}{one.body}"]
        assert letters, [(one.to, one.subject) for one in mail.outbox]
        return str(letters[-1].body)

    def is_in_order(self, person: Person) -> None:
        """Assert that the page is accessible and fits."""
        found = (axe.violations(person.page), axe.overflow(person.page))
        assert found == ([], 0), (person.page.url, found)

    def end(self) -> None:
        """Close every window; nobody's browser complained."""
        complaints = [line for person in self.people for line in person.complaints]
        for person in self.people:
            person.page.context.close()
        assert complaints == []
