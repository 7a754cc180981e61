"""What the pool of experts holds about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.reviews.models import Expert

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
