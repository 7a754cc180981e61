"""What objections hold about people."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.awards.models import Appeal, AppealHearing, Objection, Statement
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
hold(
    Holding(
        model="awards.statement",
        title=_("Statements on objections you handed in"),
        whose=_("whoever answers for an enterprise"),
        fields={"text": Kind.TEXT},
        purpose=_("To hear the enterprise before an objection to it is decided."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: Statement.objects.filter(handed_in_by=person.pk).order_by("id"),
        tells=lambda row: {"at": row.handed_in_at, "text": row.text},
        kept=_("What was said before a decision is part of its file (Archives Law)."),
    )
)
hold(
    Holding(
        model="awards.appeal",
        title=_("Appeals you filed"),
        whose=_("whoever answers for an enterprise"),
        fields={"grounds": Kind.TEXT, "late_reason": Kind.TEXT},
        purpose=_("To have a refusal looked at by people who had no part in it."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: Appeal.objects.filter(filed_by=person.pk).order_by("id"),
        tells=lambda row: {
            "receipt": row.receipt_number,
            "at": row.filed_at,
            "text": row.grounds,
            "late": row.late_reason,
            "finding": row.finding,
        },
        kept=_("An appeal and its finding are the file of a decision (Archives Law)."),
    )
)
hold(
    Holding(
        model="awards.appealhearing",
        title=_("Records of hearings on your appeals"),
        whose=_("whoever is heard for an enterprise"),
        fields={"present": Kind.NAME, "record": Kind.TEXT},
        purpose=_("To hear the enterprise before its appeal is decided."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: AppealHearing.objects.filter(appeal__filed_by=person.pk).order_by("id"),
        tells=lambda row: {"at": row.held_on, "present": row.present, "text": row.record},
        kept=_("What was said before a decision is part of its file (Archives Law)."),
    )
)
