"""Requests about personal data at the desk of those who answer them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core import pii
from brandcert.core.admin import CaseAdmin, ReasonForm, name_act, register_step
from brandcert.core.templatetags.looks import draw_tag
from brandcert.privacy import services
from brandcert.privacy.enums import Outcome, Wish
from brandcert.privacy.forms import ForgetForm
from brandcert.privacy.models import PersonalRequest

MODEL = "privacy.personalrequest"
TONES = {Outcome.DONE: "green", Outcome.REFUSED: "grey"}


def _is_open(row: PersonalRequest) -> bool:
    return not row.outcome


def _carry_out(row: PersonalRequest, *, understood: bool, by: Any, now: Any) -> PersonalRequest:
    return services.carry_out(row, by=by, now=now)


name_act(f"{MODEL}.ask", gettext_lazy("Deletion asked for"))
name_act(f"{MODEL}.copy", gettext_lazy("Copy of own data taken"))
register_step(
    f"{MODEL}.carry_out",
    run=_carry_out,
    form=ForgetForm,
    label=gettext_lazy("Delete the personal data"),
    tone="danger",
    when=_is_open,
)
register_step(
    f"{MODEL}.refuse",
    run=services.refuse,
    form=ReasonForm,
    label=gettext_lazy("Refuse with a reason"),
    when=_is_open,
)


@admin.register(PersonalRequest)
class PersonalRequestAdmin(CaseAdmin):
    """What people ask about their own data: what would happen is listed before it does."""

    list_display = ("who", "wish", "asked_at", "due", "state")
    list_display_links = ("who", "wish")
    list_filter: ClassVar[Any] = ("wish", "outcome")
    list_select_related = ("person",)
    ordering = ("-id",)

    @admin.display(description=gettext_lazy("person"))
    def who(self, row: PersonalRequest) -> str:
        """Return the person whose data it is; address and telephone are shown nowhere here."""
        return row.person.name or f"#{row.person_id}"

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, row: PersonalRequest) -> Any:
        """Return the deadline, tinted once it has passed without an answer."""
        if row.due_on is not None and not row.outcome and row.due_on < timezone.localdate():
            return draw_tag(row.due_on.isoformat(), "red")
        return row.due_on

    @admin.display(description=gettext_lazy("status"), ordering="outcome")
    def state(self, row: PersonalRequest) -> Any:
        """Return where the request stands."""
        return draw_tag(*self.case_state(row))

    def case_state(self, row: PersonalRequest) -> tuple[str, str]:
        """Return whether it waits, or how it was answered."""
        if not row.outcome:
            return _("waits for an answer"), "amber"
        return str(row.get_outcome_display()), TONES[Outcome(row.outcome)]

    def case_version(self, row: PersonalRequest) -> str:
        """Return the hash of the row: whoever saw older facts is told."""
        return self.fingerprint(row)

    def case_clock(self, row: PersonalRequest) -> dict[str, Any] | None:
        """Return the deadline while the request waits."""
        return None if row.outcome else super().case_clock(row)

    def case_title(self, row: PersonalRequest) -> str:
        """Return what is asked for."""
        return str(row.get_wish_display())

    def case_facts(self, row: PersonalRequest) -> list[str]:
        """Return the person with the number that stays."""
        return [self.who(row), f"#{row.person_id}"]

    def case_alerts(self, request: HttpRequest, row: PersonalRequest) -> list[dict[str, Any]]:
        """Return what stands against a deletion now, and the reason of a refusal."""
        if row.outcome:
            return [{"tone": "blue", "title": _("Reason"), "text": row.reason}] if row.reason else []
        reasons = pii.obstacles(row.person) if row.wish == Wish.DELETION else []
        return [
            {"tone": "amber", "title": _("It cannot be carried out yet"), "text": str(reason)}
            for reason in reasons
        ]

    def case_sections(self, request: HttpRequest, row: PersonalRequest) -> list[dict[str, Any]]:
        """Return what would be deleted and what the law keeps, table by table, with the number of rows."""
        if row.outcome:
            return [{"title": _("Deleted"), "rows": _counted(row.erased)}] if row.erased else []
        found = pii.about(row.person)
        gone = [part for part in found if part.holding.model in pii.erasers()]
        kept = [part for part in found if part.holding.model not in pii.erasers()]
        return [
            {"title": _("Would be deleted"), "rows": [_line(part, part.holding.purpose) for part in gone]},
            {"title": _("Would be kept, and why"), "rows": [_line(part, part.holding.kept) for part in kept]},
        ]


def _line(part: pii.Found, note: Any) -> dict[str, Any]:
    return {"label": part.holding.title, "value": len(part.rows), "note": note}


def _counted(erased: dict[str, int]) -> list[dict[str, Any]]:
    titles = {row.model: row.title for row in pii.holdings()}
    return [{"label": titles.get(model, model), "value": count} for model, count in erased.items()]
