"""What inspections hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold

hold(
    Holding(
        model="inspections.inspection",
        title=_("Inspections"),
        whose=_("people met during an inspection"),
        fields={"signature_note": Kind.TEXT},
        purpose=_("To note who signed for the enterprise, or why nobody did."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        kept=_("The signature is part of the locked report (Archives Law)."),
    )
)
