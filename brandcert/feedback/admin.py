"""Ratings at the desk: figures for those who work here, follow-ups for supervision."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.admin import CaseAdmin, PolicyAdmin, name_act, register_step
from brandcert.core.pii import Kind, masked
from brandcert.core.templatetags.looks import draw_tag
from brandcert.feedback import queries, services
from brandcert.feedback.enums import Level, Reason
from brandcert.feedback.forms import CallForm, CloseForm, ContactForm
from brandcert.feedback.models import FollowUp, Rating

MODEL = "feedback.followup"
COMMENTS = 30
SECTION = "subject"
CONTACT = {"contact_name": Kind.NAME, "contact_phone": Kind.PHONE, "contact_email": Kind.EMAIL}


def _is_open(row: FollowUp) -> bool:
    return row.closed_at is None


def _is_called(row: FollowUp) -> bool:
    return row.closed_at is None and row.called_at is not None


def _reveal(row: FollowUp, *, understood: bool, by: Any) -> Any:
    return services.reveal_contact(row, by=by)


name_act("feedback.rating.invite", gettext_lazy("Rating asked for"))
name_act("feedback.rating.give", gettext_lazy("Rated"))
name_act(f"{MODEL}.open", gettext_lazy("Bad rating arrived"))
name_act(f"{MODEL}.flag_late", gettext_lazy("Not looked into in time"))
name_act(f"{MODEL}.remind_follow_up", gettext_lazy("Reminder sent"))
register_step(
    f"{MODEL}.reveal_contact",
    run=_reveal,
    form=ContactForm,
    label=gettext_lazy("Show contact data"),
    when=_is_open,
)
register_step(
    f"{MODEL}.call",
    run=services.call,
    form=CallForm,
    label=gettext_lazy("Record a call back"),
    tone="primary",
    when=_is_open,
)
register_step(
    f"{MODEL}.close",
    run=services.close,
    form=CloseForm,
    label=gettext_lazy("Close with an answer"),
    when=_is_called,
)


@admin.register(Rating)
class RatingAdmin(PolicyAdmin):
    """What enterprises say in figures, batch by batch; no row can be opened, and few ratings make no figure."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return nothing: a single rating is nobody's to read."""
        return Rating.objects.none()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the figures, and to those who may read them the latest words, without their case."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        reads = self.may(request, "read_comments")
        context = {
            "title": capfirst(str(self.opts.verbose_name_plural)),
            "figures": [_shown(row) for row in queries.figures()],
            "fewest": queries.FEWEST,
            "reads_comments": reads,
            "comments": [_comment(row) for row in queries.latest_comments(COMMENTS)] if reads else [],
        }
        return self.page(request, "feedback/figures.html", context)


def _shown(row: queries.Figures) -> dict[str, Any]:
    return {
        "row": row,
        "levels": [{"label": Level(level).label, "count": count} for level, count in row.levels.items()],
    }


def _comment(row: Rating) -> dict[str, Any]:
    return {
        "level": Level(row.level).label if row.level else "",
        "tone": "red" if row.is_bad else "green",
        "stage": row.get_occasion_display(),
        "month": f"{timezone.localtime(row.given_at):%Y-%m}" if row.given_at else "",
        "reasons": [Reason(key).label for key in row.reasons],
        "text": row.comment,
    }


