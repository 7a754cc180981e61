"""Meetings of the committee: called, voted in, closed; what they propose and what the director publishes of it."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from brandcert.applications.enums import Status
from brandcert.awards import queries, services
from brandcert.awards.admin.records import APPLICATION, RecordAdmin, page_of, step_of
from brandcert.awards.enums import Choice
from brandcert.awards.forms import CallForm, ConfirmForm, MinutesForm, VoteForm
from brandcert.awards.models import AgendaItem, Deliberation, PublicNotice
from brandcert.core import policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.admin.clock import shown_lines
from brandcert.core.errors import BusinessError, Refused
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.workdays import ONE_DAY, add_workdays

MEETING = "awards.deliberation"


def waiting_for_notice(meeting: Deliberation) -> Any:
    """Return the proposals of the meeting's items that wait for the director."""
    return Approval.objects.filter(
        action=f"{APPLICATION}.open_notice",
        outcome="",
        expires_at__gt=timezone.now(),
        subject_id__in=meeting.items.values_list("application_id", flat=True),
    )


def _has_something_to_propose(meeting: Deliberation) -> bool:
    if meeting.closed_at is None:
        return False
    open_items = meeting.items.filter(application__status=Status.DELIBERATION)
    return open_items.exists() and not waiting_for_notice(meeting).exists()


def _publish(row: Deliberation, *, by: Any, today: datetime.date) -> PublicNotice:
    return services.publish_notice(row, by=by, today=today)


register_step(
    f"{MEETING}.close",
    run=services.close_deliberation,
    form=MinutesForm,
    label=gettext_lazy("Close the meeting"),
    when=lambda row: row.closed_at is None,
)
register_step(
    f"{MEETING}.propose_notice",
    run=services.propose_notice,
    label=gettext_lazy("Propose the list to the director"),
    tone="primary",
    when=_has_something_to_propose,
)
register_step(
    f"{MEETING}.publish",
    run=_publish,
    form=ConfirmForm,
    label=gettext_lazy("Publish the list"),
    tone="primary",
    when=lambda row: waiting_for_notice(row).exists(),
)
name_act(f"{MEETING}.call", gettext_lazy("Called"))


