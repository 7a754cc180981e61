"""Enterprises as a file; no column tells about a person."""

from django.utils.translation import gettext_lazy as _

from brandcert.lists.tables import Column, Table, register

register(
    Table(
        model="enterprises.enterprise",
        title=_("Enterprises"),
        columns=(
            Column(_("Name"), lambda row: row.name),
            Column(_("Credit code"), lambda row: row.credit_code),
            Column(_("Kind of organisation"), lambda row: str(row.get_organisation_type_display())),
            Column(_("Size"), lambda row: str(row.get_size_class_display())),
            Column(_("Division"), lambda row: str(row.division)),
            Column(_("Address"), lambda row: row.address),
            Column(
                _("Established on"), lambda row: row.established_on.isoformat() if row.established_on else ""
            ),
        ),
        rows=lambda rows: rows.select_related("division"),
    )
)
