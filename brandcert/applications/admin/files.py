"""Applications as a file."""

from collections.abc import Callable
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.applications.models import Application
from brandcert.core.pii import Kind
from brandcert.lists.tables import Column, Table, Value, register


def _subject(key: str) -> Callable[[Application], Value]:
    """Return the reader of an answer about the applicant."""
    return lambda row: str(row.content.get("subject", {}).get(key) or "")


def _submitted(row: Application) -> Value:
    return timezone.localtime(row.submitted_at).date().isoformat() if row.submitted_at else ""


APPLICATIONS: Final = register(
    Table(
        model="applications.application",
        title=_("Applications"),
        columns=(
            Column(_("Receipt number"), lambda row: row.receipt_number),
            Column(_("Enterprise"), lambda row: row.enterprise.name),
            Column(_("Credit code"), lambda row: row.enterprise.credit_code),
            Column(_("Product or service"), lambda row: str(row.product or "")),
            Column(_("Category"), lambda row: str(row.category)),
            Column(_("Batch"), lambda row: str(row.batch)),
            Column(_("Recommending unit"), lambda row: str(row.unit or "")),
            Column(_("Status"), lambda row: str(row.get_status_display())),
            Column(_("Submitted on"), _submitted),
            Column(_("Due on"), lambda row: row.due_on.isoformat() if row.due_on else ""),
            Column(_("Contact person"), _subject("contact_name"), Kind.NAME),
            Column(_("Telephone of the contact person"), _subject("contact_phone"), Kind.PHONE),
        ),
        rows=lambda rows: rows.select_related("enterprise", "product", "category", "batch", "unit"),
    )
)