@admin.register(Deliberation)
class DeliberationAdmin(RecordAdmin):
    """All meetings, and the page on which their members vote."""

    add_action: ClassVar[str] = "call"
    change_form_template = "awards/meeting.html"
    list_display = ("held_on", "batch", "state", "number_of_items", "called_by")
    list_filter = (("batch", admin.RelatedOnlyFieldListFilter),)
    date_hierarchy = "held_on"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the items with the rows."""
        rows = super().get_queryset(request).select_related("batch", "called_by")
        return rows.annotate(number=Count("items"))

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Deliberation) -> SafeString:
        """Draw whether the meeting is open."""
        return draw_tag(*self.case_state(row))

    @admin.display(description=gettext_lazy("items"), ordering="number")
    def number_of_items(self, row: Any) -> int:
        """Return how long the agenda is."""
        return int(row.number)

    # --- calling -----------------------------------------------------------------------------
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for batch, date and members, and call the meeting."""
        reason = policies.refusal(request.user, f"{MEETING}.call")
        if reason is not None:
            raise Refused(reason)
        form = CallForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                meeting = services.call_deliberation(**form.cleaned_data, by=request.user)
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                self.tell(request, _("The meeting is called. Its members can vote now."))
                return HttpResponseRedirect(self.case_url(meeting))
        label = _("Call a meeting")
        context = {
            "title": label,
            "form": form,
            "act": {"label": label, "tone": "primary"},
            "has_errors": form.is_bound and not form.is_valid(),
            "crumbs": [*self._list_crumb(request), {"title": label}],
            "back_url": self._url("changelist"),
        }
        return self.page(request, "admin/step.html", context)

    # --- the page ----------------------------------------------------------------------------
    def case_title(self, row: Deliberation) -> str:
        """Return what is discussed."""
        return _("Deliberation of %(batch)s") % {"batch": row.batch}

    def case_state(self, row: Deliberation) -> tuple[str, str]:
        """Return whether members still vote."""
        return (_("open"), "blue") if row.closed_at is None else (_("closed"), "grey")

    def case_facts(self, row: Deliberation) -> list[str]:
        """Return date, members and quorum."""
        present = row.attendees.count()
        return [
            row.held_on.isoformat(),
            ngettext("%(n)s member present", "%(n)s members present", present) % {"n": present},
            _("quorum %(n)s") % {"n": row.batch.quorum},
        ]

    def case_people(self, request: HttpRequest, row: Deliberation) -> list[dict[str, Any]]:
        """Return who called the meeting and who is there."""
        found = [{"role": _("Called by"), "name": str(row.called_by)}]
        members = row.attendees.order_by("name", "pk")
        return found + [{"role": _("Member"), "name": str(member)} for member in members]

    def case_sections(self, request: HttpRequest, row: Deliberation) -> list[dict[str, Any]]:
        """Return the minutes once there are any."""
        if row.closed_at is None:
            return []
        closed = timezone.localtime(row.closed_at)
        return [
            {
                "title": _("Minutes"),
                "rows": [
                    {"label": _("Closed"), "value": f"{closed:%Y-%m-%d %H:%M}"},
                    {"label": _("Minutes"), "value": row.minutes},
                ],
            }
        ]

    def case_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Add the agenda, the person's own votes and, where he may know them, those of others."""
        context = super().case_context(request, row)
        shown = queries.agenda(row, today=timezone.localdate())
        bound: VoteForm | None = getattr(request, "_vote", None)
        member = self._is_voting(request.user, row)
        return context | {
            "agenda": [
                self._item(line, row, request.user, member=member, bound=bound) for line in shown.rows
            ],
            "quota": row.batch.quota,
            "places": shown.places,
            "needed": row.batch.award_score,
            "form": bound,
            "has_errors": bound is not None,
            "is_open": row.closed_at is None,
        }

    @staticmethod
    def _is_voting(user: Any, meeting: Deliberation) -> bool:
        return meeting.closed_at is None and meeting.attendees.filter(pk=user.pk).exists()

    @staticmethod
    def _item(
        line: queries.AgendaRow, meeting: Deliberation, user: Any, *, member: bool, bound: VoteForm | None
    ) -> dict[str, Any]:
        own = line.vote_of(user)
        prefix = f"item-{line.item.pk}"
        initial = {"choice": own.choice, "reason": own.reason} if own else None
        form = (
            bound
            if bound is not None and bound.prefix == prefix
            else VoteForm(prefix=prefix, initial=initial)
        )
        knows = meeting.closed_at is not None or own is not None
        return {
            "line": line,
            "case": line.application,
            "url": page_of(line.application),
            "form": form if member else None,
            "own": own,
            "knows_votes": knows,
            "cast": len(line.votes),
            "tally": [(Choice(choice).label, number) for choice, number in line.tally.items()]
            if knows
            else [],
            "reject_url": step_of(line.application, "reject_or_defer"),
            "may_reject": "reject_or_defer" not in line.waiting
            and meeting.closed_at is not None
            and line.application.status == Status.DELIBERATION
            and policies.allowed(user, f"{APPLICATION}.propose_reject_or_defer", line.application),
        }

    # --- voting ------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the address of a vote."""
        vote = self.admin_site.admin_view(require_POST(self.vote_view))
        return [
            path("<int:object_id>/items/<int:item_id>/vote/", vote, name="awards_deliberation_vote"),
            *super().get_urls(),
        ]

    def vote_view(self, request: HttpRequest, object_id: int, item_id: int) -> HttpResponse:
        """Cast or change the person's own vote on one item."""
        row = self.row_or_404(request, object_id)
        item = get_object_or_404(
            AgendaItem.objects.select_related("deliberation"), pk=item_id, deliberation=row
        )
        reason = policies.refusal(request.user, f"{MEETING}.vote", row)
        if reason is not None:
            return self._refused(request, row, reason)
        form = VoteForm(request.POST, prefix=f"item-{item.pk}")
        if form.is_valid():
            try:
                services.cast_vote(item, **form.cleaned_data, by=request.user)
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                self.tell(request, _("Your vote is counted."))
                return HttpResponseRedirect(f"{self.case_url(row)}#item-{item.pk}")
        request._vote = form  # type: ignore[attr-defined] # the page shows what was entered
        return self.page(request, self.change_form_template, self.case_context(request, row))

    # --- publishing --------------------------------------------------------------------------
    def _form_page(self, request: HttpRequest, row: Any, act: Any, form: Any) -> Any:
        answer = super()._form_page(request, row, act, form)
        if act.name == "publish":
            answer.template_name = "awards/publish.html"
            answer.context_data = (answer.context_data or {}) | self._preview(row)
        return answer

    @staticmethod
    def _preview(row: Deliberation) -> dict[str, Any]:
        """Return the list as it will be published today, and how its last day is counted."""
        today = timezone.localdate()
        end = add_workdays(today, row.batch.notice_days)
        keys = waiting_for_notice(row).values_list("subject_id", flat=True)
        items = row.items.filter(application__in=keys).select_related(
            "application__enterprise", "application__product"
        )
        return {
            "listed": items.order_by("rank"),
            "batch": row.batch,
            "published_on": today,
            "starts_on": today + ONE_DAY,
            "ends_on": end.on,
            "is_provisional": end.is_provisional,
            "days": row.batch.notice_days,
            "lines": shown_lines(end.lines),
        }
