"""Meetings of the committee: called, voted in, closed; what they propose and what the director publishes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from brandcert.awards import queries, services
from brandcert.awards.admin.acts import MEETING, waiting_for_notice
from brandcert.awards.admin.checks import begin_check, checks_of
from brandcert.awards.admin.invitations import invitation
from brandcert.awards.admin.items import ACTS, MeetingView, prefix_of, shown_item
from brandcert.awards.admin.records import RecordAdmin
from brandcert.awards.forms import CallForm
from brandcert.awards.models import AgendaItem, Deliberation, Dossier
from brandcert.core import policies
from brandcert.core.admin.clock import shown_lines
from brandcert.core.errors import BusinessError
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.workdays import ONE_DAY, add_workdays
from brandcert.programs.enums import Majority


@admin.register(Deliberation)
class DeliberationAdmin(RecordAdmin):
    """All meetings, and the page on which their members vote."""

    add_action: ClassVar[str] = "call"
    printed_later: ClassVar[tuple[str, ...]] = ("minutes_file", "minutes_sha256")
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

        def run(facts: dict[str, Any]) -> HttpResponse:
            meeting = services.call_deliberation(**facts, by=request.user)
            self.tell(request, _("The meeting is called. Its members are invited."))
            return HttpResponseRedirect(self.case_url(meeting))

        form = CallForm(request.POST or None)
        return self.ask_first(request, form, action=f"{MEETING}.call", label=_("Call a meeting"), run=run)

    # --- the page ----------------------------------------------------------------------------
    def case_title(self, row: Deliberation) -> str:
        """Return what is discussed."""
        return _("Deliberation of %(batch)s") % {"batch": row.batch}

    def case_state(self, row: Deliberation) -> tuple[str, str]:
        """Return whether members still vote."""
        return (_("open"), "blue") if row.closed_at is None else (_("closed"), "grey")

    def case_facts(self, row: Deliberation) -> list[str]:
        """Return date, members and quorum."""
        present = len(queries.present_members(row))
        begins = f" {row.starts_at:%H:%M}" if row.starts_at else ""
        return [
            f"{row.held_on.isoformat()}{begins}",
            *([row.place] if row.place else []),
            ngettext("%(n)s member present", "%(n)s members present", present) % {"n": present},
            _("quorum %(n)s") % {"n": row.quorum},
            _("secret ballot") if row.is_secret else _("open ballot"),
            str(Majority(row.voting_rules.majority).label),
        ]

    def case_people(self, request: HttpRequest, row: Deliberation) -> list[dict[str, Any]]:
        """Return who called the meeting and who is there."""
        found = [{"role": _("Called by"), "name": str(row.called_by)}]
        if row.keeper:
            found.append({"role": _("Secretary of the meeting"), "name": str(row.keeper)})
        noted = {one.member_id: one for one in row.attendances.all()}
        for member in row.attendees.order_by("name", "pk"):
            role = _("Chair") if member.pk == row.chair_id else _("Member")
            known = noted.get(member.pk)
            state = known.get_presence_display() if known else _("not noted")
            found.append({"role": f"{role} · {state}", "name": str(member)})
        return found

    def case_sections(self, request: HttpRequest, row: Deliberation) -> list[dict[str, Any]]:
        """Return the minutes once there are any."""
        if row.closed_at is None:
            return []
        return [{"title": _("Minutes"), "rows": list(_minutes_lines(row))}]

    def case_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Add the agenda, the person's own votes and, where he may know them, those of others."""
        context = super().case_context(request, row)
        shown = queries.agenda(row, today=timezone.localdate())
        bound: forms.Form | None = getattr(request, "_item_form", None)
        view = MeetingView(row, request.user)
        has_signed = row.signatures.filter(member=request.user.pk).exists()
        done = {"sign_in": view.is_voting, "sign_minutes": has_signed}
        return context | {
            "actions": [act for act in context["actions"] if not done.get(act["name"], False)],
            "agenda": [shown_item(line, view, bound) for line in shown.rows],
            "checks": checks_of(row, shown.rows, request.user),
            "quota": row.batch.quota,
            "places": shown.places,
            "quotas": _quota_lines(row),
            "needed": row.batch.award_score,
            "form": bound,
            "has_errors": bound is not None,
            "is_open": row.closed_at is None,
            "is_chair": view.may("close_item"),
            "below": _below(view) if row.closed_at is not None else [],
        }

    # --- items -------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of items, dossiers, minutes and the live count."""
        wrap = self.admin_site.admin_view
        item, base = "<int:object_id>/items/<int:item_id>", "awards_deliberation"
        return [
            path(f"{item}/vote/", wrap(require_POST(self.item_view)), {"name": "vote"}, name=f"{base}_vote"),
            path(f"{item}/dossier/", wrap(require_safe(self.dossier_view)), name=f"{base}_dossier"),
            path(f"{item}/<slug:name>/", wrap(require_POST(self.item_view)), name=f"{base}_item"),
            path(
                "<int:object_id>/integrity/<slug:name>/",
                wrap(require_POST(self.check_view)),
                name=f"{base}_integrity",
            ),
            path("<int:object_id>/minutes/", wrap(require_safe(self.minutes_view)), name=f"{base}_minutes"),
            path(
                "<int:object_id>/meeting.ics", wrap(require_safe(self.calendar_view)), name=f"{base}_calendar"
            ),
            path("<int:object_id>/count/", wrap(require_safe(self.count_view)), name=f"{base}_count"),
            *super().get_urls(),
        ]

    def item_view(self, request: HttpRequest, object_id: int, item_id: int, name: str) -> HttpResponse:
        """Do one act with one item; what was entered stays on the page when it is refused."""
        row = self.row_or_404(request, object_id)
        item = get_object_or_404(
            AgendaItem.objects.select_related("deliberation"), pk=item_id, deliberation=row
        )
        if name not in ACTS:
            raise Http404
        act, kind, run = ACTS[name]
        reason = policies.refusal(request.user, f"{MEETING}.{act}", row)
        if reason is not None:
            return self._refused(request, row, reason)
        form = kind(request.POST, prefix=prefix_of(item))
        if form.is_valid():
            try:
                told = run(item, request.user, form.cleaned_data)
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                self.tell(request, told)
                return HttpResponseRedirect(f"{self.case_url(row)}#item-{item.pk}")
        request._item_form = form  # type: ignore[attr-defined] # the page shows what was entered
        if not form.fields:
            self.tell(request, " ".join(map(str, form.non_field_errors())), failed=True)
            return HttpResponseRedirect(f"{self.case_url(row)}#item-{item.pk}")
        return self.page(request, self.change_form_template, self.case_context(request, row))

    def count_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Return how many have voted on each open item; never how, nor who."""
        row = self.row_or_404(request, object_id)
        items = row.items.annotate(cast=Count("votes")).order_by("rank")
        return JsonResponse({"items": {str(one.pk): one.cast for one in items}})

    def dossier_view(self, request: HttpRequest, object_id: int, item_id: int) -> HttpResponse:
        """Send the newest dossier of an item to whoever may read it; to everyone else it does not exist."""
        row = self.row_or_404(request, object_id)
        made = Dossier.objects.filter(item=item_id, item__deliberation=row, made_at__isnull=False)
        dossier = made.select_related("item__application").order_by("-id").first()
        if dossier is None or not policies.allowed(request.user, "awards.dossier.view", dossier):
            raise Http404
        return _pdf(
            services.read_dossier(dossier, by=request.user),
            f"{dossier.item.application}-{dossier.sha256[:8]}",
        )

    def minutes_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send the locked minutes."""
        row = self.row_or_404(request, object_id)
        try:
            return _pdf(services.read_minutes(row, by=request.user), f"minutes-{row.held_on}")
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
            return HttpResponseRedirect(self.case_url(row))

    def calendar_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send day, hour and place of the meeting as an entry for the calendar of whoever is invited."""
        return invitation(request, self.row_or_404(request, object_id))

    def check_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        """Have all enterprises of the agenda looked up in one job."""
        return begin_check(self, request, self.row_or_404(request, object_id), name)

    # --- publishing --------------------------------------------------------------------------
    def _form_page(self, request: HttpRequest, row: Any, act: Any, form: Any) -> Any:
        answer = super()._form_page(request, row, act, form)
        if act.name == "publish":
            answer.template_name = "awards/publish.html"
            answer.context_data = (answer.context_data or {}) | self._preview(row, request.user)
        return answer

    @staticmethod
    def _preview(row: Deliberation, user: Any) -> dict[str, Any]:
        """Return the list as it will be released today, tried row by row, and how its last day is counted."""
        today = timezone.localdate()
        end = add_workdays(today, row.batch.notice_days)
        keys = waiting_for_notice(row).values_list("subject_id", flat=True)
        items = row.items.filter(application__in=keys).select_related(
            "application__enterprise", "application__product"
        )
        trial = services.try_release(row, by=user, today=today)
        return {
            "listed": items.order_by("rank"),
            "trial": trial,
            "faults": [one for one in trial if one.fault],
            "batch": row.batch,
            "published_on": today,
            "starts_on": today + ONE_DAY,
            "ends_on": end.on,
            "is_provisional": end.is_provisional,
            "days": row.batch.notice_days,
            "lines": shown_lines(end.lines),
        }


def _minutes_lines(row: Deliberation) -> Iterator[dict[str, Any]]:
    """Yield the minutes, who signed them, where the file is, and what was added."""
    yield {"label": _("Closed"), "value": f"{timezone.localtime(row.closed_at):%Y-%m-%d %H:%M}"}
    yield {"label": _("Minutes"), "value": row.minutes}
    signed = [
        f"{one.member} {timezone.localtime(one.signed_at):%Y-%m-%d %H:%M}"
        for one in row.signatures.select_related("member")
    ]
    yield {"label": _("Signed by"), "value": "\n".join(signed) or "–"}
    missing = "、".join(str(one) for one in queries.unsigned(row))
    if missing:
        yield {"label": _("Signature missing"), "value": f"{missing} {row.lock_note}".strip()}
    if row.locked_at is not None:
        url = reverse("admin:awards_deliberation_minutes", args=[row.pk])
        link = format_html('<a href="{}">{}</a>', url, _("Signed minutes (PDF)"))
        yield {"label": _("Locked record"), "value": link}
        yield {"label": "SHA-256", "value": row.minutes_sha256 or _("being printed")}
    for one in row.addenda.select_related("written_by"):
        label = _("Addendum of %(at)s") % {"at": f"{timezone.localtime(one.written_at):%Y-%m-%d %H:%M}"}
        yield {"label": label, "value": f"{one.text}\n{one.written_by}"}


def _quota_lines(row: Deliberation) -> list[dict[str, Any]]:
    """Return the quota of each category that has one, with the places left."""
    left = queries.category_places(row.batch)
    return [
        {"category": one, "quota": row.batch.quota_of(one.key), "places": left[one.key]}
        for one in row.batch.program.categories.order_by("pk")
        if row.batch.quota_of(one.key) is not None
    ]


def _below(view: MeetingView) -> list[queries.Placed]:
    """Return the items just below the line, with why."""
    return [row for row in view.placed.values() if row.is_next]


def _pdf(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
