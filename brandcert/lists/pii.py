"""What lists hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.core.pii import Holding, Kind, hold
from brandcert.lists.models import SavedFilter

hold(
    Holding(
        model="lists.savedfilter",
        title=_("Filters you saved"),
        whose=_("staff, and whoever they search for"),
        fields={"name": Kind.TEXT, "query": Kind.TEXT},
        labels={"query": _("what is searched for")},
        purpose=_("To open a list again with the same filter, alone or with colleagues."),
        basis=DUTY,
        retention=_("Until whoever saved it deletes it."),
        rows=lambda person: SavedFilter.objects.filter(owner=person).order_by("id"),
        tells=lambda row: {"name": row.name, "list": row.model, "query": row.query, "since": row.saved_at},
    )
)
