"""What uploaded files hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.core.pii import Holding, Kind, hold
from brandcert.documents.models import LetterDelivery, Upload

hold(
    Holding(
        model="documents.upload",
        title=_("Files you handed in"),
        whose=_("people named in certificates, registers and reports that are handed in"),
        fields={"name": Kind.TEXT},
        purpose=_("Evidence of an application, an objection or an appeal."),
        basis=_(
            "needed for a task the law gives to the authority (Personal Information Protection Law, article 13)"
        ),
        retention=_(
            "As long as the file of the case is kept. What belongs to no case, such as the files of a deleted draft, "
            "is removed 30 days after."
        ),
        rows=lambda person: Upload.objects.filter(uploaded_by=person).order_by("id"),
        tells=lambda row: {"file": row.name, "sha256": row.sha256, "at": row.uploaded_at},
        kept=_("Evidence belongs to the enterprise and to the file of its case (Archives Law)."),
    )
)

_LAW = _("needed for a task the law gives to the authority (Personal Information Protection Law, article 13)")
hold(
    Holding(
        model="documents.letter",
        title=_("Letters to people"),
        whose=_("people who objected and get an answer; only the handler and the auditor read these letters"),
        fields={"facts": Kind.TEXT, "case_name": Kind.TEXT},
        purpose=_("A letter has to reach whoever it is written to."),
        basis=_LAW,
        retention=_("As long as the file of the case is kept."),
        kept=_("What was told officially belongs to the file of the case (Archives Law)."),
    )
)
hold(
    Holding(
        model="documents.letterdelivery",
        title=_("Letters handed to you"),
        whose=_("people who receive a letter for an enterprise or for themselves"),
        fields={"receiver": Kind.NAME, "tracking": Kind.TEXT, "note": Kind.TEXT},
        purpose=_("Proof that a letter was delivered: terms count from it."),
        basis=_LAW,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: LetterDelivery.objects.filter(noted_by=person, method="portal").order_by("id"),
        tells=lambda row: {"letter": row.letter.number, "at": row.noted_at},
        kept=_("What was told officially belongs to the file of the case (Archives Law)."),
    )
)
