"""An act for many rows: chosen in a list, tried, confirmed, watched, its result taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from brandcert.core.admin import PolicyAdmin, name_act, register_menu
from brandcert.core.answers import sent_key
from brandcert.core.errors import BusinessError
from brandcert.core.templatetags.looks import draw_tag
from brandcert.lists import acts, queries, services
from brandcert.lists.admin.selection import UnfitFilter, list_url, page_of, selected
from brandcert.lists.enums import Outcome, Phase
from brandcert.lists.models import MOST_ROWS, BulkJob, BulkRow

LINES: Final = 100
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES: Final = {
    Phase.ASKING: "amber",
    Phase.TRYING: "blue",
    Phase.TRIED: "amber",
    Phase.RUNNING: "blue",
    Phase.PAUSED: "amber",
    Phase.CANCELLED: "grey",
    Phase.FINISHED: "green",
}
ENDS: Final = {Outcome.DONE: "green", Outcome.REFUSED: "amber", Outcome.FAILED: "red", Outcome.LEFT: "grey"}
# Which rows the table shows: by the trial before the confirmation, by the outcome after it.
POSSIBLE, OBJECTED, WAITING = "possible", "objected", "waiting"
CHOSEN, ALL = "chosen", "all"
for _name, _words in (
    ("begin", gettext_lazy("Rows chosen and tried")),
    ("describe", gettext_lazy("Details for all rows entered")),
    ("confirm", gettext_lazy("Act for many rows confirmed")),
    ("pause", gettext_lazy("Paused")),
    ("resume", gettext_lazy("Resumed")),
    ("cancel", gettext_lazy("Job cancelled")),
    ("finish", gettext_lazy("All rows are through")),
):
    name_act(f"lists.bulkjob.{_name}", _words)


def _begin(page: Any, request: HttpRequest, rows: Any) -> HttpResponse:
    """Begin the act whose name was sent for these rows of a list."""
    act = acts.offered_to(request.user, page.opts.label_lower).get(request.POST.get("action", ""))
    if act is None:
        page.tell(request, _("Choose what is to be done."), failed=True)
        return HttpResponseRedirect(_list_url(page, request))
    keys = list(rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    try:
        job = services.begin(
            act, keys, chosen_by=request.GET.urlencode(), by=request.user, now=timezone.now()
        )
    except BusinessError as refusal:
        page.tell(request, str(refusal), failed=True)
        return HttpResponseRedirect(_list_url(page, request))
    return HttpResponseRedirect(reverse("admin:lists_bulkjob_change", args=[job.pk]))


def _list_url(page: Any, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{list_url(page)}?{query}" if query else list_url(page)


@register_menu
def menu(model: str, user: Any) -> Mapping[str, Any]:
    """Return the person's acts for many rows of a list, as Django's admin knows actions."""
    return {name: (_begin, name, act.label) for name, act in acts.offered_to(user, model).items()}


@admin.register(BulkJob)
class BulkJobAdmin(PolicyAdmin):
    """The person's jobs for many rows, and one page for each from its trial to its result."""

    change_action = add_action = "write"
    list_display = ("number", "act_words", "asked_by", "begun_at", "total", "phase_label")
    list_display_links = ("number", "act_words")
    list_select_related = ("asked_by",)
    ordering = ("-id",)

    @admin.display(description=gettext_lazy("number"), ordering="id")
    def number(self, row: BulkJob) -> str:
        """Return the number of the job."""
        return str(row)

    @admin.display(description=gettext_lazy("act"))
    def act_words(self, row: BulkJob) -> str:
        """Return what is done for the rows."""
        act = acts.registered().get(row.act)
        return str(act.label) if act else row.act

    @admin.display(description=gettext_lazy("standing"))
    def phase_label(self, row: BulkJob) -> Any:
        """Return how far the job is."""
        return draw_tag(row.phase.label, TONES[row.phase])

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the files where they are."""
        return super().get_queryset(request).defer("result")

    def get_urls(self) -> list[URLPattern]:
        """Add the beginning from any list, what the owner does with a job, and its result."""
        wrap = self.admin_site.admin_view
        own = [
            path(
                "begin/<slug:app>/<slug:model>/",
                wrap(require_POST(self.begin_view)),
                name="lists_bulkjob_begin",
            ),
            path("<int:key>/do/<slug:name>/", wrap(require_POST(self.do_view)), name="lists_bulkjob_do"),
            path("<int:key>/result.xlsx", wrap(require_GET(self.result_view)), name="lists_bulkjob_result"),
        ]
        return own + super().get_urls()

    # --- choosing ----------------------------------------------------------------------------
    def begin_view(self, request: HttpRequest, app: str, model: str) -> HttpResponse:
        """Take the rows ticked in a list, or all that match its filter, as far as the person sees them."""
        try:
            found = selected(self.admin_site, request, f"{app}.{model}")
        except UnfitFilter as fault:
            self.tell(request, str(fault), failed=True)
            return HttpResponseRedirect(list_url(page_of(self.admin_site, f"{app}.{model}")))
        rows = found.rows
        if request.POST.get("scope") != ALL:
            rows = rows.filter(pk__in=map(sent_key, request.POST.getlist(ACTION_CHECKBOX_NAME)))
        return _begin(found.page, request, rows)

    # --- the page ----------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far the job is; nothing is written here."""
        shown: HttpResponse = require_GET(self._job_page)(request, object_id)
        return shown

    def _job_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page_of(request, self.row_or_404(request, object_id))

    def _page_of(self, request: HttpRequest, job: BulkJob, form: Any = None) -> HttpResponse:
        try:
            act = queries.act_of(job)
        except queries.UnknownAct as gone:
            told = {"title": str(job), "reason": str(gone), "back_url": self._own_list()}
            return self.page(request, "admin/refused.html", told, status=410)
        shown = request.GET.get("show", "")
        found = Paginator(_rows(job, shown), LINES).get_page(request.GET.get("page"))
        counts = queries.counts(job)
        is_mine = job.asked_by_id == request.user.pk
        context: dict[str, Any] = {
            "title": f"{act.label} · {job}",
            "job": job,
            "act": act,
            "phase": job.phase.value,
            "phase_tag": draw_tag(job.phase.label, TONES[job.phase]),
            "counts": counts,
            "is_mine": is_mine,
            "form": form or self._form(job, act),
            "has_errors": form is not None,
            "choices": _choices(job, counts, shown),
            "lines": [self._line(line) for line in queries.lines(act, found.object_list)],
            "page_obj": found,
            "answers": _answers(job, act),
            "moves": job.phase in {Phase.TRYING, Phase.RUNNING},
            "list_url": self._list_of(act),
            "jobs_url": self._own_list(),
            "most": MOST_ROWS,
        }
        return self.page(request, "admin/lists/job.html", context)

    @staticmethod
    def _form(job: BulkJob, act: acts.BulkAct) -> Any:
        if act.form is None or job.confirmed_at is not None or job.finished_at is not None:
            return None
        return act.form(initial=job.details)

    def _own_list(self) -> str:
        return reverse("admin:lists_bulkjob_changelist")

    @staticmethod
    def _list_of(act: acts.BulkAct) -> str:
        return reverse("admin:{}_{}_changelist".format(*act.model.split(".")))

    def _line(self, line: queries.Line) -> dict[str, Any]:
        row = line.row
        words: Any
        if row.outcome:
            words, tone, reason = Outcome(row.outcome).label, ENDS[Outcome(row.outcome)], row.reason
        elif not row.is_tried:
            words, tone, reason = _("waits for the trial"), "grey", ""
        elif row.objection:
            words, tone, reason = _("would be refused"), "amber", row.objection
        else:
            words, tone, reason = _("would be done"), "blue", ""
        if row.job.confirmed_at and not row.outcome:
            words, tone = _("waits"), "grey"
        return {
            "place": row.position,
            "number": line.number,
            "title": line.title,
            "url": self._url_of(line.subject),
            "words": words,
            "tone": tone,
            "reason": reason,
        }

    def _url_of(self, subject: Any) -> str:
        if subject is None:
            return ""
        meta = subject._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[subject.pk])
        except NoReverseMatch:
            return ""

    # --- what the owner does -----------------------------------------------------------------
    def do_view(self, request: HttpRequest, key: int, name: str) -> HttpResponse:
        """Answer for all rows, confirm, pause, resume or cancel; each one service call."""
        job = self.row_or_404(request, key)
        if name == "describe":
            return self._describe(request, job)
        done: dict[str, Callable[[], Any]] = {
            "confirm": lambda: services.confirm(job, by=request.user, now=timezone.now()),
            "pause": lambda: services.pause(job, by=request.user, now=timezone.now()),
            "resume": lambda: services.resume(job, by=request.user),
            "cancel": lambda: services.cancel(job, by=request.user, now=timezone.now()),
        }
        if name not in done:
            raise Http404
        try:
            done[name]()
        except BusinessError as refusal:
            self.tell(request, str(refusal), failed=True)
        return HttpResponseRedirect(reverse("admin:lists_bulkjob_change", args=[key]))

    def _describe(self, request: HttpRequest, job: BulkJob) -> HttpResponse:
        act = queries.act_of(job)
        if act.form is None:
            raise Http404
        form = act.form(request.POST)
        if not form.is_valid():
            return self._page_of(request, job, form)
        try:
            services.describe(
                job, values={name: request.POST.get(name, "") for name in form.fields}, by=request.user
            )
        except BusinessError as refusal:
            self.tell(request, str(refusal), failed=True)
        return HttpResponseRedirect(reverse("admin:lists_bulkjob_change", args=[job.pk]))

    def result_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give the result file as it was made when the job ended."""
        job = self.row_or_404(request, key)
        if not job.result_sha256:
            raise Http404
        answer = HttpResponse(bytes(job.result), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="job-{job.pk}.xlsx"'
        return answer


def _rows(job: BulkJob, shown: str) -> Any:
    """Return the rows of the table, in the order of the list they were chosen from."""
    rows = BulkRow.objects.filter(job=job).select_related("job").defer("job__result").order_by("position")
    if shown == POSSIBLE:
        return rows.filter(is_tried=True, objection="")
    if shown == OBJECTED:
        return rows.exclude(objection="")
    if shown == WAITING:
        return rows.filter(outcome="")
    return rows.filter(outcome=shown) if shown in Outcome.values else rows


def _choices(job: BulkJob, counts: Mapping[str, int], shown: str) -> list[dict[str, Any]]:
    """Return the parts of the table with how many rows each has."""
    if job.confirmed_at is None and job.finished_at is None:
        parts = [(POSSIBLE, _("would be done")), (OBJECTED, _("would be refused"))]
        numbers = {POSSIBLE: counts["possible"], OBJECTED: counts["objected"]}
    else:
        parts = [(one.value, str(one.label)) for one in Outcome] + [(WAITING, _("waits"))]
        numbers = dict(counts)
    numbers[""] = job.total
    return [
        {"key": key, "words": words, "count": numbers[key], "is_shown": key == shown}
        for key, words in (("", _("all rows")), *parts)
        if numbers[key]
    ]


def _answers(job: BulkJob, act: acts.BulkAct) -> list[dict[str, Any]]:
    """Return what was answered for all rows, in words."""
    if act.form is None or not job.details:
        return []
    told = []
    for name, field in act.form(job.details).fields.items():
        value = str(job.details.get(name, ""))
        words = {str(key): str(text) for key, text in getattr(field, "choices", None) or ()}
        told.append({"label": field.label or name, "value": words.get(value, value)})
    return told
