"""Complete applications for tests: every answer, every file, the pledge."""

from __future__ import annotations

import itertools
from io import BytesIO
from typing import TYPE_CHECKING, Any

from brandcert.applications import services
from brandcert.applications.content import Field, Form, Kind, build
from brandcert.applications.models import Application
from brandcert.applications.queries import requirements_of
from brandcert.documents.services import store_upload
from brandcert.programs.queries import default_questions
from tests.documents import files

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from brandcert.applications.services.acceptance import Item
    from brandcert.documents.models import Upload
    from brandcert.programs.models import Category
    from tests.world import World

_serial = itertools.count(1)
_ANSWERS = {
    Kind.TEXT: "DB22/T 1234-2024",
    Kind.LONG: "主要用于汽车与医疗器械，耐高温。",
    Kind.INTEGER: "12",
    Kind.DECIMAL: "12.5",
    Kind.YEAR: "2016",
    Kind.PAST_YEAR: "2019",
    Kind.PAST_DATE: "2026-01-15",
    Kind.STANDARD: "GB/T 1354-2018",
    Kind.PATENT: "ZL200310102344.5",
    Kind.LABORATORY: "220020345678",
    Kind.FILE: "",
    Kind.DATE: "2012-05-18",
    Kind.PHONE: "0431-88888888",
    Kind.EMAIL: "apply@example.com",
}


def form(category: Category) -> Form:
    """Return what a company is asked in a category."""
    return build(default_questions(category.key), category.key, organisation_type="company")


def answer(field: Field) -> Any:
    """Give a good answer to a question: the first choice, two entries of a list."""
    if field.is_list:
        entry = {column.key: answer(column) for column in field.columns}
        return [entry, dict(entry)]
    return field.choices[0][0] if field.kind == Kind.CHOICE else _ANSWERS[field.kind]


def answers(category: Category) -> dict[str, dict[str, Any]]:
    """Give good answers to all questions of a category."""
    return {section.key: {field.key: answer(field) for field in section} for section in form(category)}


def upload(by: User, name: str = "evidence.pdf") -> Upload:
    """Hand in a small PDF unlike any other."""
    data = files.pdf() + b"% " + str(next(_serial)).encode()
    return store_upload(file=BytesIO(data), name=name, by=by)


def complete(world: World, **fields: Any) -> Application:
    """Make a draft that lacks nothing, pledge included."""
    category = fields.pop("category", None) or world.category()
    draft = world.application(category=category, content=answers(category), **fields)
    owner = draft.enterprise.memberships.order_by("id").first().user  # type: ignore[union-attr] # the world makes one
    for requirement in requirements_of(draft):
        if requirement.is_required:
            services.attach(draft, requirement=requirement, upload=upload(owner), by=owner)
    return services.pledge(draft, by=owner, now=world.now)


def returned(world: World, *fields: str, documents: int = 0) -> Application:
    """Make a submitted application that was returned with these items, and `documents` documents."""
    sent = services.submit(complete(world), by=world.owner, now=world.now)
    items: list[Item] = [{"field": field, "problem": "与营业执照不一致"} for field in fields]
    items += [
        {"requirement": requirement, "problem": "扫描件不清晰"}
        for requirement in requirements_of(sent)[:documents]
    ]
    services.request_correction(sent, items=items, by=world.clerk, today=world.today)
    return Application.objects.get(pk=sent.pk)


def upload_file(name: str = "答复.pdf") -> BytesIO:
    """Give a small PDF as a browser sends it."""
    file = BytesIO(files.pdf() + b"% " + str(next(_serial)).encode())
    file.name = name
    return file
