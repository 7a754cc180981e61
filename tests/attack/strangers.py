"""R-55: what one enterprise can reach of another: every address, every forged form, every search.

Run in the environment of an installation: `python -m tests.attack.strangers [breach]`. It prints a report as JSON. With
`breach` a lookup of the product is opened on purpose, and the report has to tell of it.
"""

from __future__ import annotations

import itertools
import json
import logging
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from brandcert.accounts.models import User
    from tests.attack.belongings import Marker
    from tests.attack.crawling import Answer, Form, Walk

# A wrong method is refused before anything is looked up: that tells no more than "not here".
ABSENT: Final = (404, 405)
OBJECT_SPACES: Final = ("portal", "documents", "certificates")
SEARCHES: Final = ("/directory/?q={}", "/verify/?q={}", "/notices/?q={}", "/portal/?q={}", "/portal/messages/?q={}",
                   "/portal/certificates/?q={}", "/api/v1/certificates/?search={}", "/api/v1/notices/?search={}",
                   "/api/v1/certificates/{}/", "/api/v1/verify/{}/", "/v/{}/", "/manage/?q={}")  # fmt: skip


class Report:
    """What was tried and what went wrong."""

    def __init__(self, marker: Marker, names: list[str]) -> None:
        """Begin with nothing tried."""
        self.marker = marker
        self.names = [name.encode() for name in names]
        self.tried = 0
        self.refused = 0
        self.faults: list[str] = []

    def leak(self, answer: Answer) -> str:
        """Return what of the victims an answer shows, or nothing."""
        where = answer.body.find(self.marker.text.encode())
        if where >= 0:
            token = answer.body[where : where + len(self.marker.text) + 5].decode()
            return self.marker.planted.get(token, token)
        return next((name.decode() for name in self.names if name in answer.body), "")

    def judge(self, what: str, answer: Answer, *, must_be: tuple[int, ...] = ()) -> None:
        """Count an attempt, and keep what is wrong with its answer."""
        self.tried += 1
        leaked = self.leak(answer)
        if leaked:
            self.faults.append(f"{what} shows {leaked}")
        if answer.status >= 500:
            self.faults.append(f"{what} answers {answer.status}")
        if must_be and answer.status not in must_be:
            self.faults.append(f"{what} answers {answer.status}")
        self.refused += answer.status in must_be


def patterns() -> Iterator[tuple[str, str, list[str]]]:
    """Give every address of another's objects: its name, its route, its arguments."""
    from django.urls import get_resolver

    for prefix, resolver in _resolvers(get_resolver()):
        for pattern in resolver.url_patterns:
            arguments = list(getattr(pattern.pattern, "converters", {}) or pattern.pattern.regex.groupindex)
            if hasattr(pattern, "callback") and arguments:
                yield f"{resolver.namespace}:{pattern.name}", prefix + str(pattern.pattern), arguments


