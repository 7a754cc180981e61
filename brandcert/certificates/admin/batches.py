"""Lists of certificates to be issued: drafts and lists on one page, and the page of each list from its trial to its manifest."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET

from brandcert.certificates import queries, services
from brandcert.certificates.admin import batch_rows
from brandcert.certificates.enums import BatchStatus
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin, ReasonForm, name_act, register_step
from brandcert.core.answers import sent_key
from brandcert.core.errors import BusinessError, Refused
from brandcert.core.templatetags.looks import draw_tag

LABEL: Final = "certificates.certificate"
BATCH: Final = "certificates.issuebatch"
LINES: Final = 100
TONES: Final = {
    BatchStatus.TRYING: "blue",
    BatchStatus.CHECKED: "amber",
    BatchStatus.RUNNING: "blue",
    BatchStatus.PAUSED: "amber",
    BatchStatus.STOPPED: "red",
    BatchStatus.COMPLETED: "green",
    BatchStatus.DECLINED: "grey",
    BatchStatus.CANCELLED: "grey",
}
# The line of a list's life; what is not on it has left it.
LINE: Final = (BatchStatus.TRYING, BatchStatus.CHECKED, BatchStatus.RUNNING, BatchStatus.COMPLETED)
register_step(f"{BATCH}.try_again", run=services.try_again)
register_step(f"{BATCH}.approve", run=services.approve_issue)
register_step(f"{BATCH}.decline", run=services.decline_issue, form=ReasonForm)
register_step(f"{BATCH}.cancel", run=services.cancel_batch, form=ReasonForm)
register_step(f"{BATCH}.pause", run=services.pause)
register_step(f"{BATCH}.resume", run=services.go_on)
name_act(f"{LABEL}.leave_out", gettext_lazy("Left out of the list"))


@admin.register(IssueBatch)
class IssueBatchAdmin(CaseAdmin):
    """Lists of certificates: frozen and tried, approved or declined by another person, made by workers, counted, signed for."""

    list_display = ("id", "proposed_by", "proposed_at", "state_label", "progress")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssueBatch]:
        """Leave the manifests where they are."""
        rows: QuerySet[IssueBatch] = super().get_queryset(request)
        return rows.select_related("proposed_by", "approved_by").defer("manifest")

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state_label(self, batch: IssueBatch) -> str:
        """Return where the list stands."""
        return draw_tag(*self.case_state(batch))

    @admin.display(description=gettext_lazy("issued"))
    def progress(self, batch: IssueBatch) -> str:
        """Return how many are issued of how many."""
        told = queries.counts(batch)
        return f"{told['issued']} / {told['total'] - told['left_out']}"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of drafts and lists, and the manifest."""
        wrap = self.admin_site.admin_view
        own = [
            path("queue/", wrap(self.queue_view), name="certificates_issue_queue"),
            path(
                "<int:pk>/manifest.json",
                wrap(require_GET(self.manifest_view)),
                name="certificates_issue_manifest",
            ),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the queue, which shows more than a list could."""
        return HttpResponseRedirect(reverse("admin:certificates_issue_queue"))

    # --- drafts and lists ----------------------------------------------------------------------
    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """Show drafts with what stands against each, and the lists; POST puts the chosen on a list."""
        if not self.has_view_permission(request):
            return self.refused(request, _("You may not see certificates."))
        if request.method == "POST":
            return self._propose(request)
        rows = [self._dry_run(row) for row in self._drafts()]
        shown = Paginator(self.get_queryset(request), 20).get_page(request.GET.get("page"))
        context = {
            "title": _("Issue certificates"),
            "rows": rows,
            "is_ready": any(not row["findings"] for row in rows),
            "may_propose": policies.allowed(request.user, f"{LABEL}.propose_issue"),
            "batches": [self._shown(batch) for batch in shown],
            "page_obj": shown,
            "halt": queries.standing_halt(),
            "may_halt": policies.allowed(request.user, "certificates.halt.halt"),
        }
        return self.page(request, "admin/certificates/queue.html", context)

    def refused(self, request: HttpRequest, reason: Any) -> HttpResponse:
        """Say why the person may not do this."""
        context = {"title": _("Issue certificates"), "reason": reason, "back_url": reverse("admin:index")}
        return self.page(request, "admin/refused.html", context, status=403)

    @staticmethod
    def _drafts() -> QuerySet[Certificate]:
        rows = queries.unready(Certificate.objects.drafts())
        return rows.select_related(
            "enterprise", "category__program", "application__product", "application__batch"
        ).order_by("pk")

    @staticmethod
    def _dry_run(row: Certificate) -> dict[str, Any]:
        return {
            "certificate": row,
            "url": reverse("admin:certificates_certificate_change", args=[row.pk]),
            "findings": queries.check(row, batch=None, today=timezone.localdate()),
        }

    def _propose(self, request: HttpRequest) -> HttpResponse:
        keys = [sent_key(key) for key in request.POST.getlist("certificate")]
        chosen = list(self._drafts().filter(pk__in=keys))
        try:
            batch = services.propose_issue(chosen, by=request.user, today=timezone.localdate())
        except Refused as error:
            return self.refused(request, error.reason)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
            return HttpResponseRedirect(reverse("admin:certificates_issue_queue"))
        words = ngettext(
            "%(count)s certificate is on the list; it is being tried.",
            "%(count)s certificates are on the list; it is being tried.",
            batch.total,
        )
        self.tell(request, words % {"count": batch.total})
        return HttpResponseRedirect(self.case_url(batch))

    def _shown(self, batch: IssueBatch) -> dict[str, Any]:
        return {
            "batch": batch,
            "url": self.case_url(batch),
            "state": self.state_label(batch),
            "progress": self.progress(batch),
        }

    # --- the page of a list --------------------------------------------------------------------
    def case_title(self, row: IssueBatch) -> str:
        """Return the size of the list."""
        words = ngettext("List of %(count)s certificate", "List of %(count)s certificates", row.total)
        return words % {"count": row.total}

    def case_number(self, row: IssueBatch) -> str:
        """Return the number people call it by."""
        return f"#{row.pk}"

    def case_state(self, row: IssueBatch) -> tuple[str, str]:
        """Return the state in words and its tint."""
        return row.get_status_display(), TONES[BatchStatus(row.status)]

    def case_facts(self, row: IssueBatch) -> list[str]:
        """Return who proposed and who approved it, and when."""
        told = [_told(_("proposed by %(name)s"), row.proposed_by, row.proposed_at)]
        if row.approved_at:
            told.append(_told(_("approved by %(name)s"), row.approved_by, row.approved_at))
        return told

    def case_spine(self, row: IssueBatch) -> list[dict[str, Any]]:
        """Return the line from trial to manifest with where the list stands."""
        state = BatchStatus(row.status)
        beside = {BatchStatus.PAUSED: BatchStatus.RUNNING, BatchStatus.STOPPED: BatchStatus.RUNNING}
        here = beside.get(state, state)
        at = LINE.index(here) if here in LINE else -1
        is_over = state == BatchStatus.COMPLETED
        names = (
            pgettext("list of certificates", "Trial"),
            _("Approval"),
            _("Numbers and documents"),
            _("Counted and signed for"),
        )
        return [
            {
                "title": name,
                "state": "done" if place < at or is_over else "current" if place == at else "todo",
            }
            for place, name in enumerate(names)
        ]

    def case_alerts(self, request: HttpRequest, row: IssueBatch) -> list[dict[str, Any]]:
        """Say what holds the list up, and what to do about it."""
        return batch_rows.alerts(row, queries.counts(row))

    def case_sections(self, request: HttpRequest, row: IssueBatch) -> list[dict[str, Any]]:
        """Return why the list ended, and the hashes by which it is recognised."""
        told = [
            (_("Reason"), row.reason),
            (_("Hash of the frozen list"), batch_rows.breakable(row.frozen)),
            (_("SHA-256 of the manifest"), batch_rows.breakable(row.manifest_sha256)),
        ]
        lines = [{"label": label, "value": value} for label, value in told if value]
        return [{"title": _("For the record"), "rows": lines}] if lines else []

    def case_documents(self, request: HttpRequest, row: IssueBatch) -> list[dict[str, Any]] | None:
        """Offer the signed manifest."""
        if not row.manifest_sha256:
            return None
        url = reverse("admin:certificates_issue_manifest", args=[row.pk])
        hint = _("every certificate of the list with the hash of its document, signed")
        return [{"title": f"manifest-{row.pk}.json", "url": url, "hint": hint, "kind": "JSON"}]

    def case_context(self, request: HttpRequest, row: IssueBatch) -> dict[str, Any]:
        """Add the counts, which move while the workers work, and the rows."""
        context = super().case_context(request, row)
        counted = queries.counts(row)
        shown = request.GET.get("show", "")
        page = Paginator(batch_rows.chosen(row, shown), LINES).get_page(request.GET.get("page"))
        moves = row.status in (BatchStatus.TRYING, BatchStatus.RUNNING)
        own = {
            "row": row,
            "phase": str(row.status),
            "moves": moves,
            "counts": counted,
            "in_hand": counted["total"] - counted["left_out"],
            "ended": counted["issued"] + counted["void"],
            "choices": batch_rows.choices(row, counted, shown),
            "lines": [batch_rows.line(item, request.user) for item in page.object_list],
            "page_obj": page,
        }
        drawn = render_to_string("admin/certificates/batch.html", own, request)
        return context | {"panels": [drawn, *context["panels"]], "moves": moves}

    change_form_template = "admin/certificates/batch_page.html"

    def manifest_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the signed manifest of a list that is complete."""
        row = self.row_or_404(request, pk)
        if not row.manifest_sha256:
            raise Http404
        answer = HttpResponse(row.manifest, content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="manifest-{row.pk}.json"'
        return answer


def _told(words: str, name: Any, at: Any) -> str:
    return f"{words % {'name': name}} · {timezone.localtime(at):%Y-%m-%d %H:%M}"
