"""Every page of the desk that a demonstration has, and somebody who may open it: found from the registry and by links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve, reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.models import Application

LINK: Final = re.compile(r'href="([^"#?]+)[^"]*"')
HOST: Final = "localhost"
# Files and machines' answers are no pages.
NO_PAGES: Final = re.compile(r"\.(xlsx|csv|pdf|png|js|json|svg|webmanifest|zip)$|/export/|/logout/|/jsi18n/")
OPENS, REFUSED = 200, 403
OF_ROWS: Final = ("_change", "_history", "_delete")
# Everybody finds something else here.
OWN: Final = ("admin:index", "admin:reviews_assignment_changelist")


def desk_pages() -> list[tuple[str, str | None, int]]:
    """Return address, login and answer of every page: lists, forms, rows, histories, refusals and what these link to."""
    found: dict[Any, tuple[str, str | None, int]] = {}
    for person in one_of_each_role():
        client = Client(headers={"host": HOST})
        client.force_login(person)
        queue = [*seeds(person)]
        while queue:
            key, url = queue.pop(0)
            if key in found:
                continue
            answer = client.get(url)
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            if not is_page or answer.status_code != (REFUSED if url.endswith("/delete/") else OPENS):
                continue
            found[key] = (url, person.email, answer.status_code)
            links = (link for link in LINK.findall(answer.content.decode()) if link.startswith("/manage/"))
            queue += [(key, link) for link in links if (key := kind_of(link, person))]
    return sorted(found.values(), key=str)


def one_of_each_role() -> list[User]:
    """Return the first active person of every role, in the order of the roles."""
    people = [
        user for user in User.objects.filter(is_active=True, is_staff=True).order_by("pk") if user.roles
    ]
    chosen = [next((user for user in people if role in user.roles), None) for role in Role]
    return list(dict.fromkeys(user for user in chosen if user is not None))


def kind_of(url: str, person: User) -> Any:
    """Return what makes a page another page: its view and the act it is for; None for rows, which the registry gives."""
    try:
        match = resolve(url)
    except Resolver404:
        return None
    if NO_PAGES.search(url) or match.view_name.endswith(OF_ROWS):
        return None
    acts = tuple(
        str(match.kwargs[name]) for name in ("name", "act", "key", "channel") if name in match.kwargs
    )
    return match.view_name, acts, person.pk if match.view_name in OWN else 0


def seeds(person: User) -> Iterator[tuple[Any, str]]:
    """Give where the walk of a person begins: the first page, and what the registry has of each noun."""
    request: Any = RequestFactory().get("/manage/", headers={"host": HOST})
    request.user = person
    starts = [reverse("admin:index")]
    for page in admin.site._registry.values():
        base = f"admin:{page.opts.app_label}_{page.opts.model_name}"
        if page.has_view_permission(request):
            starts.append(reverse(f"{base}_changelist"))
        if page.has_add_permission(request):
            starts.append(reverse(f"{base}_add"))
        rows = page.get_queryset(request).order_by("-pk")[:5]
        row = next((row for row in rows if page.has_view_permission(request, row)), None)
        if row is not None:
            # A form is another page than the same facts to read; a case is another one to everybody.
            way = person.pk if page.model is Application else page.has_change_permission(request, row)
            yield (base, way), reverse(f"{base}_change", args=[row.pk])
            for view in ("history", "delete"):
                yield (base, view), reverse(f"{base}_{view}", args=[row.pk])
    yield from ((kind_of(url, person), url) for url in starts)
