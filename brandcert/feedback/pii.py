"""What ratings hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold

KEPT = _("It names no person unless somebody wrote a name into it, and is kept with the file of the case.")
WHOSE = _("whoever rates the service for an enterprise")

hold(
    Holding(
        model="feedback.rating",
        title=_("Ratings of the service"),
        whose=WHOSE,
        fields={"comment": Kind.TEXT},
        purpose=_(
            "To improve the service and to look into bad ratings. Who rated is not stored; those who handled the "
            "case are shown figures only."
        ),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        kept=KEPT,
    )
)
hold(
    Holding(
        model="feedback.followup",
        title=_("Calls about bad ratings"),
        whose=WHOSE,
        fields={"said": Kind.TEXT},
        purpose=_("To find out what went wrong, and to have it put right."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        kept=KEPT,
    )
)
