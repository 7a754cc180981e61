"""What the register of enterprises holds about people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.enterprises.models import Invitation, JoinRequest, Membership, OwnerAppointment, OwnerOffer

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
hold(
    Holding(
        model="enterprises.invitation",
        title=_("Invitations you sent or accepted"),
        whose=_("people invited to act for an enterprise"),
        fields={"email": Kind.EMAIL, "phone": Kind.PHONE},
        purpose=_("To bring the invitation to you, and to know who let whom in."),
        basis=DUTY,
        retention=_("Seven days open; afterwards as long as the membership it led to."),
        rows=lambda person: (
            Invitation.objects.filter(Q(invited_by=person) | Q(accepted_by=person))
            .select_related("enterprise")
            .order_by("id")
        ),
        tells=lambda row: {"enterprise": row.enterprise.name, "sent_to": row.contact, "at": row.created_at},
    )
)
hold(
    Holding(
        model="enterprises.joinrequest",
        title=_("Your requests to join"),
        whose=_("people who ask to act for an enterprise"),
        fields={"user": Kind.NAME},
        purpose=_("To ask the enterprise, and to know who decided."),
        basis=DUTY,
        retention=_("As long as the enterprise is in the register."),
        rows=lambda person: JoinRequest.objects.filter(user=person).order_by("id"),
        tells=lambda row: {"at": row.created_at, "answer": row.outcome},
    )
)
hold(
    Holding(
        model="enterprises.owneroffer",
        title=_("Hand-overs you took part in"),
        whose=_("people who act for an enterprise"),
        fields={"offered_by": Kind.NAME, "offered_to": Kind.NAME},
        purpose=_("To know who decided for an enterprise at the time."),
        basis=DUTY,
        retention=_("As long as the enterprise is in the register."),
        rows=lambda person: (
            OwnerOffer.objects.filter(Q(offered_by=person) | Q(offered_to=person))
            .select_related("enterprise")
            .order_by("id")
        ),
        tells=lambda row: {"enterprise": row.enterprise.name, "at": row.created_at, "answer": row.outcome},
    )
)
hold(
    Holding(
        model="enterprises.ownerappointment",
        title=_("When you were made owner by staff"),
        whose=_("people who act for an enterprise"),
        fields={"person": Kind.NAME, "reason": Kind.TEXT},
        purpose=_("To know who decided for an enterprise at the time."),
        basis=DUTY,
        retention=_("As long as the enterprise is in the register."),
        rows=lambda person: (
            OwnerAppointment.objects.filter(person=person).select_related("enterprise").order_by("id")
        ),
        tells=lambda row: {"enterprise": row.enterprise.name, "at": row.appointed_at},
        kept=_("It explains who could decide for the enterprise; the row names only numbers."),
    )
)
