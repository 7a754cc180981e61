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
# The name of a legal representative is nowhere in the register: an entry says only that it names one.
register(
    Table(
        model="enterprises.integrityrecord",
        title=_("Integrity records"),
        columns=(
            Column(_("Enterprise"), lambda row: row.enterprise.name),
            Column(_("Credit code"), lambda row: row.enterprise.credit_code),
            Column(_("List"), lambda row: str(row.get_kind_display())),
            Column(_("Names"), lambda row: str(row.get_concerns_display())),
            Column(_("Since"), lambda row: row.since.isoformat()),
            Column(_("Until, inclusive"), lambda row: row.until.isoformat() if row.until else ""),
            Column(_("Source"), lambda row: row.source),
            Column(_("Number of the document"), lambda row: row.reference),
            Column(_("Date of the list"), lambda row: row.listed_on.isoformat() if row.listed_on else ""),
            Column(_("Why it ended"), lambda row: row.end_reason),
        ),
        rows=lambda rows: rows.select_related("enterprise"),
    )
)
