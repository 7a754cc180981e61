"""What sanction cases hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.supervision.models import SanctionCase, Statement

KEPT = _("What was said before a decision is part of its file (Archives Law).")

hold(
    Holding(
        model="supervision.statement",
        title=_("Statements in sanction cases you handed in"),
        whose=_("whoever answers for an enterprise"),
        fields={"text": Kind.TEXT},
        purpose=_("To hear the holder before a certificate is suspended or revoked."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: Statement.objects.filter(stated_by=person.pk).order_by("id"),
        tells=lambda row: {"at": row.stated_at, "text": row.text},
        kept=KEPT,
    )
)
hold(
    Holding(
        model="supervision.sanctioncase",
        title=_("Hearings in sanction cases"),
        whose=_("whoever answers for an enterprise"),
        fields={"hearing_record": Kind.TEXT},
        purpose=_("To hear the holder before a certificate is suspended or revoked."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: (
            SanctionCase.objects.filter(statements__stated_by=person.pk, statements__wants_hearing=True)
            .distinct()
            .order_by("id")
        ),
        tells=lambda row: {"at": row.hearing_on, "text": row.hearing_record},
        kept=KEPT,
    )
)
