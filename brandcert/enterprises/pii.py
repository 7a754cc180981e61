"""What the register of enterprises holds about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.enterprises.models import Membership

hold(
    Holding(
        model="enterprises.membership",
        title=_("Enterprises you act for"),
        whose=_("people who act for an enterprise"),
        fields={"user": Kind.NAME},
        labels={"user": _("number of the account")},
        purpose=_("To know who may apply, correct and withdraw for an enterprise."),
        basis=DUTY,
        retention=_("Until you leave the enterprise; afterwards the row names only a number."),
        rows=lambda person: (
            Membership.objects.filter(user=person).select_related("enterprise").order_by("id")
        ),
        tells=lambda row: {
            "enterprise": row.enterprise.name,
            "role": row.get_role_display(),
            "since": row.joined_at,
            "until": row.left_at,
        },
    )
)