def _resolvers(root: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in root.url_patterns:
        if hasattr(pattern, "url_patterns"):
            here = prefix + str(pattern.pattern)
            if pattern.namespace in OBJECT_SPACES:
                yield here, pattern
            yield from _resolvers(pattern, here)


def keys_of(enterprises: list[int]) -> list[int]:
    """Return the keys of all rows of the enterprises, whatever they are: what a stranger would count through."""
    from tests.attack.belongings import own_models, rows_of

    found: set[int] = set()
    for model in own_models():
        keys = rows_of(model, enterprises).values_list("pk", flat=True)
        found |= {key for key in keys[:40] if isinstance(key, int)}
    return sorted(found)


def forged(report: Report, client: Client, form: Form, keys: list[int]) -> None:
    """Send a form of the stranger with each key replaced by one of the victims'; nothing of it is kept."""
    from django.db import transaction

    from tests.attack.crawling import ask

    for name, key in itertools.product(form.keys, keys):
        with transaction.atomic():
            answer = ask(client, form.action, {**form.values, name: [str(key)]})
            report.judge(f"POST {form.action} with {name}={key}", answer)
            transaction.set_rollback(True)


def knock(report: Report, client: Client, url: str) -> None:
    """Ask for an address and send an empty form there: for a stranger neither exists."""
    from django.db import transaction

    from tests.attack.crawling import ask

    for method, data in (("GET", None), ("POST", {})):
        with transaction.atomic():
            answer = ask(client, url, data)
            report.judge(f"{method} {url}", answer, must_be=ABSENT)
            transaction.set_rollback(True)


def open_breach() -> None:
    """Open a lookup on purpose: the portal then finds everybody's applications."""
    from brandcert.applications.models import Application
    from brandcert.portal.views import case, closed, frame

    def anyone(_request: Any, pk: int) -> Application:
        return Application.objects.get(pk=pk)

    for module in (frame, case, closed):
        module.my_application = anyone  # type: ignore[attr-defined] # also where the name was imported


def is_object_of(url: str, own: Walk, public: Walk) -> bool:
    """Say whether an address of a victim's walk shows something of his, not what everybody has."""
    from django.urls import resolve

    path = url.partition("?")[0]
    if path in {seen.partition("?")[0] for seen in (*own.pages, *public.pages)}:
        return False
    match = resolve(path)
    return match.namespace in OBJECT_SPACES and bool(match.kwargs)


class Attack:
    """One stranger, all others his victims, and what is known of them before he begins."""

    def __init__(self) -> None:
        """Choose them, mark what belongs to the victims, and see what each person is shown in peace."""
        from brandcert.enterprises.models import Enterprise
        from tests.attack.belongings import Marker, identifiers
        from tests.attack.crawling import walk, window

        active = Enterprise.objects.filter(memberships__left_at=None, applications__isnull=False)
        *chosen, stranger = active.distinct().order_by("pk")
        self.stranger, self.victims = stranger.pk, [row.pk for row in chosen]
        self.marker = Marker()
        self.marker.plant(self.victims)
        self.report = Report(self.marker, identifiers(self.victims))
        self.public = walk(window(None), ["/"])
        self.client = window(_member(self.stranger))
        self.own = walk(self.client, ["/portal/", "/accounts/email/"])

    def spy(self, most: int) -> tuple[list[str], int]:
        """Walk as so many victims; return the addresses of what is theirs, and how many marks they were shown.

        What everybody can open is nobody's: it was opened as nobody and is not opened again as each of them. Of files
        and pictures one of each kind is opened; the addresses of all of them are returned.
        """
        from tests.attack.crawling import walk, window

        public = {url for url, answer in self.public.pages.items() if answer.status == HTTPStatus.OK}
        addresses: dict[str, None] = {}
        shown: set[str] = set()
        drawn: set[str] = set()
        for enterprise in spread(self.victims)[:most]:
            seen = walk(window(_member(enterprise)), ["/portal/"], known=public, drawn=drawn)
            shown |= self.marker.found_in(seen.seen())
            theirs = (
                url for url in (*seen.pages, *seen.documents) if is_object_of(url, self.own, self.public)
            )
            addresses |= dict.fromkeys(theirs)
        return list(addresses), len(shown)

    def search(self) -> None:
        """Look for the victims everywhere where one can look for something."""
        from tests.attack.crawling import ask

        words = [self.marker.text, *[name.decode() for name in self.report.names[:2]]]
        for place, word in itertools.product(SEARCHES, words):
            answer = ask(self.client, place.format(word))
            answer.body = answer.body.replace(word.encode(), b"")
            self.report.judge(f"search {place}", answer)

    def forge(self) -> None:
        """Send every form of the stranger with keys of the victims."""
        keys = keys_of(self.victims)
        for form in self.own.forms:
            forged(self.report, self.client, form, keys[:: max(1, len(keys) // 5)])

    def stay_out(self, addresses: list[str]) -> None:
        """Knock as nobody."""
        from tests.attack.crawling import ask, window

        nobody = window(None)
        for url in addresses:
            self.report.judge(f"nobody {url}", ask(nobody, url), must_be=(302, *ABSENT))


def run(*, breach: bool = False) -> dict[str, Any]:
    """Walk as every victim, then try everything as a stranger and as nobody; a breach shows at the first door."""
    from tests.attack.belongings import fingerprint

    attack = Attack()
    report = attack.report
    if breach:
        open_breach()
    for url, answer in attack.own.pages.items():
        report.judge(f"own {url}", answer)
    addresses, shown = attack.spy(2 if breach else len(attack.victims))
    # Reading a message marks it read: from here on only the stranger acts.
    before = fingerprint(attack.victims)
    for url in addresses:
        knock(report, attack.client, url)
    reached: set[str] = set()
    if not breach:
        reached = counted(report, attack.client, attack.victims, attack.stranger)
        attack.forge()
        attack.search()
        attack.stay_out(addresses)
    if fingerprint(attack.victims) != before:
        report.faults.append("something of the victims was changed")
    return {
        "tried": report.tried,
        "refused": report.refused,
        "addresses": len(addresses),
        "forms": len(attack.own.forms),
        "planted": len(attack.marker.planted),
        "shown to owners": shown,
        "not reached": sorted({name for name, _route, _arguments in patterns()} - reached),
        "faults": report.faults,
    }


def _member(enterprise: int) -> User:
    from brandcert.accounts.models import User

    return User.objects.filter(memberships__enterprise=enterprise, memberships__left_at=None).order_by("pk")[
        0
    ]


def spread(victims: list[int]) -> list[int]:
    """Choose victims so that every state of an application and of a certificate is among theirs."""
    from brandcert.applications.models import Application
    from brandcert.certificates.models import Certificate

    found: dict[Any, int] = {}
    for model in (Application, Certificate):
        rows = model._default_manager.filter(enterprise__in=victims)
        for status, enterprise in rows.values_list("status", "enterprise").order_by("-pk"):
            found[model, status] = enterprise
    return sorted(set(found.values()))


def counted(report: Report, client: Client, victims: list[int], own: int) -> set[str]:
    """Count through every address with arguments: the victims' keys first, then the stranger's own with theirs behind."""
    from brandcert.applications.models import Application
    from brandcert.certificates.models import Certificate

    theirs = keys_of(victims)
    mine = [
        *Application.objects.filter(enterprise=own).values_list("pk", flat=True),
        *Certificate.objects.filter(enterprise=own).values_list("pk", flat=True),
    ]
    belongs = {
        "applications": list(Application.objects.filter(enterprise__in=victims).values_list("pk", flat=True)),
        "certificates": list(Certificate.objects.filter(enterprise__in=victims).values_list("pk", flat=True)),
    }
    reached = set()
    for name, route, arguments in patterns():
        space = route.removeprefix("portal/").split("/", 1)[0]
        firsts = belongs.get(space, [])[::6]
        behind = theirs[:: max(1, len(theirs) // 8)] if len(arguments) > 1 else [0]
        for first, second in itertools.product(firsts, behind[:2]):
            knock(report, client, address(route, arguments, first, second))
            reached.add(name)
        if len(arguments) > 1:
            for first, second in itertools.product(mine[:2], behind):
                url = address(route, arguments, first, second)
                report.judge(f"GET {url}", _ask(client, url))
                reached.add(name)
        if space not in belongs:
            for key in theirs[:: max(1, len(theirs) // 8)]:
                report.judge(f"GET {route} {key}", _ask(client, address(route, arguments, key, key)))
                reached.add(name)
    return reached


def _ask(client: Client, url: str) -> Answer:
    from tests.attack.crawling import ask

    return ask(client, url)


def address(route: str, arguments: list[str], first: int, second: int) -> str:
    """Fill the arguments of a route: the first key, and the same second one for everything behind it."""
    import re

    values = iter([first, *[second] * (len(arguments) - 1)])
    return "/" + re.sub(r"<[^>]+>", lambda found: "brand" if "slug" in found[0] else str(next(values)), route)


def main() -> None:
    """Run and print the report."""
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver", "localhost"]
    print(json.dumps(run(breach="breach" in sys.argv), ensure_ascii=False))  # noqa: T201 -- the report


if __name__ == "__main__":
    main()
