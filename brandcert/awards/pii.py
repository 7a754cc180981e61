"""What objections hold about people."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.awards.models import Objection
from brandcert.core.pii import Holding, Kind, hold


def _objections(person: Any) -> Any:
    contact = Q(objector_contact__iexact=person.email)
    if person.phone:
        contact |= Q(objector_contact=person.phone)
    return Objection.objects.filter(contact).order_by("id")


hold(
    Holding(
        model="awards.objection",
        title=_("Objections you filed"),
        whose=_("whoever objects to a public notice"),
        fields={"objector_name": Kind.NAME, "objector_contact": Kind.CONTACT, "facts": Kind.TEXT},
        purpose=_(
            "To check the facts and to send you the written finding. Only the handling officer and the auditor see "
            "who objected; the applicant never does."
        ),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=_objections,
        tells=lambda row: {
            "receipt": row.receipt_number,
            "name": row.objector_name,
            "contact": row.objector_contact,
            "facts": row.facts,
            "at": row.filed_at,
            "finding": row.finding,
        },
        kept=_("A real-name objection and its finding are the file of a decision (Archives Law)."),
    )
)
