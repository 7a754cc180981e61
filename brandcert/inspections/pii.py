"""What inspections hold about people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.inspections.models import DateAnswer, ReportSignature

FILE_OF_CASE = _("As long as the file of the case is kept.")
hold(
    Holding(
        model="inspections.inspection",
        title=_("Inspections"),
        whose=_("people met during an inspection"),
        fields={"signature_note": Kind.TEXT, "refusal": Kind.TEXT},
        purpose=_("To note who signed for the enterprise, or why nobody did."),
        basis=DUTY,
        retention=FILE_OF_CASE,
        kept=_("The signature is part of the locked report (Archives Law)."),
    )
)
hold(
    Holding(
        model="inspections.reportsignature",
        title=_("Signatures on the report of a visit"),
        whose=_("who signs for the enterprise, witnesses, and the inspectors"),
        fields={
            "name": Kind.NAME,
            "duty": Kind.TEXT,
            "strokes": Kind.TEXT,
            "reason": Kind.TEXT,
            "witness": Kind.NAME,
        },
        purpose=_("To prove who signed which sheet of the report, or why nobody did."),
        basis=DUTY,
        retention=FILE_OF_CASE,
        rows=lambda person: ReportSignature.objects.filter(
            Q(taken_by=person.pk) | Q(signatory=person.pk)
        ).order_by("id"),
        tells=lambda row: {"at": row.signed_at, "name": row.name, "text": row.reason},
        kept=_("The signature is part of the locked report (Archives Law)."),
    )
)
hold(
    Holding(
        model="inspections.dateanswer",
        title=_("What you said about the day of a visit"),
        whose=_("whoever answers for an enterprise"),
        fields={"reason": Kind.TEXT, "note": Kind.TEXT},
        purpose=_("To agree on a day on which the visit can be made."),
        basis=DUTY,
        retention=FILE_OF_CASE,
        rows=lambda person: DateAnswer.objects.filter(answered_by=person.pk).order_by("id"),
        tells=lambda row: {
            "at": row.answered_at,
            "text": row.reason,
            "finding": row.note,
        },
        kept=_("When a visit was agreed on belongs to the file of a decision (Archives Law)."),
    )
)
for model, title in (
    ("inspections.rectification", _("Plans and answers on findings")),
    ("inspections.rectificationround", _("Earlier rounds of plans and answers on findings")),
):
    hold(
        Holding(
            model=model,
            title=title,
            whose=_("people the enterprise names in its plan or answer"),
            fields={"plan": Kind.TEXT, "answer": Kind.TEXT},
            purpose=_("To verify that what an inspection found was put right."),
            basis=DUTY,
            retention=FILE_OF_CASE,
            kept=_("Findings and how they were closed are the file of a decision (Archives Law)."),
        )
    )
