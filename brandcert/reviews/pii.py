"""What the pool of experts holds about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.reviews.models import Expert, ExpertObjection, Interest

hold(
    Holding(
        model="reviews.expert",
        title=_("You as an expert"),
        whose=_("experts"),
        fields={
            "user": Kind.NAME,
            "title": Kind.TEXT,
            "employer": Kind.TEXT,
            "employer_credit_code": Kind.TEXT,
        },
        purpose=_("To draw panels that know the field and have no conflict of interest."),
        basis=DUTY,
        retention=_("As long as you are in the pool; afterwards as long as the reviews are kept."),
        rows=lambda person: Expert.objects.filter(user=person),
        tells=lambda row: {
            "title": row.title,
            "employer": row.employer,
            "employer_credit_code": row.employer_credit_code,
            "categories": row.categories,
            "fields": row.fields,
        },
        kept=_("Whether a panel was free of conflicts must be provable as long as its review is kept."),
    )
)
hold(
    Holding(
        model="reviews.interest",
        title=_("Your interests as an expert"),
        whose=_("experts"),
        fields={"body": Kind.TEXT, "credit_code": Kind.TEXT, "note": Kind.TEXT},
        purpose=_("To keep experts from judging those they have to do with."),
        basis=DUTY,
        retention=_("As long as you are in the pool; afterwards as long as the reviews are kept."),
        rows=lambda person: Interest.objects.filter(expert__user=person),
        tells=lambda row: {
            "kind": row.get_kind_display(),
            "body": row.body,
            "credit_code": row.credit_code,
            "since": row.since,
            "until": row.until,
            "note": row.note,
        },
        kept=_("Whether a panel was free of conflicts must be provable as long as its review is kept."),
    )
)
hold(
    Holding(
        model="reviews.expertobjection",
        title=_("Objections to you as an expert"),
        whose=_("experts"),
        fields={"reason": Kind.TEXT, "decision": Kind.TEXT},
        purpose=_("To decide whether an expert stands aside."),
        basis=DUTY,
        retention=_("As long as you are in the pool; afterwards as long as the reviews are kept."),
        rows=lambda person: ExpertObjection.objects.filter(expert__user=person, decided_at__isnull=False),
        tells=lambda row: {
            "reason": row.reason,
            "decision": row.decision,
            "is_admitted": row.is_admitted,
        },
        kept=_("Whether a panel was free of conflicts must be provable as long as its review is kept."),
    )
)