@admin.register(FollowUp)
class FollowUpAdmin(CaseAdmin):
    """The bad ratings supervision looks into; whoever dealt with the case does not see them."""

    list_display = ("enterprise", "stage", "level", "due", "state")
    list_display_links = ("enterprise", "stage")
    list_filter: ClassVar[Any] = ("outcome",)
    list_select_related = ("rating__application__enterprise",)
    ordering = ("due_on", "id")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch with each row the case it is about."""
        rows = super().get_queryset(request)
        return rows.select_related("rating__application__enterprise", "called_by", "closed_by")

    @admin.display(description=gettext_lazy("rated stage"), ordering="rating__occasion")
    def stage(self, row: FollowUp) -> str:
        """Return what was rated."""
        return str(row.rating.get_occasion_display())

    @admin.display(description=gettext_lazy("enterprise"), ordering="rating__application__enterprise__name")
    def enterprise(self, row: FollowUp) -> str:
        """Return the enterprise."""
        return str(row.rating.application.enterprise)

    @admin.display(description=gettext_lazy("rating"), ordering="rating__level")
    def level(self, row: FollowUp) -> Any:
        """Return the rating in words."""
        return draw_tag(row.rating.get_level_display(), "red")

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, row: FollowUp) -> Any:
        """Return the deadline, tinted once it has passed."""
        if _is_open(row) and row.due_on < timezone.localdate():
            return draw_tag(row.due_on.isoformat(), "red")
        return row.due_on

    @admin.display(description=gettext_lazy("status"), ordering="closed_at")
    def state(self, row: FollowUp) -> Any:
        """Return where the follow-up stands."""
        return draw_tag(*self.case_state(row))

    def case_state(self, row: FollowUp) -> tuple[str, str]:
        """Return whether somebody has called back, or how it ended."""
        if row.closed_at is not None:
            return str(row.get_outcome_display()), "green"
        return (_("called back"), "blue") if row.called_at else (_("to be called back"), "amber")

    def case_version(self, row: FollowUp) -> str:
        """Return the hash of the row: whoever saw older facts is told."""
        return self.fingerprint(row)

    def case_clock(self, row: FollowUp) -> dict[str, Any] | None:
        """Return the deadline while the follow-up is open."""
        return super().case_clock(row) if _is_open(row) else None

    def case_title(self, row: FollowUp) -> str:
        """Return what was rated, and how."""
        return f"{self.stage(row)} · {row.rating.get_level_display()}"

    def case_number(self, row: FollowUp) -> str:
        """Return the receipt number of the case."""
        return row.rating.application.receipt_number or ""

    def case_facts(self, row: FollowUp) -> list[str]:
        """Return the enterprise."""
        return [self.enterprise(row)]

    def case_sections(self, request: HttpRequest, row: FollowUp) -> list[dict[str, Any]]:
        """Return the rating, the calls and the answer."""
        rating = row.rating
        said = [
            {"label": _("Rating"), "value": rating.get_level_display()},
            {
                "label": _("What it is about"),
                "value": ", ".join(str(Reason(key).label) for key in rating.reasons) or "–",
            },
            {"label": _("Comment"), "value": rating.comment or "–"},
        ]
        calls = [
            {"label": _("Somebody was reached"), "value": _("Yes") if row.is_reached else _("No")},
            {"label": _("Calls"), "value": row.said, "note": str(row.called_by or "")},
        ]
        end = [
            {"label": _("Outcome"), "value": row.get_outcome_display(), "note": str(row.closed_by or "")},
            {"label": _("Answer to the enterprise"), "value": row.answer},
        ]
        found = [{"title": _("The rating"), "rows": said}]
        if row.called_at:
            found.append({"title": _("Calls back"), "rows": calls})
        if row.closed_at:
            found.append({"title": _("Closed"), "rows": end})
        return found

    def case_people(self, request: HttpRequest, row: FollowUp) -> list[dict[str, Any]]:
        """Return the contact of the enterprise, masked unless it was revealed for this call."""
        answers = row.rating.application.content.get(SECTION, {})
        is_revealed = queries.may_see_contact(request.user, row)
        values = {
            key: str(answers.get(key, "")) if is_revealed else masked(kind, answers.get(key))
            for key, kind in CONTACT.items()
        }
        if not any(values.values()):
            return []
        ways = " · ".join(value for key, value in values.items() if key != "contact_name" and value)
        return [{"role": _("Contact of the enterprise"), "name": values["contact_name"], "note": ways}]
