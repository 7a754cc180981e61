"""Reads about what holders ask for: the renewal window, what was copied and still has to be confirmed."""

import datetime
from dataclasses import dataclass
from typing import Any

from brandcert.applications.enums import Status
from brandcert.applications.models import Material
from brandcert.applications.queries import form_of
from brandcert.certificates import validity
from brandcert.certificates.enums import ChangeKind
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core.models import digest


@dataclass(frozen=True, slots=True)
class Copied:
    """A section or a file that a renewal took over; `changed` once the enterprise worked on it."""

    name: str
    kind: str
    title: Any
    is_confirmed: bool
    is_changed: bool
    row: Any = None

    @property
    def is_settled(self) -> bool:
        """Say whether nothing has to be confirmed any more."""
        return self.is_confirmed or self.is_changed


def renewal_window(certificate: Certificate) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day on which a renewal may be asked for."""
    program = certificate.category.program
    return (
        validity.add_months(certificate.valid_to, -program.renewal_opens_months),
        validity.add_months(certificate.valid_to, -program.renewal_closes_months),
    )


def renewal_of(certificate: Certificate) -> ChangeRequest | None:
    """Return the latest renewal that was asked for, or None."""
    rows = certificate.change_requests.filter(kind=ChangeKind.RENEWAL).select_related("application__batch")
    found: ChangeRequest | None = rows.order_by("-id").first()
    return found


def copied_items(asked: ChangeRequest) -> list[Copied]:
    """Return what the renewal copied and is still there, sections first, in the order of the application."""
    application = asked.application
    if application is None:
        return []
    confirmed = set(asked.values.get("confirmed", ()))
    marks = asked.values.get("sections", {})
    items = [
        Copied(
            name=f"section-{section.key}",
            kind="section",
            title=section.title,
            is_confirmed=f"section-{section.key}" in confirmed,
            is_changed=digest(application.content.get(section.key, {})) != marks[section.key],
            row=section,
        )
        for section in form_of(application)
        if section.key in marks
    ]
    rows = Material.objects.filter(
        pk__in=asked.values.get("files", ()), application=application, removed_at=None
    ).select_related("upload", "requirement")
    return items + [
        Copied(
            name=f"file-{row.pk}",
            kind="file",
            title=row.upload.name,
            is_confirmed=f"file-{row.pk}" in confirmed,
            is_changed=False,
            row=row,
        )
        for row in rows.order_by("requirement__position", "id")
    ]


def unconfirmed(asked: ChangeRequest) -> list[Copied]:
    """Return what was copied and neither confirmed nor changed; nothing once the draft was submitted."""
    if asked.application is None or asked.application.status != Status.DRAFT:
        return []
    return [item for item in copied_items(asked) if not item.is_settled]
