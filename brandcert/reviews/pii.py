"""What the pool of experts holds about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.reviews.models import Absence, Conflict, Expert, ExpertList, ExpertObjection, Interest

hold(
    Holding(
        model="reviews.expert",
        title=_("You as an expert"),
        whose=_("experts"),
        fields={
            "user": Kind.NAME,
            "title": Kind.TEXT,
            "post": Kind.TEXT,
            "employer": Kind.TEXT,
            "employer_credit_code": Kind.TEXT,
        },
        purpose=_("To draw panels that know the field and have no conflict of interest."),
        basis=DUTY,
        retention=_("As long as you are in the pool; afterwards as long as the reviews are kept."),
        rows=lambda person: Expert.objects.filter(user=person),
        tells=lambda row: {
            "title": row.title,
            "post": row.post,
            "division": str(row.division or ""),
            "most_tasks": row.most_tasks,
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
hold(
    Holding(
        model="reviews.absence",
        title=_("Days on which you are away as an expert"),
        whose=_("experts"),
        fields={"note": Kind.TEXT},
        purpose=_("To draw nobody who cannot judge in time."),
        basis=DUTY,
        retention=_("As long as you are in the pool; afterwards as long as the reviews are kept."),
        rows=lambda person: Absence.objects.filter(expert__user=person),
        tells=lambda row: {"since": row.since, "until": row.until, "note": row.note},
        kept=_("Why somebody was not drawn must be provable as long as the review is kept."),
    )
)
hold(
    Holding(
        model="reviews.conflict",
        title=_("Enterprises you do not judge as an expert"),
        whose=_("experts"),
        fields={"note": Kind.TEXT},
        purpose=_("To keep experts from judging those they have to do with."),
        basis=DUTY,
        retention=_("As long as you are in the pool; afterwards as long as the reviews are kept."),
        rows=lambda person: Conflict.objects.filter(expert__user=person).select_related("enterprise"),
        tells=lambda row: {
            "enterprise": row.enterprise.name,
            "kind": row.get_kind_display(),
            "note": row.note,
            "is_detected": row.is_detected,
        },
        kept=_("Whether a panel was free of conflicts must be provable as long as its review is kept."),
    )
)
hold(
    Holding(
        model="reviews.expertlist",
        title=_("Lists of experts that were taken in"),
        whose=_("experts"),
        fields={"content": Kind.TEXT, "trial": Kind.TEXT, "result": Kind.TEXT},
        purpose=_("To show what was taken over from a list, and what was not and why."),
        basis=DUTY,
        retention=_("The file until it is taken over; the result, with names, as long as the pool is kept."),
        rows=lambda person: ExpertList.objects.filter(received_by=person).defer("content", "trial", "result"),
        tells=lambda row: {"name": row.name, "received_at": row.received_at, "taken_at": row.taken_at},
        kept=_("What changed the pool must be provable as long as its reviews are kept."),
    )
)
