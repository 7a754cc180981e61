"""Certificates as a file; what stands on their faces and their standing, nobody's personal data."""

from django.utils.translation import gettext_lazy as _

from brandcert.certificates.models import Certificate
from brandcert.lists.tables import Column, Table, Value, register


def _printed(row: Certificate, key: str, otherwise: object) -> Value:
    """Return what stands on the face; of a draft what will stand there."""
    return str(row.facts.get(key) or otherwise or "")


register(
    Table(
        model="certificates.certificate",
        title=_("Certificates"),
        columns=(
            Column(_("Number"), lambda row: row.number),
            Column(_("Holder"), lambda row: _printed(row, "holder", row.enterprise)),
            Column(_("Credit code"), lambda row: row.enterprise.credit_code),
            Column(_("Product or service"), lambda row: _printed(row, "product", row.application.product)),
            Column(_("Category"), lambda row: str(row.category)),
            Column(_("Status"), lambda row: str(row.get_status_display())),
            Column(_("Valid from"), lambda row: row.valid_from.isoformat() if row.valid_from else ""),
            Column(_("Valid to"), lambda row: row.valid_to.isoformat() if row.valid_to else ""),
            Column(_("Application"), lambda row: row.application.receipt_number),
        ),
        rows=lambda rows: rows.select_related("enterprise", "category", "application__product"),
    )
)
