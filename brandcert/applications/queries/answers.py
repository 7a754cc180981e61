"""What an application is asked and what it says, as people read it."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language

from brandcert.applications.content import Field, Form, Kind, Section, build
from brandcert.applications.models import Application, Material
from brandcert.core import actors
from brandcert.core.models import Event, digest
from brandcert.programs.models import DocumentRequirement
from brandcert.programs.queries import questions_of

CONTACT: Final = (Kind.PHONE, Kind.EMAIL)
SHOWN_FOR: Final = datetime.timedelta(minutes=30)


def masked(value: str) -> str:
    """Return contact data with its middle hidden."""
    keep = 3 if len(value) > 2 * 3 else 1
    return f"{value[:keep]}****{value[-keep:]}" if value else ""


def shown(field: Field, value: Any, *, reveals: bool = False) -> str:
    """Return an answer as staff read it: contact data is masked unless it was revealed."""
    words = field.show(value)
    return words if reveals or field.kind not in CONTACT else masked(words)


def title_of(requirement: DocumentRequirement) -> str:
    """Return the title of a required document in the user's language."""
    is_english = (get_language() or "").startswith("en")
    return requirement.title_en if is_english and requirement.title_en else requirement.title


def form_of(application: Application) -> Form:
    """Return what the application is asked: by its batch, its category and the kind of body; read once per row."""
    known: Form | None = vars(application).get("_form")
    if known is None:
        known = build(
            questions_of(application.batch_id, application.category),
            application.category.key,
            organisation_type=application.enterprise.organisation_type,
            answers=application.content,
        )
        vars(application)["_form"] = known
    return known


def answers_in(application: Application, section: Section) -> dict[str, Any]:
    """Return the stored answers of a section."""
    found: dict[str, Any] = application.content.get(section.key, {})
    return found


def entries_of(field: Field, value: Any, files: Mapping[str, int]) -> dict[str, Any] | None:
    """Return a list of entries as a table, each file beside the key of its upload; None for any other answer.

    `files` are the uploads in place by their names; a file that was taken out is shown by its name alone.
    """
    if not field.is_list or not value:
        return None
    return {
        "head": [column.label for column in field.columns],
        "rows": [
            [
                {
                    "label": column.label,
                    "text": column.show(row.get(column.key)),
                    "upload": files.get(row.get(column.key, "")) if column.kind == Kind.FILE else None,
                }
                for column in field.columns
            ]
            for row in value
        ],
    }


def files_of(application: Application) -> dict[str, int]:
    """Return the uploads in place by their names."""
    rows = Material.objects.filter(application=application, removed_at=None).order_by("-id")
    return dict(rows.values_list("upload__name", "upload_id"))


def may_see_contact(user: Any, application: Application) -> bool:
    """Say whether the person had the contact data of the enterprise shown in the last half hour."""
    return (
        Event.objects.about(application)
        .filter(
            name="applications.application.reveal_contact",
            actor=actors.code_of(user),
            at__gt=timezone.now() - SHOWN_FOR,
        )
        .exists()
    )


def told(application: Application, *, reveals: bool = False) -> list[dict[str, Any]]:
    """Return everything the application says, a `title` with `rows` for each section; contact data is masked."""
    files = files_of(application)
    return [
        {
            "key": section.key,
            "title": section.title,
            "rows": [
                {
                    "label": field.label,
                    "value": shown(field, answers.get(field.key), reveals=reveals),
                    "entries": entries_of(field, answers.get(field.key), files),
                }
                for field in section
            ],
        }
        for section in form_of(application)
        for answers in [answers_in(application, section)]
    ]


def choice_stamp(application: Application) -> str:
    """Tell this choice of product and class from any other: a form carries it, so that no window overwrites another."""
    product = application.product
    return digest([application.product_id, product.name_en if product else "", application.product_class_id])


def stamp_of(application: Application) -> str:
    """Tell everything that would be handed in now from any other state of it."""
    product = application.product
    files = Material.objects.filter(application=application, removed_at=None).order_by("id")
    return digest(
        [
            application.content,
            [choice_stamp(application), product.stamp if product else "", application.unit_id],
            list(files.values_list("requirement_id", "upload_id")),
        ]
    )
